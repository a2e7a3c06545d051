import { formatDuration } from '../../../../shared/format/durations.ts';
import { formatInstant } from '../../../../shared/format/instants.ts';
import type { RunbookId } from '../../../../shared/model/runbook.ts';

const NBSP = '\u00a0';

const RUNBOOKS: Readonly<Record<RunbookId, string>> = {
  data: 'damaged data',
  hacked: 'hacked site',
  tables: 'single tables',
  'undo-update': 'undo an update',
  media: 'media files',
  'new-server': 'new server',
  practice: 'practice',
};

export function runbookName(runbook: RunbookId): string {
  return RUNBOOKS[runbook];
}

/** "1,902,418". */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}

/** "1 table", "1,000 tables"; number and word never break apart. */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)}${NBSP}${value === 1 ? one : many}`;
}

/** "about 13 min": minutes from five on, exact below, because a promise to the second would be none. */
export function about(ms: number): string {
  return `about ${formatDuration(ms < 300_000 ? Math.max(1000, Math.round(ms / 1000) * 1000) : Math.round(ms / 60_000) * 60_000)}`;
}

/** "8 min", "7 h 41 min": what a clock shows that is read from across the room. */
export function clock(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes}${NBSP}min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}${NBSP}h` : `${hours}${NBSP}h ${minutes % 60}${NBSP}min`;
  return hours % 24 === 0 ? `${hours / 24}${NBSP}d` : `${Math.floor(hours / 24)}${NBSP}d ${hours % 24}${NBSP}h`;
}

/** "02:58" of today, "Thu 19 Nov 02:58" of another day. */
export function shortInstant(iso: string, now: number): string {
  const whole = formatInstant(iso, now);
  const today = formatInstant(new Date(now).toISOString(), now);
  const day = (text: string) => text.slice(0, -6);
  return day(whole) === day(today) ? whole.slice(-5) : whole;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A time as the database tells it, in whatever zone it keeps: "20 Nov 08:21" of "2026-11-20 08:21:10", with the year when it is not
 * `now`'s. What is no time stays as it is.
 */
export function recordTime(value: string, now: number): string {
  const [, year = '', month = '', day = '', time] = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2}))?/.exec(value) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return value;
  const isThisYear = Number(year) === new Date(now).getFullYear();
  return [String(Number(day)), name, ...(isThisYear ? [] : [year]), ...(time === undefined ? [] : [time])].join(NBSP);
}

/** Words of the record with the instants in them as this computer's own time. */
export function withLocalTimes(words: string, now: number): string {
  return words.replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z\b/g, (iso) => formatInstant(iso, now));
}

/** What a step is expected to take: no tenths of seconds. */
export function expected(ms: number): string {
  return ms < 10_000 ? `${Math.max(1, Math.round(ms / 1000))}${NBSP}s` : formatDuration(ms);
}

/** Whether a measured span keeps the goal, with the difference. Null: there is no goal. */
export function againstGoal(ms: number, goalMinutes: number | null): { readonly kept: boolean; readonly words: string } | null {
  if (goalMinutes === null) return null;
  const goal = goalMinutes * 60_000;
  return ms > goal
    ? { kept: false, words: `${clock(ms - goal)} over the goal of ${clock(goal)}` }
    : { kept: true, words: `within the goal of ${clock(goal)}` };
}
