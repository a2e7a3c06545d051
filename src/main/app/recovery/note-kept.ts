import type { SideRows, Undo } from '../../../shared/model/restore.ts';
import { sideRowsOf } from '../../restore/database/rows/side-rows.ts';
import { keptOf } from '../../restore/database/swap/kept-of.ts';
import { withSession } from '../../restore/database/swap/sign-in.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import { contextOf, type EngineTools } from '../../restore/engine/step-runner.ts';
import { keptByMedia } from '../../restore/media/after-switch.ts';
import type { StepContext } from '../../restore/step.ts';
import { problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { stepNamed } from './step-named.ts';
import type { RestoreWorks } from './restore-works.ts';

export interface Kept extends Pick<Undo, 'keeps' | 'bytes'> {
  readonly sideRows: readonly SideRows[];
}

/** What lies beside the live data now. `contextOfStep`: for the memo of a step. */
export async function lookAtKept(
  { databases, media }: Pick<RestoreWorks, 'databases' | 'media'>,
  context: StepContext,
  contextOfStep: (stepId: string) => StepContext,
): Promise<Kept> {
  const keeps: string[] = [];
  const sideRows: SideRows[] = [];
  let bytes: number | null = 0;
  const add = (kept: { readonly keeps: readonly string[]; readonly bytes: number | null }): void => {
    keeps.push(...kept.keeps);
    bytes = bytes === null || kept.bytes === null ? null : bytes + kept.bytes;
  };
  for (const work of databases) {
    await withSession(work, context, async (session) => {
      add(await keptOf(work, session));
      sideRows.push(...(await sideRowsOf(work, session)));
    });
  }
  for (const work of media) add(await keptByMedia(work, contextOfStep(`switch:${work.artifact.id}`)));
  return { keeps, bytes, sideRows };
}

/** After a restore was taken back: what had been live lies beside the live data and is named. That it cannot be looked at now takes nothing away from it. */
export async function noteWhatIsKept(
  works: RestoreWorks,
  tools: EngineTools,
  journal: Journal,
  job: JobContext,
  closing: AbortSignal,
): Promise<void> {
  const { undo } = journal.restore();
  if (undo.state !== 'used') return;
  const ours: JobContext = { ...job, signal: closing };
  const contextAt = (id: string) => contextOf(stepNamed(id), tools, ours);
  try {
    const { keeps, bytes } = await lookAtKept(works, contextAt('verify'), contextAt);
    journal.change({ undo: { ...undo, keeps: [...keeps], bytes } });
  } catch (error) {
    job.log(`What lies beside the live data could not be looked at: ${problemOf(error).title}`);
  }
}
