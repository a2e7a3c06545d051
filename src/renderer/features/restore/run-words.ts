import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import type { Tone } from '../../design/Status.tsx';
import type { Promised } from './Wizard.tsx';

export function runTitle({ steps }: Restore): string {
  const active = steps.findIndex(({ state }) => state === 'running');
  if (active >= 0) return `Restoring, step ${active + 1} of ${steps.length}`;
  const done = steps.filter(({ state }) => state !== 'waiting').length;
  return done === 0 ? 'The restore waits for its turn' : `Restoring, ${done} of ${steps.length} steps done`;
}

export interface Standstill {
  readonly tone: Tone;
  /** What happened. */
  readonly title: string;
  /** What is safe, then what to do. */
  readonly safe: string;
}

/** The words for a restore that does not run; null while it does. */
export function standstill({ state, liveTouched, steps, plan }: Restore): Standstill | null {
  const at = steps.findLastIndex(({ state: step }) => step === 'running' || step === 'failed' || step === 'done') + 1;
  const where = at === 0 ? 'before its first step' : `in step ${at} of ${steps.length}`;
  const name = plan.confirmWith;
  switch (state) {
    case 'failed':
      return {
        tone: 'crit',
        title: `The restore stopped ${where}`,
        safe: `The live site was not touched: ${name} is as it was. What lay beside it was removed.`,
      };
    case 'rolled-back':
      return {
        tone: 'warn',
        title: `The restore stopped ${where} and put everything back`,
        safe: `${name} is as it was before. The log says what was done and taken back.`,
      };
    case 'cancelled':
      return { tone: 'mute', title: 'The restore was cancelled', safe: `${name} is as it was before it.` };
    case 'interrupted':
      return {
        tone: 'warn',
        title: `The restore was interrupted ${where}`,
        safe: liveTouched
          ? 'The live site was being changed; the old data is kept beside it. Go on to the end, or put everything back.'
          : 'The live site was not touched. Go on from there, or put everything back.',
      };
    case 'stuck':
      return {
        tone: 'crit',
        title: `The restore is stuck ${where}`,
        safe: 'The old data and the restored data both lie on the server, and the steps below say what is where. Put right what stopped it, then go on; or put everything back.',
      };
    case 'planned':
    case 'running':
    case 'deciding':
    case 'done':
    case 'undone':
      return null;
  }
}

/** All data of the plan is live: there is nothing to be put back any more but by the undo. */
function isSwitched({ plan, steps }: Restore): boolean {
  const switches = plan.steps.filter(({ kind, touchesLive }) => touchesLive && (kind === 'switch' || kind === 'in-place'));
  const done = new Set(steps.flatMap(({ id, state }) => (state === 'done' || state === 'warning' ? [id] : [])));
  return switches.length > 0 && switches.every(({ id }) => done.has(id));
}

export function cancelWords(restore: Restore): string {
  if (isSwitched(restore)) return 'Leave out what can be left out';
  return restore.liveTouched ? 'Cancel, put everything back' : 'Cancel, leave the site as it is';
}

/** What has and has not been touched, on every screen of a run. */
export function promiseOf(restore: Restore, incident: Incident, live: number | null): Promised {
  const page = incident.maintenanceSince === null ? '' : 'The maintenance page is up.';
  if (restore.state === 'failed' || restore.state === 'cancelled' || restore.state === 'rolled-back')
    return {
      tone: 'untouched',
      title: 'The site is as it was before the restore.',
      second: page === '' ? 'Nothing is left half done.' : page,
    };
  if (!restore.liveTouched)
    return {
      tone: 'untouched',
      title: live === null ? 'The live site is not touched.' : `Live site untouched until step ${live}.`,
      second: page === '' ? 'Visitors see the site as it is.' : page,
    };
  return {
    tone: 'touched',
    title: restore.state === 'running' ? 'The live site is being changed.' : 'The live site is half changed.',
    second:
      restore.state === 'running'
        ? isSwitched(restore)
          ? 'The restored data is live. The old data lies beside it: undo is ready when this has ended.'
          : 'The old data lies beside it; cancel or failure puts it back.'
        : 'The old data lies beside it: go on to the end, or put everything back.',
  };
}
