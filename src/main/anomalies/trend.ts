import type { Anomaly, SiteTrend, TrendSeries } from '../../shared/model/anomaly.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { Watched } from '../../shared/model/watched.ts';
import { type Expectation, expectedRange, KNOWN_AFTER } from './expected-range.ts';
import { type Figure, figuresOf, measureOf, type Point, pointsOf } from './history.ts';

/** A quarter of nights: what a panel has room for. */
const POINTS = 90;
const MOST_TABLES = 5;
const UNITS: Readonly<Record<Figure['kind'], TrendSeries['unit']>> = { size: 'bytes', files: 'files', rows: 'rows', duration: 'ms' };
const ORDER: readonly Figure['kind'][] = ['size', 'files', 'rows', 'duration'];

/** The watched figures of a site's newest backups, each point with what was expected of it. Pure. `watched`: oldest first. `now`: milliseconds. */
export function trendOf(siteId: SiteId, watched: readonly Watched[], anomalies: readonly Anomaly[], now: number): SiteTrend {
  // The newest backup of each kind says which series there are: one that is over is of no use.
  const newest = new Map<string, Figure>();
  for (const each of watched.slice(-14)) for (const figure of figuresOf(each, watched)) newest.set(figure.series, figure);
  const byKind = Map.groupBy(newest.values(), ({ kind }) => kind);
  const chosen = ORDER.flatMap((kind) => {
    const figures = byKind.get(kind) ?? [];
    return kind === 'rows' ? figures.toSorted((a, b) => b.value - a.value).slice(0, MOST_TABLES) : figures;
  });
  return { siteId, knownAfter: KNOWN_AFTER, series: chosen.map((figure) => seriesOf(figure, watched, anomalies, now)) };
}

function seriesOf(
  { series, kind, sourceId, subject }: Figure,
  watched: readonly Watched[],
  anomalies: readonly Anomaly[],
  now: number,
): TrendSeries {
  const points = pointsOf(series, kind, watched);
  const seen = new Set(
    anomalies.flatMap((anomaly) => (anomaly.series === series ? anomaly.sightings.map(({ backupId }) => backupId) : [])),
  );
  const expectedAt = (before: readonly Point[], at: number): Expectation | null => {
    const measure = measureOf(series, before, anomalies);
    return expectedRange(measure.points, at, measure.isNewLevel);
  };
  const first = Math.max(0, points.length - POINTS);
  return {
    series,
    kind,
    sourceId,
    subject,
    unit: UNITS[kind],
    points: points.slice(first).map(({ backupId, at, value }, index) => ({
      backupId,
      at: new Date(at).toISOString(),
      value,
      expected: expectedAt(points.slice(0, first + index), at)?.range ?? null,
      isAnomaly: seen.has(backupId),
    })),
    next: expectedAt(points, now)?.range ?? null,
  };
}
