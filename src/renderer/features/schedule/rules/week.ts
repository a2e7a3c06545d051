import { formatInstant } from '../../../../shared/format/instants.ts';
import type { BackupSummary } from '../../../../shared/model/backup.ts';
import type { CronState } from '../../../../shared/model/cron.ts';
import type { BackupId, JobId, SiteId } from '../../../../shared/model/ids.ts';
import type { PlannedRun, Slot } from '../../../../shared/model/schedule.ts';
import type { ToneWord } from '../../../design/tone.ts';
import { cronWorkWord, slotStateWord, workWord } from './schedule-words.ts';

/** Who does it: the server by cron, this computer by its schedule, or a person. */
export type Lane = 'server' | 'computer' | 'hand';

/** Something that ran, was due or will be. */
export interface WeekEntry {
  readonly id: string;
  readonly siteId: SiteId;
  readonly lane: Lane;
  /** "Pull", "Database". */
  readonly what: string;
  readonly at: number;
  readonly state: ToneWord;
  /** Still to come. */
  readonly planned: boolean;
  /** Why it did not run, or what came of it; empty where the state says it all. */
  readonly text: string;
  readonly jobId: JobId | null;
  readonly backupId: BackupId | null;
}

export interface WeekRow {
  readonly key: string;
  readonly label: string;
  /** One list for each of the seven days, in order of time. */
  readonly days: readonly (readonly WeekEntry[])[];
}

export interface WeekGroup {
  readonly key: string;
  readonly siteId: SiteId;
  readonly lane: Lane | null;
  readonly rows: readonly WeekRow[];
}

export interface WeekFacts {
  readonly slots: readonly Slot[];
  readonly planned: readonly PlannedRun[];
  readonly crons: readonly CronState[];
  readonly backups: readonly BackupSummary[];
}

const PLANNED: ToneWord = { tone: 'mute', word: 'Planned' };

/** The Monday before this moment, 00:00 in the zone of this computer. */
export function mondayOf(now: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - ((day.getDay() + 6) % 7)).getTime();
}

/** The same hour some days later, also over a change of the clock. */
export function addDays(day: number, days: number): number {
  const from = new Date(day);
  return new Date(from.getFullYear(), from.getMonth(), from.getDate() + days).getTime();
}

export function entriesOf(facts: WeekFacts, now: number): readonly WeekEntry[] {
  return [
    ...facts.slots.map((slot) => slotEntry(slot, now)),
    ...facts.planned.map(({ siteId, work, at }) =>
      entry(`plan ${siteId} ${work} ${at}`, siteId, 'computer', workWord(work), at, { planned: true }),
    ),
    ...facts.crons.flatMap((cron) => cronEntries(cron, now)),
    ...facts.backups.flatMap(backupEntry),
  ];
}

/** One site: a row for each work. Several: a row for who does it. */
export function weekGroups(entries: readonly WeekEntry[], sites: readonly SiteId[], monday: number): readonly WeekGroup[] {
  const days = Array.from({ length: 8 }, (_, day) => addDays(monday, day));
  const daysOf = (chosen: readonly WeekEntry[]): WeekRow['days'] =>
    Array.from({ length: 7 }, (_, day) =>
      chosen.filter(({ at }) => at >= (days[day] ?? 0) && at < (days[day + 1] ?? 0)).toSorted((a, b) => a.at - b.at),
    );
  const [only] = sites;
  if (sites.length === 1 && only !== undefined)
    return LANES.flatMap((lane): readonly WeekGroup[] => {
      const own = entries.filter((each) => each.siteId === only && each.lane === lane);
      const works = [...new Set(own.map(({ what }) => what))];
      const rows = works.map((what) => ({ key: `${lane} ${what}`, label: what, days: daysOf(own.filter((each) => each.what === what)) }));
      const shown = rows.filter((row) => row.days.some((day) => day.length > 0));
      return shown.length === 0 ? [] : [{ key: lane, siteId: only, lane, rows: shown }];
    });
  return sites.map((siteId) => ({
    key: siteId,
    siteId,
    lane: null,
    rows: LANES.map((lane) => ({
      key: `${siteId} ${lane}`,
      label: LANE_WORDS[lane],
      days: daysOf(entries.filter((each) => each.siteId === siteId && each.lane === lane)),
    })).filter((row) => row.days.some((day) => day.length > 0)),
  }));
}

const LANES: readonly Lane[] = ['server', 'computer', 'hand'];

export const LANE_WORDS: Readonly<Record<Lane, string>> = { server: 'Server', computer: 'This computer', hand: 'By hand' };

const WORST = ['crit', 'warn', 'run', 'mute', 'ok'] as const;

