import type { BackupStatistics } from '../../../shared/model/backup.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { countWord } from '../backup/backup-words.ts';

type Growth = BackupStatistics['growth'];

/** Days that are drawn: more bars than this are no bars any more. */
export const DRAWN_DAYS = 90;

/** What the bars show, in words: "From 205 MB on 21 Oct to 214 MB on 20 Nov; most was added on 18 Nov, 1.87 GB." */
export function growthLine(growth: Growth): string {
  const drawn = growth.slice(-DRAWN_DAYS);
  const [first] = drawn;
  const last = drawn.at(-1);
  if (first === undefined || last === undefined) return 'There is no backup to measure yet.';
  if (drawn.length === 1) return `One day so far: ${formatBytes(last.bytes)} on ${dayWord(last.day)}.`;
  const most = drawn.reduce((so, point) => (point.addedBytes > so.addedBytes ? point : so));
  return [
    `${countWord(drawn.length, 'day', 'days')} with a backup: the last of a day took ${formatBytes(first.bytes)} on ${dayWord(first.day)}`,
    ` and ${formatBytes(last.bytes)} on ${dayWord(last.day)}; most was added on ${dayWord(most.day)}, ${formatBytes(most.addedBytes)}.`,
  ].join('');
}

/** `20 Nov 2026`, of a day that has no zone. */
function dayWord(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
