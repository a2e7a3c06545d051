import { describe, expect, it } from 'vitest';
import type { EndedJob } from '../../../src/main/alerts/rules/jobs.ts';
import { opened } from '../../../src/main/alerts/rules/observe.ts';
import { AlertConditionId } from '../../../src/shared/model/alert.ts';
import { SiteId } from '../../../src/shared/model/ids.ts';
import { AURORA, finding, mailAndSlack } from '../../unit/alerts/alert-samples.ts';
import { sampleJob } from '../../unit/model-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';
import { alertWorld, DAY, MINUTE } from './alert-world.ts';

const GONE = SiteId.parse('00000000-0000-4000-8000-00000000dead');

describe('alerts', () => {
  it('end what failed at a site that was removed, instead of reminding of it for ever', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    const failing = {
      key: `backup-failed|${GONE}`,
      code: 'backup-failed',
      severity: 'at-risk',
      siteId: GONE,
      siteName: 'gone',
      text: 'It failed.',
      count: 1,
      source: 'job',
    } as const;
    catalog.alerts.putCondition(opened(failing, { now: world.now, before: null, id: AlertConditionId.parse(crypto.randomUUID()) }));
    for (let minute = 0; minute <= 40; minute += 5, world.now += 5 * MINUTE) await world.round([]);
    expect(catalog.alerts.openConditions()).toEqual([]);
  });

  it('are sent and reported again after a clock that ran years ahead was set right', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    const changed = [finding('host-key-changed', { severity: 'critical' })];
    const really = world.now;
    await world.round([]);
    world.now += 900 * DAY;
    world.answer = () => ({ state: 'failed', answer: 'refused', mayHaveArrived: false, retryAfterMs: null });
    await world.round(changed);
    world.now = really + DAY;
    world.answer = null;
    await world.round(changed);
    const mails = world.sent.filter(({ channel }) => channel === 'email').map(({ kind, createdAt }) => `${createdAt.slice(0, 10)} ${kind}`);
    expect(mails.toSorted()).toEqual(['2026-11-01 daily-report', '2026-11-02 daily-report', '2029-04-19 opened']);
  });

  it('hear of jobs although they were begun by a clock that ran years ahead', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    world.now += 900 * DAY;
    await world.round([]);
    world.now -= 900 * DAY;
    await world.round([]);
    expect(catalog.settings.get('alerts-state')?.since).toBe(new Date(world.now).toISOString());
  });

  it('look for jobs of the last ninety days alone, and hear none anew that is older', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    await world.round([]);
    const at = new Date(world.now + MINUTE).toISOString();
    const job = sampleJob({ state: 'succeeded', createdAt: at, endedAt: at });
    catalog.jobs.insert(job, {});
    world.now += DAY;
    await world.round([]);
    expect(catalog.alerts.unheardJobs('2000-01-01T00:00:00.000Z', 10)).toEqual([]);

    world.now += 100 * DAY;
    await world.round([]);
    const { since = '' } = catalog.settings.get('alerts-state') ?? {};
    expect(since).toBe(new Date(world.now - 90 * DAY).toISOString());
    // The mark is gone with the time in which it was of use.
    expect(catalog.alerts.unheardJobs('2000-01-01T00:00:00.000Z', 10)).toEqual([job.id]);
    expect(catalog.alerts.unheardJobs(since, 10)).toEqual([]);
  });

  it('hear no job anew when the clock goes back behind all of them, and the ones that end then once', async () => {
    const catalog = scratchCatalog();
    const ended = new Map<string, EndedJob>();
    const world = alertWorld(catalog, mailAndSlack(), ended);
    const end = () => {
      const at = new Date(world.now).toISOString();
      const job = sampleJob({ kind: 'backup', state: 'failed', siteId: AURORA, createdAt: at, endedAt: at });
      catalog.jobs.insert(job, {});
      ended.set(job.id, { job, siteName: 'aurora-market', backup: null, deletions: [] });
      return job.id;
    };
    // Before alerts were ever looked at; heard long ago; heard of late.
    end();
    world.now += DAY;
    await world.round([]);
    world.now += MINUTE;
    end();
    await world.round([]);
    world.now += 100 * DAY;
    await world.round([]);
    end();
    await world.round([]);
    const heard = catalog.alerts.openConditions().map(({ count }) => count);
    const real = world.now;
    world.now -= 2000 * DAY;
    await world.round([]);
    world.now = real + MINUTE;
    await world.round([]);
    expect(catalog.alerts.openConditions().map(({ count }) => count)).toEqual(heard);
    world.now += MINUTE;
    const last = end();
    expect(catalog.alerts.unheardJobs(catalog.settings.get('alerts-state')?.since ?? '', 10)).toEqual([last]);
  });
});
