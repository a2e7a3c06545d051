import { createHash } from 'node:crypto';
import { type Anomaly, AnomalySighting } from '../../shared/model/anomaly.ts';
import { AnomalyId } from '../../shared/model/ids.ts';
import type { Watched, WatchedTables } from '../../shared/model/watched.ts';
import { EPHEMERAL } from '../../shared/ephemeral-tables.ts';
import { expectedRange } from './expected-range.ts';
import { farOff } from './far-off.ts';
import { figuresOf, measureOf, pointsOf } from './history.ts';
import { offTrendText, tablesGoneText } from './texts.ts';

/** A table that comes and goes within fewer backups is somebody's work in progress. */
const TABLES_FROM = 3;
const MOST_NAMES = 50;

type Sign = Pick<Anomaly, 'kind' | 'direction' | 'series' | 'sourceId' | 'subject' | 'text' | 'expected' | 'names'> & {
  readonly value: number;
};

/**
 * What sets a backup apart from its own site's history: anomalies that are new, and open ones it joins. Pure. `history`: the site's backups before it, oldest
 * first. `anomalies`: all of the site. `now`: when it is looked at, UTC.
 */
export function judgeBackup(watched: Watched, history: readonly Watched[], anomalies: readonly Anomaly[], now: string): readonly Anomaly[] {
  return signsOf(watched, history, anomalies).map((sign) => {
    const sighting = AnomalySighting.parse({ backupId: watched.backupId, at: watched.at, value: sign.value });
    const open = anomalies.find(
      ({ acknowledged, series, direction }) => acknowledged === null && series === sign.series && direction === sign.direction,
    );
    if (open !== undefined) {
      const names = [...new Set([...open.names, ...sign.names])].slice(0, MOST_NAMES);
      return { ...open, names, sightings: [...open.sightings, sighting] };
    }
    const { value: _, ...told } = sign;
    return { ...told, id: idOf(watched, sign), siteId: watched.siteId, at: now, sightings: [sighting], acknowledged: null };
  });
}

function signsOf(watched: Watched, history: readonly Watched[], anomalies: readonly Anomaly[]): readonly Sign[] {
  return [
    ...figureSigns(watched, history, anomalies),
    ...watched.tables.flatMap((tables) => tableSigns(tables, history, anomalies)),
    ...executableSigns(watched),
  ];
}

function figureSigns(watched: Watched, history: readonly Watched[], anomalies: readonly Anomaly[]): readonly Sign[] {
  return figuresOf(watched, history).flatMap((figure): Sign | [] => {
    const { series, kind, sourceId, subject, value } = figure;
    const measure = measureOf(series, pointsOf(series, kind, history), anomalies);
    const expected = expectedRange(measure.points, Date.parse(watched.at), measure.isNewLevel);
    const direction = expected === null ? null : farOff(kind, value, expected);
    if (expected === null || direction === null) return [];
    return {
      kind,
      direction,
      series,
      sourceId,
      subject,
      value,
      text: offTrendText(figure, expected.range),
      expected: expected.range,
      names: [],
    };
  });
}

function tableSigns(tables: WatchedTables, history: readonly Watched[], anomalies: readonly Anomaly[]): readonly Sign[] {
  const series = `tables ${tables.series}`;
  const before = history.flatMap(({ backupId, at, tables: each }) =>
    each.flatMap((other) =>
      other.series === tables.series ? [{ backupId, at: Date.parse(at), names: new Set(Object.keys(other.rows)) }] : [],
    ),
  );
  const last = measureOf(series, before, anomalies).points.slice(-TABLES_FROM);
  const [newest] = last.slice(-1);
  if (last.length < TABLES_FROM || newest === undefined) return [];
  const gone = [...newest.names].filter(
    (name) => !(name in tables.rows) && !EPHEMERAL.test(name) && last.every(({ names }) => names.has(name)),
  );
  if (gone.length === 0) return [];
  return [
    {
      kind: 'tables',
      direction: 'down',
      series,
      sourceId: tables.sourceId,
      subject: tables.database,
      value: Object.keys(tables.rows).length,
      text: tablesGoneText(tables.database, gone),
      expected: null,
      names: gone.slice(0, MOST_NAMES),
    },
  ];
}

/** The capture compares every file with the list before it; what it says counts. */
function executableSigns({ executables }: Watched): readonly Sign[] {
  if (executables === null) return [];
  return [
    {
      kind: 'executables',
      direction: 'up',
      series: 'executables',
      sourceId: null,
      subject: 'the uploads',
      value: 1,
      text: executables,
      expected: null,
      names: [],
    },
  ];
}

/** The same anomaly has the same id after a rebuild, so that what the record says of its acknowledgement still finds it. */
function idOf({ siteId, backupId }: Watched, { series, direction }: Sign): AnomalyId {
  const hex = createHash('sha256').update(`${siteId}\n${backupId}\n${series}\n${direction}`).digest('hex');
  return AnomalyId.parse(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`);
}
