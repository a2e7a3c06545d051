import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { sampleJob, sampleServer } from '../../unit/model-samples.ts';
import { backupOf, begunAs, DONE, runnerBench } from './runner-bench.ts';

const states = (seen: readonly Job[], id: string): string[] => seen.filter((job) => job.id === id).map(({ state }) => state);

afterEach(() => {
  vi.useRealTimers();
});

describe('a job', () => {
  it('stands in the catalog before it begins, and at its end with everything it came to', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf(sampleServer(), { siteId: 'x' }));
    expect(bench.catalog.jobs.find(job.id)).toEqual(job);
    expect(bench.catalog.jobs.paramsOf(job.id)).toEqual({ siteId: 'x' });
    expect(bench.begun).toHaveLength(0);

    const work = await begunAs(bench, 0);
    expect(bench.catalog.jobs.find(job.id)).toMatchObject({ state: 'running', endedAt: null });
    expect(work).toMatchObject({ params: { siteId: 'x' }, context: { jobId: job.id } });
    const backupId = BackupId.parse('aaaa1111-0000-4000-8000-000000000001');
    work.finish({ state: 'succeeded', problem: null, backupId });

    const ended = await bench.runner.whenEnded(job.id);
    expect(ended).toMatchObject({ state: 'succeeded', backupId, problem: null });
    expect(ended.endedAt).not.toBeNull();
    expect(bench.catalog.jobs.find(job.id)).toEqual(ended);
    expect(states(bench.seen, job.id)).toEqual(['queued', 'running', 'succeeded']);
    expect(bench.runner.activeCount()).toBe(0);
    expect(await bench.runner.whenEnded(job.id)).toEqual(ended);
  });

  it('ends with a warning that says what is missing', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    const problem = new AppError('capture.incomplete', { detail: 'events' }).toProblem();
    (await begunAs(bench, 0)).finish({ state: 'warning', problem, backupId: null });
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'warning', problem });
    expect(bench.runner.log(job.id)).toContain('Done with a warning: The backup is complete except for');
  });

  it('fails with the problem it met', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    (await begunAs(bench, 0)).fail(new AppError('place.full', { detail: '0 bytes left' }));
    const ended = await bench.runner.whenEnded(job.id);
    expect(ended).toMatchObject({ state: 'failed', problem: { code: 'place.full', detail: '0 bytes left' } });
    expect(bench.catalog.jobs.find(job.id)).toEqual(ended);
  });

  it('calls a bug an unexpected problem, and keeps its cause in both logs', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    const bug = new TypeError('x is not a function');
    (await begunAs(bench, 0)).fail(bug);
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'failed', problem: { code: 'unexpected', detail: bug.message } });
    expect(bench.logged).toContainEqual({ event: 'job.unexpected', fields: { jobId: job.id, cause: bug } });
    expect(bench.runner.log(job.id)).toContain('TypeError: x is not a function\n');
  });

  it('is refused while the same work waits or runs, and taken again afterwards with the same parameters', async () => {
    const bench = runnerBench();
    const server = sampleServer();
    const job = bench.runner.start(backupOf(server, { a: 1, b: 2 }));
    const refused = expect.objectContaining({ code: 'job.already-running' });
    expect(() => bench.runner.start(backupOf(server, { b: 2, a: 1 }))).toThrow(refused);
    const work = await begunAs(bench, 0);
    expect(() => bench.runner.again(job.id)).toThrow(refused);
    expect(bench.catalog.jobs.list()).toHaveLength(1);
    work.fail(new AppError('ssh.connection-lost'));
    await bench.runner.whenEnded(job.id);

    const again = bench.runner.again(job.id);
    expect((await begunAs(bench, 1)).params).toEqual({ a: 1, b: 2 });
    expect(again).toMatchObject({ kind: 'backup', title: job.title, serverId: server.id });
    expect(again.id).not.toBe(job.id);
  });

  it('that is not known is a problem of its own', () => {
    const { runner } = runnerBench();
    const { id } = sampleJob();
    const unknown = expect.objectContaining({ code: 'job.not-found' });
    for (const ask of [() => runner.find(id), () => runner.cancel(id), () => runner.again(id), () => runner.log(id)])
      expect(ask).toThrow(unknown);
  });

  it('goes on when somebody who listens fails', async () => {
    const bench = runnerBench({
      onChanged: () => {
        throw new Error('window gone');
      },
    });
    const job = bench.runner.start(backupOf());
    (await begunAs(bench, 0)).finish();
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded' });
    expect(bench.logged.map(({ event }) => event)).toContain('job.listener-failed');
  });
});

