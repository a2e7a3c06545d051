import { reaches } from '../../../shared/model/proof.ts';
import type { BackupId, SourceId } from '../../../shared/model/ids.ts';
import { AppError, problemOf } from '../../errors/app-error.ts';
import type { RestoreStep } from '../../restore/step.ts';
import { followUp, makeBackup } from '../backup-job.ts';
import type { Modules } from '../modules.ts';
import { needPlace } from '../modules.ts';

export interface SafetyCopy {
  readonly id: string;
  /** `Before the restore`, which it is called. */
  readonly label: string;
  readonly sourceIds: readonly SourceId[];
  readonly databases: readonly string[];
  /** One that was taken before a crash; null: none. */
  readonly known: () => BackupId | null;
  readonly keep: (backupId: BackupId) => void;
}

/**
 * The state that is about to be replaced, dumped, pulled and read back. It is held: no retention ever takes it. Throws what a backup throws, and
 * `restore.safety-not-sound`.
 */
export function safetyCopyStep(modules: Modules, { id, label, sourceIds, databases, known, keep }: SafetyCopy): RestoreStep {
  return {
    plan: {
      id,
      kind: 'safety-copy',
      title: `Safety copy of ${databases.join(', ')} as it is now`,
      commands: databases.map((database) => `mysqldump ${database}`),
      changes: 'Nothing on the site. One more backup lies on this computer, and is held.',
      undo: 'Nothing has to be undone. It stays.',
      touchesLive: false,
      estimatedMs: null,
    },
    async run(context) {
      const { restore, target, job } = context;
      const before = known();
      if (before !== null && isSound(modules, before)) return;
      const { outcome, backup } = await makeBackup(
        modules,
        {
          siteId: target.site.id,
          sourceIds: [...sourceIds],
          kind: 'full',
          compression: null,
          label: `${label} of ${restore.plan.createdAt.slice(0, 16)}`,
          trigger: 'safety',
          verify: true,
        },
        job,
      );
      modules.catalog.backups.annotate(backup.id, { held: true });
      if (!isSound(modules, backup.id))
        throw new AppError('restore.safety-not-sound', { detail: outcome.problem?.detail ?? backup.folder });
      keep(backup.id);
      context.say(`${backup.folder}, read back and sound`);
      return outcome.problem === null ? undefined : `${outcome.problem.title} ${outcome.problem.detail}`.trim();
    },
  };
}

function isSound(modules: Modules, backupId: Parameters<Modules['catalog']['backups']['copiesOf']>[0]): boolean {
  const home = needPlace(modules).id;
  const proof = modules.catalog.backups.copiesOf(backupId).find(({ placeId }) => placeId === home)?.proof;
  return proof !== undefined && proof.failure === null && reaches(proof.level, 'sound');
}

/** The first backup of the new state. That it cannot be made is said, and takes nothing back. */
export function backupAfterStep(modules: Modules): RestoreStep {
  return {
    plan: {
      id: 'backup-after',
      kind: 'backup-after',
      title: 'Back up the restored site',
      commands: [],
      changes: 'Nothing on the site. One more backup lies on this computer.',
      undo: 'Nothing has to be undone.',
      touchesLive: false,
      estimatedMs: null,
    },
    async run(context) {
      const { target, job } = context;
      try {
        const { outcome, backup, thenFull } = await makeBackup(
          modules,
          {
            siteId: target.site.id,
            sourceIds: null,
            kind: 'incremental',
            compression: null,
            label: 'After the restore',
            trigger: 'checkpoint',
            verify: true,
          },
          job,
        );
        if (outcome.backupId !== null) followUp(modules, backup, null, thenFull);
        context.say(backup.folder);
        return outcome.problem === null ? undefined : `${outcome.problem.title} ${outcome.problem.detail}`.trim();
      } catch (error) {
        job.signal.throwIfAborted();
        const { title, detail } = problemOf(error);
        return `The backup could not be made: ${title} ${detail}`.trim();
      }
    },
  };
}
