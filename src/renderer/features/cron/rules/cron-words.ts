import { formatInstant } from '../../../../shared/format/instants.ts';
import type { CronLiveness, CronState, CronWorkState } from '../../../../shared/model/cron.ts';
import type { ToneWord } from '../../../design/tone.ts';

const LIVENESS: Readonly<Record<CronLiveness, ToneWord>> = {
  alive: { tone: 'ok', word: 'Active' },
  late: { tone: 'warn', word: 'Late' },
  silent: { tone: 'crit', word: 'Silent' },
  failed: { tone: 'crit', word: 'Failed' },
  never: { tone: 'mute', word: 'Not due yet' },
};

export function livenessWord(state: CronLiveness): ToneWord {
  return LIVENESS[state];
}

const WORST: readonly CronLiveness[] = ['failed', 'silent', 'late', 'never', 'alive'];

/** How all works of a site stand, in one word: the worst of them. */
export function cronWord({ installedAt, works, mode, askedAt }: CronState): ToneWord {
  if (installedAt === null && works.length === 0)
    return { tone: 'mute', word: askedAt === null && mode === 'unknown' ? 'Not looked yet' : 'Nothing installed' };
  const worst = WORST.find((state) => works.some((work) => work.state === state)) ?? 'never';
  return LIVENESS[worst];
}

/** Expected by now, or last seen: one line. */
export function livenessLine({ state, expectedAt, lastSeenAt, silentFrom, lastRun }: CronWorkState, now: number): string {
  const seen = lastSeenAt === null ? 'never seen' : `last seen ${formatInstant(lastSeenAt, now)}`;
  switch (state) {
    case 'alive':
      return seen;
    case 'late':
      return `expected ${expectedAt === null ? 'by now' : formatInstant(expectedAt, now)}, ${seen}; silent from ${formatInstant(silentFrom, now)} on`;
    case 'silent':
      return `expected ${expectedAt === null ? 'by now' : formatInstant(expectedAt, now)}, ${seen}`;
    case 'failed':
      return lastRun === null || lastRun.reason === '' ? seen : lastRun.reason;
    case 'never':
      return 'installed, and not due yet';
  }
}

/** "Europe/Berlin, UTC+1". */
export function zoneWords({ name, offsetMinutes }: CronState['zone']): string {
  const hours = Math.trunc(Math.abs(offsetMinutes) / 60);
  const minutes = Math.abs(offsetMinutes) % 60;
  const offset =
    offsetMinutes === 0
      ? 'UTC'
      : `UTC${offsetMinutes < 0 ? '−' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
  return name === '' ? offset : `${name}, ${offset}`;
}

/** A moment by the clock of the server: "Sat 21 Nov 02:00". */
export function atServer(at: string, { offsetMinutes }: CronState['zone'], now: number): string {
  const shift = offsetMinutes * 60_000;
  return formatInstant(new Date(Date.parse(at) + shift).toISOString(), now + shift, { timeZone: 'UTC' });
}
