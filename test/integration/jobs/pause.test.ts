import { describe, expect, it } from 'vitest';
import { isPause, keepsPartials } from '../../../src/main/jobs/job-context.ts';
import { sampleServer } from '../../unit/model-samples.ts';
import { backupOf, begunAs, copyTo, runnerBench } from './runner-bench.ts';

describe('pausing', () => {
  it('ends a copy as paused, which is no problem, and starts the same work again', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(copyTo('drive'));
    const work = await begunAs(bench, 0);

    bench.runner.pause(job.id);
    bench.runner.pause(job.id);

    const ended = await bench.runner.whenEnded(job.id);
    expect(ended).toMatchObject({ state: 'paused', problem: null, cancelRequested: false });
    expect(bench.catalog.jobs.find(job.id)).toEqual(ended);
    expect(bench.runner.log(job.id)).toMatch(/Pause requested\.\n.*Stopped: paused by the operator\n.*Paused\.\n$/);
    const again = bench.runner.again(job.id);
    expect((await begunAs(bench, 1)).params).toEqual(work.params);
    expect(again).toMatchObject({ kind: 'copy', title: job.title });
  });

  it('ends a waiting copy at once, and it never begins', async () => {
    const bench = runnerBench();
    bench.runner.start(copyTo('drive'));
    const waiting = bench.runner.start(copyTo('drive'));

    bench.runner.pause(waiting.id);

    expect(bench.catalog.jobs.find(waiting.id)).toMatchObject({ state: 'paused' });
    (await begunAs(bench, 0)).finish();
    await bench.runner.close();
    expect(bench.begun).toHaveLength(1);
  });

  it('is refused for work that could only begin anew, which goes on', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    expect(() => bench.runner.pause(job.id)).toThrow(expect.objectContaining({ code: 'job.cannot-pause' }));
    expect(work.context.signal.aborted).toBe(false);
    work.finish();
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded' });
    expect(() => bench.runner.pause('aaaa1111-0000-4000-8000-000000000009' as typeof job.id)).toThrow(
      expect.objectContaining({ code: 'job.not-found' }),
    );
  });

  it('tells the work apart what to keep: everything after a pause and the end of the app, nothing after a cancel', async () => {
    const bench = runnerBench({ politely: false });
    const jobs = ['a', 'b', 'c'].map((place) => bench.runner.start(copyTo(place)));
    const works = [await begunAs(bench, 0), await begunAs(bench, 1), await begunAs(bench, 2)];
    const [paused, cancelled, shut] = works.map(({ context }) => context.signal) as [AbortSignal, AbortSignal, AbortSignal];
    expect(keepsPartials(paused)).toBe(true);

    bench.runner.pause(jobs[0]?.id as never);
    bench.runner.cancel(jobs[1]?.id as never);
    const closed = bench.runner.close();

    expect([isPause(paused), isPause(cancelled), isPause(shut)]).toEqual([true, false, false]);
    expect([keepsPartials(paused), keepsPartials(cancelled), keepsPartials(shut)]).toEqual([true, false, true]);
    for (const work of works) work.fail(new Error('stopped'));
    await closed;
    expect(jobs.map(({ id }) => bench.catalog.jobs.find(id)?.state)).toEqual(['paused', 'cancelled', 'interrupted']);
  });

  it('gives way to a cancel that comes before the work has stopped, which then keeps nothing', async () => {
    const bench = runnerBench({ politely: false });
    const job = bench.runner.start(copyTo('drive'));
    const work = await begunAs(bench, 0);
    bench.runner.pause(job.id);
    bench.runner.cancel(job.id);
    bench.runner.pause(job.id);
    const { signal } = work.context;
    expect([isPause(signal), keepsPartials(signal)]).toEqual([false, false]);
    work.fail(new Error('stopped'));
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('the lanes of copies', () => {
  it('never let two jobs write in one place, nor one in a folder of a server on which another job works', async () => {
    const bench = runnerBench({ lanesLimit: 10 });
    const server = sampleServer();
    const first = bench.runner.start(copyTo('drive'));
    const second = bench.runner.start({ ...copyTo('drive'), kind: 'heal' });
    const pruning = bench.runner.start({ ...copyTo('drive'), kind: 'prune' });
    const elsewhere = bench.runner.start(copyTo('s3'));
    const backup = bench.runner.start(backupOf(server));
    const toServer = bench.runner.start(copyTo('box', server.id));
    const adopting = bench.runner.start({ ...backupOf(server), kind: 'adopt' });

    await begunAs(bench, 2);
    const ids = (): readonly string[] => bench.begun.map(({ context }) => context.jobId);
    expect(ids()).toEqual([first.id, elsewhere.id, backup.id]);
    bench.begun[0]?.finish();
    expect((await begunAs(bench, 3)).context.jobId).toBe(second.id);
    bench.begun[2]?.finish();
    expect((await begunAs(bench, 4)).context.jobId).toBe(toServer.id);
    bench.begun[3]?.finish();
    expect((await begunAs(bench, 5)).context.jobId).toBe(pruning.id);
    bench.begun[4]?.finish();
    expect((await begunAs(bench, 6)).context.jobId).toBe(adopting.id);
  });
});
