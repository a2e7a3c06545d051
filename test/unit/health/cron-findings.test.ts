import { describe, expect, it } from 'vitest';
import { type CronFacts, cronFindings, notKnownNow } from '../../../src/main/health/cron-findings.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import type { CronWorkState } from '../../../src/shared/model/cron.ts';
import { hoursBefore, NOON, sampleServer } from '../model-samples.ts';

const server = sampleServer();
const NOW = Date.parse(NOON);

function work(change: Partial<CronWorkState> = {}): CronWorkState {
  const rhythms: CronWorkState['rhythms'] = [{ kind: 'daily', at: '02:00' }];
  const at = hoursBefore(10);
  const lastRun = {
    work: 'database',
    at,
    outcome: 'succeeded',
    reason: '',
    files: [],
    bytes: null,
    durationMs: null,
    lastSuccessAt: at,
  } as const;
  const base = { work: 'database', rhythms, state: 'alive', lastSeenAt: at, lastRun: { ...lastRun, files: [] }, expectedAt: at } as const;
  return { ...base, rhythms, lastRun: { ...lastRun, files: [] }, silentFrom: hoursBefore(-20), nextAt: hoursBefore(-14), ...change };
}

function facts(change: Partial<CronFacts> = {}): CronFacts {
  return {
    plan: DEFAULT_CRON_PLAN,
    installedAt: hoursBefore(24 * 20),
    askedAt: hoursBefore(1),
    mode: 'crontab',
    lines: ['0 2 * * * x'],
    programState: 'current',
    works: [work()],
    disk: { usedPercent: 60, freeBytes: 1, backupBytes: 1 },
    lastPullAt: hoursBefore(6),
    ...change,
  };
}
const found = (change: Partial<CronFacts> = {}) => cronFindings(facts(change), server.id, NOW);
const codes = (change: Partial<CronFacts> = {}) => found(change).map(({ code }) => code);

describe('findings of a cron', () => {
  it('are none where all is well, where nothing is installed, and where nobody has asked yet', () => {
    expect(codes()).toEqual([]);
    expect(cronFindings(null, server.id, NOW)).toEqual([]);
    expect(codes({ installedAt: null, programState: 'missing', lines: [] })).toEqual([]);
    expect(codes({ askedAt: null, programState: 'missing', lines: [] })).toEqual([]);
    expect(codes({ works: [work({ state: 'late' }), work({ state: 'never', lastSeenAt: null })] })).toEqual([]);
  });

  it('say what is silent with the time it was last seen, all works in one', () => {
    const silent = work({ state: 'silent', lastSeenAt: hoursBefore(50), silentFrom: hoursBefore(20) });
    const [finding, more] = found({
      works: [silent, work({ work: 'media', state: 'silent', lastSeenAt: null, silentFrom: hoursBefore(2) })],
    });
    expect(more).toBeUndefined();
    expect(finding).toMatchObject({ code: 'cron-silent', severity: 'at-risk', at: hoursBefore(20), serverId: server.id });
    expect(finding?.text).toMatch(
      /the dump of the database \(last seen .+\) and the archive of the files \(never since it was installed .+\) by now/,
    );
  });

  it('say so at once when the program or the lines are gone, but not of lines that only a panel has', () => {
    expect(codes({ programState: 'missing' })).toEqual(['cron-silent']);
    expect(codes({ lines: [] })).toEqual(['cron-silent']);
    expect(codes({ lines: [], mode: 'panel' })).toEqual([]);
  });

  it('name the reason of a run that failed', () => {
    const failed = work({ state: 'failed' });
    const [finding] = found({
      works: [{ ...failed, lastRun: failed.lastRun === null ? null : { ...failed.lastRun, outcome: 'failed', reason: 'Access denied.' } }],
    });
    expect(finding).toMatchObject({ code: 'cron-failed', text: expect.stringContaining('the dump of the database: Access denied.') });
  });

  it('tell an older program, one that somebody changed, a full disk, and that nobody fetched', () => {
    expect(found({ programState: 'older' })).toMatchObject([{ code: 'cron-outdated', severity: 'note' }]);
    expect(found({ programState: 'changed' })).toMatchObject([{ code: 'cron-outdated', severity: 'at-risk' }]);
    expect(codes({ programState: 'newer' })).toEqual([]);
    expect(codes({ disk: { usedPercent: 80, freeBytes: 1, backupBytes: 1 } })).toEqual(['server-disk-over-limit']);
    expect(codes({ lastPullAt: hoursBefore(7 * 24 + 1) })).toEqual(['pull-mark-old']);
    expect(codes({ lastPullAt: null })).toEqual(['pull-mark-old']);
    expect(codes({ lastPullAt: null, installedAt: hoursBefore(100) })).toEqual([]);
    const { settings } = DEFAULT_CRON_PLAN;
    expect(codes({ lastPullAt: null, plan: { ...DEFAULT_CRON_PLAN, settings: { ...settings, pullWithinDays: 0 } } })).toEqual([]);
  });
});

it('is not known of a work that would be silent by now, had the server not been asked too long ago', () => {
  const past = work({ silentFrom: hoursBefore(0) });
  expect(notKnownNow({ works: [work(), past] }, NOW)).toEqual(['the dump of the database']);
  expect(notKnownNow({ works: [{ ...past, state: 'silent' }, work({ silentFrom: hoursBefore(-0.1) })] }, NOW)).toEqual([]);
});