describe('lanes', () => {
  it('never lets two jobs of one server overlap, and lets two servers and local work run side by side', async () => {
    const bench = runnerBench();
    const [one, two] = [sampleServer(), sampleServer()];
    const first = bench.runner.start(backupOf(one));
    const second = bench.runner.start(backupOf(one));
    const other = bench.runner.start(backupOf(two));
    const check = bench.runner.start({ ...backupOf(one), kind: 'verify' });

    const running = await begunAs(bench, 2);
    expect(bench.begun.map(({ context }) => context.jobId)).toEqual([first.id, other.id, check.id]);
    expect(bench.runner.find(second.id).state).toBe('queued');
    running.finish();
    await bench.runner.whenEnded(check.id);
    expect(bench.begun).toHaveLength(3);
    bench.begun[0]?.finish();

    expect((await begunAs(bench, 3)).context.jobId).toBe(second.id);
    expect(bench.runner.find(first.id).state).toBe('succeeded');
  });

  it('keeps to the limit of all lanes together', async () => {
    const bench = runnerBench({ lanesLimit: 2 });
    const jobs = [1, 2, 3].map(() => bench.runner.start(backupOf()));
    (await begunAs(bench, 1)).context.log('second');
    expect(jobs.map(({ id }) => bench.runner.find(id).state)).toEqual(['running', 'running', 'queued']);
    bench.begun[1]?.finish();
    expect((await begunAs(bench, 2)).context.jobId).toBe(jobs[2]?.id);
    expect(jobs.map(({ id }) => bench.runner.find(id).state)).toEqual(['running', 'succeeded', 'running']);
  });
});

describe('cancelling', () => {
  it('ends a waiting job at once, and it never begins', async () => {
    const bench = runnerBench();
    const server = sampleServer();
    const first = bench.runner.start(backupOf(server));
    const waiting = bench.runner.start(backupOf(server));
    const third = bench.runner.start(backupOf(server));

    bench.runner.cancel(waiting.id);

    expect(bench.catalog.jobs.find(waiting.id)).toMatchObject({ state: 'cancelled', cancelRequested: true, problem: null });
    (await begunAs(bench, 0)).finish();
    expect((await begunAs(bench, 1)).context.jobId).toBe(third.id);
    expect(bench.begun.map(({ context }) => context.jobId)).toEqual([first.id, third.id]);
  });

  it('records the wish before it tells the work, and ends the job as cancelled whatever the work says then', async () => {
    const bench = runnerBench({ politely: false });
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    const atAbort: (boolean | undefined)[] = [];
    work.context.signal.addEventListener('abort', () => atAbort.push(bench.catalog.jobs.find(job.id)?.cancelRequested));

    bench.runner.cancel(job.id);
    bench.runner.cancel(job.id);
    expect(bench.runner.find(job.id)).toMatchObject({ state: 'running', cancelRequested: true });
    work.fail(new AppError('ssh.connection-lost', { detail: 'channel closed' }));

    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'cancelled', problem: null });
    expect(atAbort).toEqual([true]);
    expect(bench.runner.log(job.id)).toMatch(/Cancel requested\.\n.*Stopped: .*channel closed\n.*Cancelled\.\n$/);
    bench.runner.cancel(job.id);
    expect(bench.runner.find(job.id).state).toBe('cancelled');
  });

  it('does not hide that the work was done before the wish arrived', async () => {
    const bench = runnerBench({ politely: false });
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    bench.runner.cancel(job.id);
    work.finish();
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded', cancelRequested: true });
  });
});

