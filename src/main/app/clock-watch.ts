import type { ClockState } from '../catalog/settings.ts';
import type { ClockStanding } from '../schedule/missed-times.ts';
import type { Clock } from '../support/clock.ts';
import type { Modules } from './modules.ts';

const DAY_MS = 86_400_000;
/** Further ahead of what was trusted last, the time may be wrong: a clock that lost its battery, a network that tells nonsense. */
const DOUBTFUL_MS = 2 * DAY_MS;
/** A leap no holiday explains: that the time runs on from there for some minutes says little. */
const FAR_MS = 60 * DAY_MS;
/** After so many looks in a row at which it still runs on from there it is the time after all: the computer was off, or asleep. */
const LOOKS = 10;
/** Whoever asks sooner is told the same again: looks are to be a minute apart, however many ask. */
const LOOK_MS = 30_000;
/** What is seen is written down so often; each time is a wait for the disk. */
const NOTE_MS = 3_600_000;

/** Judges the time for what cannot be taken back, and for what is told. */
export interface ClockWatch {
  /** To be asked once a round. False while the time has jumped ahead and has not stayed there for long enough. */
  isTrusted(): boolean;
  /** The same, and whether it is behind: has gone back, and not stayed there for long enough. Asking counts as a look. */
  standing(): ClockStanding;
}

/** Where it is kept what time was trusted last: another start under a wrong clock must not find that clock's own marks and believe them. */
export interface ClockNotes {
  get(): ClockState | null;
  put(state: ClockState): void;
}

/**
 *   trusted --more than two days ahead of what was trusted last--> in doubt --ten looks that follow each other, or a day--> trusted
 *                                                                    |  ^    (more than sixty days ahead: a day, whatever the looks)
 *      (back to where it was) trusted <------------------------------+  +--(another jump: counted anew)
 *
 * A clock that goes back makes nothing due: it is trusted meanwhile. But a leap is measured from where it went back to only when it has stayed there as long
 * as a leap ahead has to. A computer that loses its time begins years ago at each start, until the network puts it right; else that would be a leap of years,
 * and each start a day of doubt. Where nothing is known the time is in doubt at first.
 */
export function createClockWatch(clock: Clock, notes: ClockNotes): ClockWatch {
  let looks = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let answer: ClockStanding = 'ahead';

  function note(before: ClockState | null, trusted: number | null, doubt: { readonly since: number; readonly last: number } | null): void {
    const isSame =
      before !== null &&
      isNear(timeOf(before.trustedAt), trusted) &&
      isNear(timeOf(before.doubtedSince), doubt?.since ?? null) &&
      isNear(timeOf(before.doubtedAt), doubt?.last ?? null);
    if (isSame) return;
    notes.put({ trustedAt: instant(trusted), doubtedSince: instant(doubt?.since ?? null), doubtedAt: instant(doubt?.last ?? null) });
  }

  function look(now: number): ClockStanding {
    const before = notes.get();
    const trusted = timeOf(before?.trustedAt ?? null);
    if (trusted !== null && Math.abs(now - trusted) <= DOUBTFUL_MS) {
      looks = 0;
      note(before, now, null);
      return 'trusted';
    }
    const last = timeOf(before?.doubtedAt ?? null);
    const since = timeOf(before?.doubtedSince ?? null);
    // Where nothing was trusted yet, what was seen before a leap is what the leap is measured from.
    const isFirstLeap = trusted === null && last !== null && now - last > DOUBTFUL_MS;
    const known = isFirstLeap ? last : trusted;
    const isNext = !isFirstLeap && last !== null && since !== null && now >= last - DOUBTFUL_MS && now - last <= FAR_MS;
    const begun = isNext ? Math.min(since, now) : now;
    looks = isNext && Math.abs(now - lookedAt) <= DOUBTFUL_MS ? looks + 1 : 1;
    const isFar = known !== null && Math.abs(begun - known) > FAR_MS;
    if (now - begun >= DAY_MS || (!isFar && looks >= LOOKS)) {
      looks = 0;
      note(before, now, null);
      return 'trusted';
    }
    note(before, known, { since: begun, last: now });
    return known !== null && now < known ? 'behind' : 'ahead';
  }

  function standing(): ClockStanding {
    const now = clock.now();
    if (Math.abs(now - lookedAt) < LOOK_MS) return answer;
    answer = look(now);
    lookedAt = now;
    return answer;
  }

  return { isTrusted: () => standing() !== 'ahead', standing };
}

/** The watch over the clock of an app, which goes on from what earlier ones saw. */
export function watchClock({ catalog: { settings }, clock }: Pick<Modules, 'catalog' | 'clock'>): ClockWatch {
  return createClockWatch(clock, { get: () => settings.get('clock'), put: (state) => settings.put('clock', state) });
}

const timeOf = (at: string | null): number | null => (at === null ? null : Date.parse(at));
const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const isNear = (a: number | null, b: number | null): boolean => a === b || (a !== null && b !== null && Math.abs(a - b) < NOTE_MS);
