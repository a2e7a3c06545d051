import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeBackup } from '../../../src/main/anomalies/judge-backup.ts';
import type { Anomaly, AnomalyVerdict } from '../../../src/shared/model/anomaly.ts';
import type { Watched } from '../../../src/shared/model/watched.ts';
import { type Night, MB, night } from './anomaly-samples.ts';

/** Lets nights pass and keeps what is found, as the app does. */
function watching() {
  const history: Watched[] = [];
  const anomalies = new Map<string, Anomaly>();
  const pass = (watched: Watched): readonly Anomaly[] => {
    const found = judgeBackup(watched, history, [...anomalies.values()], watched.at);
    for (const anomaly of found) anomalies.set(anomaly.id, anomaly);
    history.push(watched);
    return found;
  };
  return {
    pass,
    all: () => [...anomalies.values()],
    nights(count: number, of: (day: number) => Night = () => ({})) {
      const from = history.length;
      return Array.from({ length: count }, (_, index) => pass(night(from + index, of(from + index)))).flat();
    },
    acknowledge(verdict: AnomalyVerdict) {
      for (const anomaly of anomalies.values())
        if (anomaly.acknowledged === null)
          anomalies.set(anomaly.id, { ...anomaly, acknowledged: { at: anomaly.at, note: 'known', verdict, by: 'ada' } });
    },
  };
}

/** Reproducible noise, near normal. */
function noise(seed: number): () => number {
  let state = seed >>> 0 || 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => uniform() + uniform() + uniform() + uniform() + uniform() + uniform() - 3;
}

