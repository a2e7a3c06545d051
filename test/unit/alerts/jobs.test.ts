import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventOf, keyOf } from '../../../src/main/alerts/rules/event-of.ts';
import { conditionOf, type EndedJob, happeningOf } from '../../../src/main/alerts/rules/jobs.ts';
import { isWithin, localTime, nextAt } from '../../../src/main/alerts/rules/local-time.ts';
import { reportDue } from '../../../src/main/alerts/rules/report.ts';
import { waitAfter } from '../../../src/main/alerts/rules/delivery.ts';
import type { AlertCondition, AlertConditionId } from '../../../src/shared/model/alert.ts';
import { BackupId, PlaceId } from '../../../src/shared/model/ids.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { NOON, sampleJob } from '../model-samples.ts';
import { AURORA, finding } from './alert-samples.ts';

const problem = { code: 'ssh.unreachable', title: 'The server did not answer', hint: 'Nothing was changed.', retryable: true, detail: '' };
const ended = (state: Job['state'], kind: Job['kind'] = 'backup') => ({
  job: sampleJob({ kind, state, siteId: AURORA, problem: state === 'failed' ? problem : null }),
  siteName: 'aurora-market',
  backup: null,
  deletions: [],
});
const world = (open: readonly AlertCondition[] = []) => ({
  open,
  lastResolved: () => null,
  now: Date.parse(NOON),
  newId: () => randomUUID() as AlertConditionId,
});

describe('failing work', () => {
  it('is one condition however often it fails, with a count, until it succeeds', () => {
    const first = conditionOf(ended('failed'), world());
    expect(first).toMatchObject({
      event: 'backup_failed',
      count: 1,
      source: 'job',
      text: 'The server did not answer. Nothing was changed.',
    });
    const second = conditionOf(ended('failed'), world([first!]));
    expect(second).toMatchObject({ id: first!.id, count: 2, resolvedAt: null });
    expect(conditionOf(ended('warning'), world([second!]))).toMatchObject({ id: first!.id, resolvedAt: NOON });
    expect(conditionOf(ended('succeeded'), world())).toBeNull();
  });

  it('is the same condition as the finding that says so', () => {
    expect(conditionOf(ended('failed'), world())?.key).toBe(keyOf(finding('backup-failed'), AURORA));
  });

  it('says nothing when the operator stopped it, or when the state of the fleet says it', () => {
    for (const state of ['cancelled', 'interrupted', 'paused'] as const) expect(conditionOf(ended(state), world())).toBeNull();
    for (const kind of ['copy', 'verify', 'restore'] as const) expect(conditionOf(ended('failed', kind), world())).toBeNull();
    expect(conditionOf(ended('failed', 'drill'), world())).toMatchObject({ event: 'drill_failed' });
  });

  it('that deletes says how much went, and only when something did', () => {
    const deletion: EndedJob['deletions'][number] = {
      id: randomUUID(),
      backupId: BackupId.parse(randomUUID()),
      siteId: AURORA,
      siteName: 'aurora-market',
      placeId: PlaceId.parse(randomUUID()),
      placeName: 'Vault-A',
      startedAt: NOON,
      bytes: 2_000_000,
      deletedAt: NOON,
      reason: '',
      state: 'bin',
      goneAt: NOON,
    };
    const pruned: EndedJob = { ...ended('succeeded', 'prune'), deletions: [deletion, deletion] };
    expect(happeningOf(pruned)).toMatchObject({ event: 'old_backup_deleted', content: { happened: expect.stringContaining('2 copies') } });
    expect(happeningOf(ended('succeeded', 'prune'))).toBeNull();
  });
});

describe('findings', () => {
  it('have an event each, by their family where the code is new, and never none', () => {
    expect(eventOf('copy-overdue')).toBe('offsite_overdue');
    expect(eventOf('anomaly-of-a-new-kind')).toBe('anomaly');
    expect(eventOf('no such code')).toBe('needs_attention');
  });

  it('are one condition of a site and place, but a sign in a backup is one of that backup', () => {
    const backupId = BackupId.parse(randomUUID());
    const placeId = PlaceId.parse(randomUUID());
    expect(keyOf(finding('copy-failed', { backupId, placeId }), AURORA)).toBe(keyOf(finding('copy-failed', { placeId }), AURORA));
    expect(keyOf(finding('copy-failed', { placeId }), AURORA)).not.toBe(keyOf(finding('copy-failed'), AURORA));
    expect(keyOf(finding('new-executables', { backupId }), AURORA)).not.toBe(keyOf(finding('new-executables'), AURORA));
  });
});

describe('local time', () => {
  it('knows quiet hours that cross midnight', () => {
    const hours = { from: '22:00', until: '06:30' };
    expect(['21:59', '22:00', '00:00', '06:29', '06:30'].map((time) => isWithin(time, hours))).toEqual([false, true, true, true, false]);
    expect(isWithin('12:00', null)).toBe(false);
  });

  it('writes one report a day, also where the clock leaves its time out and after days asleep', () => {
    const zone = 'Europe/Berlin';
    // On 29 March 2026 the wall clock goes from 02:00 to 03:00.
    const before = Date.parse('2026-03-29T00:59:00Z');
    const after = Date.parse('2026-03-29T01:00:00Z');
    expect(localTime(before, zone)).toEqual({ day: '2026-03-29', time: '01:59' });
    expect(reportDue('2026-03-28', '02:30', before, zone)).toBeNull();
    expect(reportDue('2026-03-28', '02:30', after, zone)).toBe('2026-03-29');
    expect(reportDue('2026-03-29', '02:30', after, zone)).toBeNull();
    expect(reportDue('2026-03-01', '02:30', after, zone)).toBe('2026-03-29');
    expect(nextAt('02:30', before, zone)).toBe(after);
  });

  it('waits twice as long after each attempt, at most an hour', () => {
    expect([1, 2, 3, 6, 7, 50].map((attempts) => waitAfter(attempts) / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
  });
});
