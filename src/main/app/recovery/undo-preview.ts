import type { LossPreview, Restore } from '../../../shared/model/restore.ts';
import { undoLoss } from '../../restore/database/rows/undo-loss.ts';
import { contextOf } from '../../restore/engine/step-runner.ts';
import { undoPreviewMedia } from '../../restore/media/after-switch.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { stepNamed } from './let-go-job.ts';
import { openRestore } from './open-restore.ts';
import { openJournal } from './restore-journal.ts';

/** What an undo would take away now. Only reads. Throws `ssh.*`, `database.*`. */
export async function undoPreview(modules: Modules, { id }: Restore, signal: AbortSignal): Promise<LossPreview> {
  const { works, tools } = await openRestore(modules, openJournal(modules, id), { signal, log: () => {}, copies: 'where there are any' });
  const job = { jobId: 'preview', signal, step: () => {}, advance: () => {}, log: () => {} };
  const preview: LossPreview = { countedAt: instantOf(modules.clock), databases: [], media: [], unknown: [] };
  for (const work of works.databases) {
    const { tables, unknown } = await undoLoss(work, contextOf(stepNamed(`switch:${work.database}`), tools, job));
    preview.databases.push({ database: work.database, tables: [...tables] });
    preview.unknown.push(...unknown);
  }
  for (const work of works.media) {
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
  }
  return preview;
}
