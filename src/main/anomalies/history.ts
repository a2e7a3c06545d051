import type { Anomaly } from '../../shared/model/anomaly.ts';
import type { BackupId, SourceId } from '../../shared/model/ids.ts';
import type { Watched, WatchedFigure, WatchedTables } from '../../shared/model/watched.ts';
import { EPHEMERAL } from '../../shared/ephemeral-tables.ts';
import { median } from './statistics.ts';

/** Fewer rows than this lose half of them in daily work. */
export const LARGE_TABLE_ROWS = 1000;

/** A figure of one backup, rows of a table included. */
export interface Figure {
  readonly series: string;
  readonly kind: 'size' | 'files' | 'rows' | 'duration';
  readonly sourceId: SourceId | null;
  readonly subject: string;
  readonly value: number;
}

export interface Point {
  readonly backupId: BackupId;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** What of a series is a measure for what follows, oldest first. */
export interface Measure {
  readonly points: readonly Point[];
  /** It begins with a level that the operator acknowledged. */
  readonly isNewLevel: boolean;
}

export function rowsSeries({ series }: WatchedTables, table: string): string {
  return `rows ${series} ${table}`;
}

/** The figures of a backup; of its tables those that are or were large. `history`: the same site's backups before it. */
export function figuresOf(watched: Watched, history: readonly Watched[]): readonly Figure[] {
  return [
    ...watched.figures.map((figure: WatchedFigure): Figure => figure),
    ...watched.tables.flatMap((tables) => rowFigures(tables, history)),
  ];
}

function rowFigures(tables: WatchedTables, history: readonly Watched[]): readonly Figure[] {
  return Object.entries(tables.rows).flatMap(([table, rows]): Figure | [] => {
    if (rows === null || EPHEMERAL.test(table)) return [];
    if (rows < LARGE_TABLE_ROWS && median(rowsBefore(tables, table, history)) < LARGE_TABLE_ROWS) return [];
    const { sourceId, database } = tables;
    return { series: rowsSeries(tables, table), kind: 'rows', sourceId, subject: `${database}.${table}`, value: rows };
  });
}

function rowsBefore({ series }: WatchedTables, table: string, history: readonly Watched[]): readonly number[] {
  return history.flatMap(({ tables }) => tables.flatMap((other) => (other.series === series ? (other.rows[table] ?? []) : [])));
}

/** All values of a series in the history, whatever they were. */
export function pointsOf(series: string, kind: Figure['kind'], history: readonly Watched[]): readonly Point[] {
  return history.flatMap(({ backupId, at, figures, tables }) => {
    const value =
      kind === 'rows'
        ? tables.flatMap((each) =>
            series.startsWith(`rows ${each.series} `) ? (each.rows[series.slice(each.series.length + 6)] ?? []) : [],
          )[0]
        : figures.find((figure) => figure.series === series)?.value;
    return value === undefined ? [] : [{ backupId, at: Date.parse(at), value }];
  });
}

/**
 * Leaves out what was far off and is not acknowledged, and what the operator called a one-off; begins with the last level the operator acknowledged as new.
 * `anomalies`: of the site.
 */
export function measureOf<T extends { readonly backupId: BackupId; readonly at: number }>(
  series: string,
  points: readonly T[],
  anomalies: readonly Anomaly[],
): { readonly points: readonly T[]; readonly isNewLevel: boolean } {
  const own = anomalies.filter((anomaly) => anomaly.series === series);
  if (own.length === 0) return { points, isNewLevel: false };
  const out = new Set<BackupId>();
  let since: number | null = null;
  for (const { sightings, acknowledged } of own) {
    if (acknowledged?.verdict === 'new-level') since = Math.max(since ?? 0, Date.parse(sightings[0]?.at ?? ''));
    else for (const { backupId } of sightings) out.add(backupId);
  }
  return { points: points.filter(({ backupId, at }) => !out.has(backupId) && at >= (since ?? 0)), isNewLevel: since !== null };
}
