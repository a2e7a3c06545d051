import { describe, expect, it } from 'vitest';
import { livenessOf } from '../../../src/main/cron/liveness.ts';
import type { CronRun } from '../../../src/shared/model/cron.ts';
import type { Rhythm } from '../../../src/shared/model/rhythm.ts';

const UTC = { name: 'UTC', offsetMinutes: 0 };
const NIGHTLY: Rhythm = { kind: 'daily', at: '02:00' };

function run(at: string, change: Partial<CronRun> = {}): CronRun {
  return { work: 'database', at, outcome: 'succeeded', reason: '', files: [], bytes: null, durationMs: null, lastSuccessAt: at, ...change };
}
const stateAt = (at: string, runs: readonly CronRun[], installedAt = '2026-11-01T00:00:00.000Z', rhythm: Rhythm = NIGHTLY) =>
  livenessOf({ lines: [{ work: 'database', rhythm }], runs, installedAt, zone: UTC, at: Date.parse(at) })[0];

describe('whether a work of cron lives', () => {
  it('goes from alive over late to silent, at 1.25 times the period since it was last seen', () => {
    const runs = [run('2026-11-20T02:01:00.000Z')];
    expect(stateAt('2026-11-20T12:00:00Z', runs)).toMatchObject({ state: 'alive', expectedAt: '2026-11-20T02:00:00.000Z' });
    expect(stateAt('2026-11-21T02:10:00Z', runs)).toMatchObject({ state: 'alive' });
    expect(stateAt('2026-11-21T02:40:00Z', runs)).toMatchObject({ state: 'late' });
    expect(stateAt('2026-11-21T08:00:59Z', runs)).toMatchObject({ state: 'late' });
    expect(stateAt('2026-11-21T08:01:00Z', runs)).toMatchObject({ state: 'silent', silentFrom: '2026-11-21T08:01:00.000Z' });
  });

  it('is no judgement before anything was due', () => {
    expect(stateAt('2026-11-20T12:00:00Z', [], '2026-11-20T11:00:00.000Z')).toMatchObject({ state: 'never', expectedAt: null });
    expect(stateAt('2026-11-21T02:40:00Z', [], '2026-11-20T11:00:00.000Z')).toMatchObject({ state: 'late' });
    expect(stateAt('2026-11-21T17:00:00Z', [], '2026-11-20T11:00:00.000Z')).toMatchObject({ state: 'silent', lastSeenAt: null });
  });

  it('says failed of a run that failed, and silent where it is long ago', () => {
    const failed = [run('2026-11-20T02:01:00.000Z', { outcome: 'failed', reason: 'no such table' })];
    expect(stateAt('2026-11-20T12:00:00Z', failed)).toMatchObject({ state: 'failed' });
    expect(stateAt('2026-11-25T12:00:00Z', failed)).toMatchObject({ state: 'silent' });
    expect(stateAt('2026-11-20T12:00:00Z', [run('2026-11-20T02:01:00.000Z', { outcome: 'warning' })])).toMatchObject({ state: 'alive' });
  });

  it('expects nothing over the weekend of a work for working hours', () => {
    const office: Rhythm = { kind: 'hourly', minute: 0, from: 8, until: 18, weekdays: [1, 2, 3, 4, 5] };
    const friday = [run('2026-11-20T18:01:00.000Z')];
    expect(stateAt('2026-11-22T23:00:00Z', friday, undefined, office)).toMatchObject({ state: 'alive' });
    expect(stateAt('2026-11-23T09:40:00Z', friday, undefined, office)).toMatchObject({ state: 'late' });
  });
});
