import { describe, expect, it } from 'vitest';
import { backupOf, begunAs, copyTo, runnerBench } from './runner-bench.ts';

describe('a job that waits for hours', () => {
  it('lets the others of its lane go ahead, and goes on when its turn comes again', async () => {
    const bench = runnerBench();
    bench.runner.start(copyTo('drive'));
    const second = bench.runner.start(copyTo('drive'));
    const first = await begunAs(bench, 0);
    const opening = Promise.withResolvers<void>();
    const order: string[] = [];

    const waited = first.context.waitAside?.(() => opening.promise).then(() => order.push('first goes on'));

    const other = await begunAs(bench, 1);
    opening.resolve();
    await opening.promise;
    order.push('second ends');
    other.finish();
    await bench.runner.whenEnded(second.id);
    await waited;
    expect(order).toEqual(['second ends', 'first goes on']);
    const third = bench.runner.start(backupOf());
    await begunAs(bench, 2);
    first.finish();
    await bench.runner.close();
    expect(bench.catalog.jobs.find(third.id)?.state).toBe('interrupted');
  });

  it('takes no place of the limit of all lanes meanwhile', async () => {
    const bench = runnerBench({ lanesLimit: 1 });
    bench.runner.start(copyTo('a'));
    bench.runner.start(copyTo('b'));
    const first = await begunAs(bench, 0);
    void first.context.waitAside?.(() => new Promise(() => {})).catch(() => {});
    expect((await begunAs(bench, 1)).params).toMatchObject({ placeId: 'b' });
    await bench.runner.close();
  });

  it('can be cancelled while another has its lane, and lets its turn pass', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(copyTo('drive'));
    bench.runner.start(copyTo('drive'));
    const third = bench.runner.start(copyTo('drive'));
    const first = await begunAs(bench, 0);
    const waited = first.context.waitAside?.(async () => {});
    const second = await begunAs(bench, 1);

    bench.runner.cancel(job.id);

    await expect(waited).rejects.toThrow('aborted');
    expect((await bench.runner.whenEnded(job.id)).state).toBe('cancelled');
    second.finish();
    (await begunAs(bench, 2)).finish();
    expect((await bench.runner.whenEnded(third.id)).state).toBe('succeeded');
    await bench.runner.close();
  });
});