describe('what sets a backup apart from its own site', () => {
  it.each([
    ['a tenth of its usual size', { bytes: 29 * MB }, 'size', /^aurora_shop: 29\.0\u00a0MB, usually 284 to 296\u00a0MB\.$/],
    [
      'nine tenths of the rows of a large table gone',
      { rows: { orders: 18_200 } },
      'rows',
      /^aurora_shop\.orders: 18,200\u00a0rows, usually/,
    ],
    ['all rows of a large table gone', { rows: { orders: 0 } }, 'rows', /^aurora_shop\.orders: 0\u00a0rows, usually/],
    ['media that collapsed', { files: 8_211 }, 'files', /^storage\/app: 8,211\u00a0files, usually 95,\d{3} to 98,\d{3}\u00a0files\.$/],
    [
      'ten times the time',
      { ms: 2_520_000 },
      'duration',
      /^the backup: 42\u00a0min, usually 4\u00a0min 7\u00a0s to 4\u00a0min 17\u00a0s\.$/,
    ],
    ['new scripts among the uploads', { executables: '10 scripts or programs are new or changed.' }, 'executables', /^10 scripts/],
  ] as const)('is found: %s', (_, change, kind, text) => {
    const site = watching();
    expect(site.nights(20)).toEqual([]);
    const found = site.pass(night(20, change));
    expect(found.map((anomaly) => anomaly.kind)).toEqual([kind]);
    expect(found[0]?.text).toMatch(text);
  });

  it('is a table that is gone, named, but not one of those that frameworks drop and make', () => {
    const site = watching();
    site.nights(5);
    const without = night(5);
    const [tables] = without.tables;
    const { orders: _orders, sessions: _sessions, ...rest } = tables?.rows ?? {};
    const found = site.pass({ ...without, tables: tables === undefined ? [] : [{ ...tables, rows: rest }] });
    expect(found).toMatchObject([{ kind: 'tables', names: ['orders'] }]);
    expect(found[0]?.text).toBe('aurora_shop: the table orders is gone, which was in each of the 3 backups before.');
  });

  it('is told with the weekday once four weeks are known, and only where the weekdays differ', () => {
    const site = watching();
    const rng = noise(7);
    site.nights(42, (day) => ({ bytes: 290 * MB * (1 + 0.02 * rng()) * (day % 7 >= 5 ? 0.8 : 1) }));
    const [saturday] = site.pass(night(47, { bytes: 3.1 * MB }));
    expect(saturday?.expected?.weekday).toBe(6);
    expect(saturday?.text).toMatch(/usually 2[1-3]\d to 2[3-5]\d\u00a0MB on a Saturday\.$/);

    const even = watching();
    even.nights(42, () => ({ bytes: 290 * MB * (1 + 0.02 * rng()) }));
    expect(even.pass(night(47, { bytes: 3.1 * MB }))[0]?.expected?.weekday).toBeNull();
  });

  it('is nothing while fewer than seven backups are known', () => {
    const site = watching();
    site.nights(6);
    expect(site.pass(night(6, { bytes: 29 * MB }))).toEqual([]);
    const known = watching();
    known.nights(7);
    expect(known.pass(night(7, { bytes: 29 * MB }))).toHaveLength(1);
  });

  it('is always a tenth of the usual size, however noisy the site', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 0.25, noNaN: true }), fc.integer({ min: 8, max: 60 }), (seed, sigma, nights) => {
        const rng = noise(seed);
        const site = watching();
        site.nights(nights, () => ({ bytes: 290 * MB * Math.exp(sigma * Math.max(-2, Math.min(2, rng()))) }));
        const found = site.pass(night(nights, { bytes: 24 * MB }));
        expect(found.map(({ kind }) => kind)).toContain('size');
      }),
      { numRuns: 60 },
    );
  });

  it('is never ordinary growth with its weekdays and its noise, over 90 days', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: -0.002, max: 0.012, noNaN: true }),
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        fc.double({ min: 0.75, max: 1, noNaN: true }),
        (seed, growth, sigma, weekend) => {
          const rng = noise(seed);
          const season = (day: number): number => (day % 7 >= 5 ? weekend : 1);
          const site = watching();
          const found = site.nights(90, (day) => {
            const level = (1 + growth) ** day * season(day);
            const one = (usual: number): number => usual * level * Math.exp(sigma * rng());
            return {
              bytes: one(290 * MB),
              files: one(97_000),
              ms: one(252_000) * Math.exp(0.2 * rng()),
              rows: { orders: Math.round(one(182_000)), customers: Math.round(one(40_100)) },
            };
          });
          expect(found.map(({ text }) => text)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a change that was wanted', () => {
  it('raises once, joins one anomaly while nobody has said a word, and is the norm from the next night on', () => {
    const site = watching();
    site.nights(30);
    const big = { bytes: 700 * MB };
    site.nights(4, () => big);
    expect(site.all()).toHaveLength(1);
    expect(site.all()[0]?.sightings).toHaveLength(4);
    site.acknowledge('new-level');
    expect(site.nights(30, (day) => ({ bytes: big.bytes * 1.003 ** (day - 34) }))).toEqual([]);
  });

  it('watches the new level at once: a tenth of it is found the very next night', () => {
    const site = watching();
    site.nights(30);
    site.nights(1, () => ({ bytes: 700 * MB }));
    site.acknowledge('new-level');
    expect(site.pass(night(31, { bytes: 70 * MB }))).toMatchObject([{ kind: 'size', direction: 'down' }]);
  });

  it('leaves the norm as it was where it is called a one-off', () => {
    const site = watching();
    site.nights(30);
    site.nights(1, () => ({ bytes: 29 * MB }));
    site.acknowledge('one-off');
    expect(site.nights(5)).toEqual([]);
    expect(site.nights(1, () => ({ bytes: 29 * MB }))).toHaveLength(1);
    expect(site.all()).toHaveLength(2);
  });

  it('lets a dropped table rest once it is acknowledged', () => {
    const site = watching();
    site.nights(10);
    const dropped = (day: number): Watched => {
      const watched = night(day);
      return {
        ...watched,
        tables: watched.tables.map((each) => ({
          ...each,
          rows: { orders: each.rows['orders'] ?? 0, settings: each.rows['settings'] ?? 0 },
        })),
      };
    };
    expect(site.pass(dropped(10))).toMatchObject([{ names: ['customers'] }]);
    expect(site.pass(dropped(11))[0]?.sightings).toHaveLength(2);
    site.acknowledge('new-level');
    expect([12, 13, 14, 15].flatMap((day) => site.pass(dropped(day)))).toEqual([]);
  });
});
