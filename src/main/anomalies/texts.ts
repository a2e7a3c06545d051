import { formatBytes } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import type { ExpectedRange } from '../../shared/model/anomaly.ts';
import type { Figure } from './history.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const NBSP = '\u00a0';

/** "aurora_shop: 3.1 MB, usually 280 to 301 MB on a Tuesday." */
export function offTrendText({ subject, kind, value }: Figure, { low, high, weekday }: ExpectedRange): string {
  const day = weekday === null ? '' : ` on a ${WEEKDAYS[weekday] ?? 'day'}`;
  return `${subject}: ${amount(kind, value)}, usually ${between(amount(kind, low), amount(kind, high))}${day}.`;
}

export function tablesGoneText(database: string, tables: readonly string[]): string {
  const [first = ''] = tables;
  if (tables.length === 1) return `${database}: the table ${first} is gone, which was in each of the 3 backups before.`;
  const shown = tables.slice(0, 5).join(', ');
  const more = tables.length > 5 ? ` and ${tables.length - 5} more` : '';
  return `${database}: ${tables.length} tables are gone that were in each of the 3 backups before: ${shown}${more}.`;
}

function amount(kind: Figure['kind'], value: number): string {
  switch (kind) {
    case 'size':
      return formatBytes(Math.round(value));
    case 'duration':
      return formatDuration(value);
    case 'files':
    case 'rows':
      return `${Math.round(value).toLocaleString('en')}${NBSP}${kind}`;
  }
}

/** The unit once where both have it. */
function between(low: string, high: string): string {
  const [number = low, unit, ...rest] = low.split(NBSP);
  return unit !== undefined && rest.length === 0 && high.endsWith(`${NBSP}${unit}`) ? `${number} to ${high}` : `${low} to ${high}`;
}
