import type { LossPreview, Restore } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import { undoLoss } from '../../restore/database/rows/undo-loss.ts';
import { contextOf } from '../../restore/engine/step-runner.ts';
import { undoPreviewMedia } from '../../restore/media/after-switch.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { stepNamed } from './step-named.ts';
import { openRestore } from './open-restore.ts';
import { openJournal } from './restore-journal.ts';

/** What an undo would take away now. Only reads. Throws `ssh.*`, `database.*`. */
export async function undoPreview(modules: Modules, { id }: Restore, signal: AbortSignal): Promise<LossPreview> {
  const { works, tools } = await openRestore(modules, openJournal(modules, id), { signal, log: () => {}, copies: 'where there are any' });
  const job = { jobId: 'preview', signal, step: () => {}, advance: () => {}, log: () => {} };
  const preview: LossPreview = { countedAt: instantOf(modules.clock), databases: [], media: [], code: [], unknown: [] };
  // An undo needs no more than the server: that something cannot be counted is said, and keeps nobody from it.
  const noting = async (what: string, look: () => Promise<void>): Promise<void> => {
    try {
      await look();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      preview.unknown.push(`${what} could not be counted: ${error.message}.`);
    }
  };
  for (const work of works.databases) {
    await noting(work.database, async () => {
      const { tables, code, unknown } = await undoLoss(work, contextOf(stepNamed(`switch:${work.database}`), tools, job));
      preview.databases.push({ database: work.database, tables: [...tables] });
      preview.code.push(...code);
      preview.unknown.push(...unknown);
    });
  }
  for (const work of works.media) {
    await noting(work.artifact.folders.join(', '), async () => {
      const losses = await undoPreviewMedia(work, contextOf(stepNamed(`switch:${work.artifact.id}`), tools, job));
      preview.media.push({
        artifactId: work.artifact.id,
        added: 0,
        replaced: 0,
        removed: losses.reduce((sum, { files }) => sum + files, 0),
        bytesToSend: 0,
        examples: losses.flatMap(({ folder, examples }) =>
          examples.map((path) => ({ path: `${folder}/${path}`, change: 'removed' as const })),
        ),
      });
    });
  }
  return preview;
}