/** What several entries come to: "7 runs", "1 of 5 missed", "3 planned". */
export function summaryOf(entries: readonly WeekEntry[]): { readonly state: ToneWord; readonly words: string } {
  const past = entries.filter(({ planned }) => !planned);
  if (past.length === 0) return { state: PLANNED, words: `${entries.length} planned` };
  const worst = past.toSorted((a, b) => WORST.indexOf(a.state.tone) - WORST.indexOf(b.state.tone))[0]?.state ?? PLANNED;
  const bad = past.filter(({ state }) => state.word === worst.word).length;
  const words =
    worst.tone === 'ok'
      ? `${past.length} runs`
      : bad === past.length
        ? `${bad} ${worst.word.toLowerCase()}`
        : `${bad} of ${past.length} ${worst.word.toLowerCase()}`;
  return { state: worst, words };
}

function entry(
  id: string,
  siteId: SiteId,
  lane: Lane,
  what: string,
  at: string,
  rest: Partial<Pick<WeekEntry, 'state' | 'planned' | 'text' | 'jobId' | 'backupId'>>,
): WeekEntry {
  return { id, siteId, lane, what, at: Date.parse(at), state: PLANNED, planned: false, text: '', jobId: null, backupId: null, ...rest };
}

function slotEntry(slot: Slot, now: number): WeekEntry {
  const { siteId, work, dueAt, state, text, caughtUpBy, notBefore, jobIds, startedAt } = slot;
  const words = [
    text,
    caughtUpBy === null ? '' : `Made up for by the run of ${formatInstant(caughtUpBy, now)}.`,
    state === 'waiting' && notBefore !== null ? `Tried again from ${formatInstant(notBefore, now)} on.` : '',
    startedAt !== null && Date.parse(startedAt) - Date.parse(dueAt) > LATE ? `Began at ${formatInstant(startedAt, now)}.` : '',
  ];
  return entry(`slot ${siteId} ${work} ${dueAt}`, siteId, 'computer', workWord(work), dueAt, {
    state: slotStateWord(state),
    text: words.filter((part) => part !== '').join(' '),
    jobId: jobIds.at(-1) ?? null,
  });
}

/** A minute is no delay worth a word. */
const LATE = 60_000;

const RUN_STATES: Readonly<Record<'succeeded' | 'warning' | 'failed' | 'running', ToneWord>> = {
  succeeded: { tone: 'ok', word: 'Done' },
  warning: { tone: 'warn', word: 'Incomplete' },
  failed: { tone: 'crit', word: 'Failed' },
  running: { tone: 'run', word: 'Running' },
};

/** The server writes down its last run of each work; what is known of earlier ones are the backups that were pulled. */
function cronEntries(cron: CronState, now: number): readonly WeekEntry[] {
  const { siteId } = cron;
  const key = `cron ${siteId}`;
  return [
    ...cron.works.flatMap(({ work, lastRun, state, expectedAt }) => {
      const what = cronWorkWord(work);
      const ran =
        lastRun === null
          ? []
          : [
              entry(`${key} ${work} last`, siteId, 'server', what, lastRun.at, {
                state: RUN_STATES[lastRun.outcome],
                text: lastRun.reason,
              }),
            ];
      const notSeen =
        expectedAt === null || (state !== 'late' && state !== 'silent')
          ? []
          : [
              entry(`${key} ${work} expected`, siteId, 'server', what, expectedAt, {
                state: { tone: 'warn', word: state === 'late' ? 'Late' : 'Silent' },
                text: `Expected, and not seen by now.${cron.problem === null ? '' : ` ${cron.problem.title}.`}`,
              }),
            ];
      return [...ran, ...notSeen];
    }),
    ...cron.times.flatMap(({ work, nextRuns }) =>
      nextRuns
        .filter((at) => Date.parse(at) > now)
        .map((at) => entry(`${key} ${work} ${at}`, siteId, 'server', cronWorkWord(work), at, { planned: true })),
    ),
  ];
}

/** Made by the server and pulled, or by a person; what a schedule here made is its slot. */
function backupEntry({ id, siteId, trigger, startedAt, label, warnings }: BackupSummary): readonly WeekEntry[] {
  const state: ToneWord = warnings.length > 0 ? { tone: 'warn', word: 'Incomplete' } : { tone: 'ok', word: 'Done' };
  const own = (lane: Lane, what: string, text: string): readonly WeekEntry[] => [
    entry(`backup ${id}`, siteId, lane, what, startedAt, { state, text, backupId: id }),
  ];
  switch (trigger) {
    case 'adopted':
      return own('server', 'Backups that were pulled', '');
    case 'manual':
      return own('hand', 'Backup', '');
    case 'checkpoint':
      return own('hand', 'Checkpoint', label ?? '');
    case 'safety':
      return own('hand', 'Safety copy', '');
    case 'scheduled':
    case 'synthetic':
      return [];
  }
}
