import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { hoursBefore, NOON, sampleJob, sampleServer, sampleSite } from '../../unit/model-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

describe('jobs in the catalog', () => {
  it('gives back a job with its progress, its problem and its parameters', () => {
    const { jobs } = scratchCatalog();
    const job = sampleJob();
    const params = { siteId: 'x', nested: [1, null, 'text'] };
    jobs.insert(job, params);
    const ended = {
      ...job,
      state: 'failed' as const,
      cancelRequested: true,
      progress: { step: 'Dumping aurora_shop', doneBytes: 7, totalBytes: null, bytesPerSecond: 1.5, remainingMs: null },
      problem: new AppError('place.full', { detail: '0 bytes left' }).toProblem(),
      startedAt: NOON,
      endedAt: NOON,
    };
    jobs.update(ended);
    expect(jobs.find(job.id)).toEqual(ended);
    expect(jobs.paramsOf(job.id)).toEqual(params);
    const stranger = sampleJob();
    expect(jobs.find(stranger.id)).toBeNull();
    expect(() => jobs.update(stranger)).toThrow(expect.objectContaining({ code: 'job.not-found' }));
    expect(() => jobs.paramsOf(stranger.id)).toThrow(expect.objectContaining({ code: 'job.not-found' }));
  });

  it('forgets no failure of the days asked for, however many jobs ran since', () => {
    const catalog = scratchCatalog();
    const { jobs } = catalog;
    const failed = sampleJob({ kind: 'prune', state: 'failed', createdAt: hoursBefore(24 * 6), endedAt: hoursBefore(24 * 6) });
    const early = sampleJob({ state: 'failed', createdAt: hoursBefore(24 * 8), endedAt: hoursBefore(24 * 8) });
    const late = sampleJob({ state: 'failed', createdAt: hoursBefore(24 * 8), endedAt: hoursBefore(24 * 5) });
    catalog.atomically(() => {
      for (const job of [failed, early, late]) jobs.insert(job, {});
      for (let at = 0; at < 2500; at += 1)
        jobs.insert(sampleJob({ state: 'succeeded', createdAt: hoursBefore(1 + at / 100), endedAt: hoursBefore(at / 100) }), {});
    });
    const ended = jobs.endedSince(hoursBefore(24 * 7));
    expect(ended).toHaveLength(2502);
    expect(ended.filter(({ state }) => state === 'failed').map(({ id }) => id)).toEqual([failed.id, late.id]);
    expect(jobs.endedSince(hoursBefore(24 * 7), 'prune').map(({ id }) => id)).toEqual([failed.id]);
    expect([jobs.everDone('backup'), jobs.everDone('prune'), jobs.everDone('copy')]).toEqual([true, false, false]);
  });

  it('lists newest first and tells active, ended and telling jobs of a site apart', () => {
    const { jobs } = scratchCatalog();
    const siteId = sampleSite(sampleServer()).id;
    const of = (hours: number, changes: Parameters<typeof sampleJob>[0]) => {
      const job = sampleJob({ siteId, createdAt: hoursBefore(hours), ...changes });
      jobs.insert(job, {});
      return job;
    };
    const failed = of(9, { state: 'failed' });
    const verified = of(8, { state: 'succeeded', kind: 'verify' });
    const cancelled = of(7, { state: 'cancelled' });
    const running = of(6, { state: 'running' });
    const queued = of(5, { state: 'queued' });
    const elsewhere = of(4, { siteId: null, state: 'succeeded' });

    expect(jobs.list()).toEqual([elsewhere, queued, running, cancelled, verified, failed]);
    expect(jobs.list({ limit: 2 })).toEqual([elsewhere, queued]);
    expect(jobs.listBySite(siteId, { limit: 2 })).toEqual([queued, running]);
    expect(jobs.activeOf(siteId)).toEqual(running);
    expect(jobs.newestEnded(siteId)).toEqual(cancelled);
    expect(jobs.newestOutcome(siteId, 'backup')).toEqual(failed);
    expect(jobs.newestOutcome(siteId, 'verify')).toEqual(verified);
  });

  it('marks what was queued or running as interrupted, and nothing else', () => {
    const { jobs } = scratchCatalog();
    const [queued, running, done] = [sampleJob(), sampleJob({ state: 'running', startedAt: NOON }), sampleJob({ state: 'succeeded' })];
    for (const job of [queued, running, done]) jobs.insert(job, {});
    const problem = new AppError('job.interrupted').toProblem();

    const marked = jobs.markInterrupted(NOON);

    expect(marked).toEqual([queued, running].map((job) => ({ ...job, state: 'interrupted', problem, endedAt: NOON })));
    expect(marked).toEqual([jobs.find(queued.id), jobs.find(running.id)]);
    expect(jobs.find(done.id)).toEqual(done);
    expect(jobs.markInterrupted(NOON)).toEqual([]);
  });
});
