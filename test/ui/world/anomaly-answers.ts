import type { Anomaly, ExpectedRange, TrendSeries } from '../../../src/shared/model/anomaly.ts';
import type { SiteId } from '../../../src/shared/model/ids.ts';
import type { Answers } from '../fake-bridge.ts';
import { anomalyId, backupId, siteId, sourceId } from './ids.ts';
import { unknown } from './problems.ts';
import { ago } from './times.ts';
import type { KeyChange } from '../../../src/shared/model/key-change.ts';
import type { World } from './world.ts';

const MB = 1_000_000;
const kept = new WeakMap<World, readonly Anomaly[]>();

/** One open, one acknowledged, both of aurora-market where it is registered. */
function anomaliesOf(world: World): readonly Anomaly[] {
  const market = siteId(4);
  const known = kept.get(world);
  if (known !== undefined) return known;
  if (!world.fleet.sites.some(({ site }) => site.id === market)) return [];
  return [
    {
      id: anomalyId(1),
      siteId: market,
      kind: 'size',
      direction: 'down',
      series: `size ${sourceId(1)} full`,
      sourceId: sourceId(1),
      subject: 'aurora_shop',
      at: ago(7.6),
      text: 'aurora_shop: 31.2 MB, usually 289 to 312 MB on a Friday.',
      expected: { low: 289 * MB, high: 312 * MB, weekday: 5, from: 42 },
      names: [],
      sightings: [{ backupId: backupId(1), at: ago(7.68), value: 31_204_118 }],
      acknowledged: null,
    },
    {
      id: anomalyId(2),
      siteId: market,
      kind: 'tables',
      direction: 'down',
      series: `tables ${sourceId(1)}`,
      sourceId: sourceId(1),
      subject: 'aurora_shop',
      at: ago(24 * 40),
      text: 'aurora_shop: the table legacy_carts is gone, which was in each of the 3 backups before.',
      expected: null,
      names: ['legacy_carts'],
      sightings: [{ backupId: backupId(9), at: ago(24 * 40), value: 60 }],
      acknowledged: { at: ago(24 * 39), note: 'Dropped with release 11.4, as planned.', verdict: 'new-level', by: 'ada' },
    },
  ];
}

function seriesOf(world: World, wanted: SiteId): TrendSeries[] {
  if (wanted !== siteId(4)) return [];
  const open = anomaliesOf(world).find(({ acknowledged }) => acknowledged === null);
  const range = (level: number): ExpectedRange => ({ low: level * 0.96, high: level * 1.04, weekday: null, from: 28 });
  const series = (kind: TrendSeries['kind'], subject: string, unit: TrendSeries['unit'], level: number, dip: boolean): TrendSeries => ({
    series: `${kind} ${subject}`,
    kind,
    sourceId: sourceId(1),
    subject,
    unit,
    points: Array.from({ length: 40 }, (_, index) => {
      const grown = level * (1 + index * 0.004);
      const isAnomaly = dip && index === 39;
      return {
        backupId: backupId(40 - index),
        at: ago(7.68 + 24 * (39 - index)),
        value: Math.round(isAnomaly ? grown * 0.1 : grown * (1 + 0.02 * Math.sin(index * 1.7))),
        expected: index < 7 ? null : range(grown),
        isAnomaly,
      };
    }),
    next: range(level * 1.16),
  });
  return [
    series('size', 'aurora_shop', 'bytes', 255 * MB, open !== undefined),
    series('size', 'storage/app/public', 'bytes', 1870 * MB, false),
    series('files', 'storage/app/public', 'files', 97_000, false),
    series('rows', 'aurora_shop.orders', 'rows', 182_000, false),
    series('duration', 'the backup', 'ms', 252_000, false),
  ];
}

const keyTold = new WeakMap<World, KeyChange>();

/** As the finding of the world says. */
function keyChangeOf(world: World): KeyChange {
  return (
    keyTold.get(world) ?? {
      backupId: backupId(2),
      startedAt: ago(26),
      name: 'APP_KEY',
      beforeId: backupId(3),
      beforeAt: ago(55),
      acknowledged: null,
    }
  );
}

export function anomalyAnswers(
  world: World,
): Pick<Answers, 'anomaly.list' | 'anomaly.acknowledge' | 'anomaly.key-changes' | 'anomaly.acknowledge-key' | 'anomaly.trend'> {
  return {
    'anomaly.list': ({ siteId: wanted, open }) =>
      anomaliesOf(world).filter((each) => (wanted === null || each.siteId === wanted) && (!open || each.acknowledged === null)),
    'anomaly.acknowledge': ({ anomalyId: wanted, note, verdict }) => {
      const all = anomaliesOf(world);
      const found = all.find(({ id }) => id === wanted) ?? unknown('anomaly.not-found', 'There is no such anomaly');
      const told: Anomaly = { ...found, acknowledged: { at: ago(0), note, verdict: verdict ?? 'new-level', by: 'ada' } };
      kept.set(
        world,
        all.map((each) => (each.id === wanted ? told : each)),
      );
      return told;
    },
    'anomaly.key-changes': ({ siteId: wanted }) => (wanted === siteId(4) ? [keyChangeOf(world)] : []),
    'anomaly.acknowledge-key': ({ note }) => {
      const told: KeyChange = { ...keyChangeOf(world), acknowledged: { at: ago(0), note, by: 'ada' } };
      keyTold.set(world, told);
      return told;
    },
    'anomaly.trend': ({ siteId: wanted }) => ({ siteId: wanted, knownAfter: 7, series: seriesOf(world, wanted) }),
  };
}