describe('closing', () => {
  it('interrupts what runs and what waits, and is silent afterwards', async () => {
    const bench = runnerBench();
    const server = sampleServer();
    const running = bench.runner.start(backupOf(server));
    const waiting = bench.runner.start(backupOf(server));
    const work = await begunAs(bench, 0);
    work.context.step('Dumping', 100);

    await bench.runner.close();

    const count = bench.seen.length;
    for (const { id } of [running, waiting])
      expect(bench.catalog.jobs.find(id)).toMatchObject({
        state: 'interrupted',
        problem: { code: 'job.interrupted' },
        cancelRequested: false,
      });
    work.context.step('Still here');
    work.context.advance(7);
    work.context.log('Still here');
    expect(bench.seen).toHaveLength(count);
    expect(bench.runner.log(running.id)).not.toContain('Still here');
    expect(() => bench.runner.start(backupOf())).toThrow(expect.objectContaining({ code: 'job.interrupted' }));
  });

  it('does not wait for ever for work that will not stop, and hears nothing of it later', async () => {
    vi.useFakeTimers();
    const bench = runnerBench({ politely: false, closeWithinMs: 1000 });
    const job = bench.runner.start(backupOf());
    await vi.advanceTimersByTimeAsync(0);
    bench.begun[0]?.context.step('Deaf');
    const closed = bench.runner.close();
    await vi.advanceTimersByTimeAsync(1000);
    await closed;
    const ended = bench.catalog.jobs.find(job.id);
    const count = bench.seen.length;
    expect(ended).toMatchObject({ state: 'interrupted', problem: { code: 'job.interrupted' } });
    expect(bench.logged.map(({ event }) => event)).toContain('job.did-not-stop');

    bench.begun[0]?.finish(DONE);
    await vi.advanceTimersByTimeAsync(5000);

    expect(bench.seen).toHaveLength(count);
    expect(bench.catalog.jobs.find(job.id)).toEqual(ended);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('progress', () => {
  it('of ten thousand reports reaches the screen four times a second and the catalog once, and the last value always', async () => {
    vi.useFakeTimers();
    const bench = runnerBench();
    const updates = vi.spyOn(bench.catalog.jobs, 'update');
    const job = bench.runner.start(backupOf());
    await vi.advanceTimersByTimeAsync(0);
    const work = bench.begun[0];
    work?.context.step('Dumping aurora_shop', 10_000_000);
    const [shownBefore, keptBefore] = [bench.seen.length, updates.mock.calls.length];
    for (let ms = 1; ms <= 10_000; ms += 1) {
      work?.context.advance(ms * 1000);
      await vi.advanceTimersByTimeAsync(1);
    }
    const [shown, kept] = [bench.seen.length - shownBefore, updates.mock.calls.length - keptBefore];
    work?.context.advance(10_000_000);
    work?.finish();
    await vi.advanceTimersByTimeAsync(0);

    expect([shown, kept]).toEqual([40, 10]);
    const last = { step: 'Dumping aurora_shop', doneBytes: 10_000_000, totalBytes: 10_000_000, remainingMs: null };
    expect(bench.seen.at(-1)).toMatchObject({ state: 'succeeded', progress: last });
    expect(bench.catalog.jobs.find(job.id)).toEqual(bench.seen.at(-1));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of this moment is in the list, ahead of the catalog', async () => {
    vi.useFakeTimers();
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    await vi.advanceTimersByTimeAsync(0);
    bench.begun[0]?.context.step('Dumping');
    bench.begun[0]?.context.advance(123);
    await vi.advanceTimersByTimeAsync(250);
    expect(bench.runner.list()).toMatchObject([{ id: job.id, progress: { step: 'Dumping', doneBytes: 123 } }]);
    expect(bench.catalog.jobs.find(job.id)?.progress).toBeNull();
  });
});

describe('the log of a job', () => {
  it('is a private file with a time on every line and nothing that could steer a terminal', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    work.context.step('Dumping aurora_shop');
    work.context.log('mysqldump: \u001b[31mred\u0007\nsecond line\r\nthird\tline\n');
    work.finish();
    await bench.runner.whenEnded(job.id);
    const file = join(bench.logFolder, `${job.id}.log`);

    expect([statSync(bench.logFolder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(bench.runner.log(job.id)).toBe(readFileSync(file, 'utf8'));
    const lines = bench.runner.log(job.id).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(25))).toEqual([
      'Started: Back up aurora-market',
      'Dumping aurora_shop',
      'mysqldump: \ufffd[31mred\ufffd',
      'second line',
      'third\tline',
      'Done.',
    ]);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /);
  });

  it('is whole when the end of the job is reported', async () => {
    const atEnd: string[] = [];
    const bench = runnerBench({ onChanged: (job) => void (job.endedAt === null || atEnd.push(bench.runner.log(job.id))) });
    const job = bench.runner.start(backupOf());
    (await begunAs(bench, 0)).finish();
    await bench.runner.whenEnded(job.id);
    expect(atEnd).toEqual([expect.stringMatching(/Started: .*\n.*Done\.\n$/)]);
  });

  it('stops growing at about a megabyte and still says how the job ended', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    for (let line = 0; line < 3000; line += 1) work.context.log('x'.repeat(1000));
    work.fail(new AppError('place.full'));
    await bench.runner.whenEnded(job.id);
    const log = bench.runner.log(job.id);
    expect(log.length).toBeGreaterThan(1_000_000);
    expect(log.length).toBeLessThan(1_100_000);
    expect(log).toMatch(/The log is full.*\n.*Failed: .*\[place\.full\]\n$/);
  });

  it('that cannot be written stops no job', async () => {
    const blocked = join(runnerBench().logFolder, '..', 'blocked');
    writeFileSync(blocked, '');
    const bench = runnerBench({ logFolder: blocked });
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    work.context.log('unheard');
    work.finish();
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded' });
    expect(bench.logged.map(({ event }) => event)).toContain('job.log-not-written');
  });
});

describe('a catalog that cannot be written', () => {
  it('stops no work that has begun, and refuses new work', async () => {
    const bench = runnerBench();
    const job = bench.runner.start(backupOf());
    const work = await begunAs(bench, 0);
    bench.catalog.close();
    work.finish();
    expect(await bench.runner.whenEnded(job.id)).toMatchObject({ state: 'succeeded' });
    expect(bench.logged.map(({ event }) => event)).toContain('job.row-not-written');
    expect(() => bench.runner.start(backupOf())).toThrow('not open');
    expect(bench.runner.activeCount()).toBe(0);
  });
});
