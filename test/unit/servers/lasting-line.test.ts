import { expect, test } from 'vitest';
import { GIVE_UP_AFTER_MS, isLineProblem, openLastingLine } from '../../../src/main/servers/ssh/lasting-line.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import type { RemoteShell, ServerConnections } from '../../../src/main/servers/ssh/remote-shell.ts';

const job: JobContext = { jobId: 'job', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} };
const shell: RemoteShell = {
  run: () => Promise.reject(new Error('nothing runs here')),
  stream: () => Promise.reject(new Error('nothing runs here')),
  feed: () => Promise.reject(new Error('nothing runs here')),
  roundTripMs: () => 0,
  forward: () => Promise.reject(new Error('nothing runs here')),
};

/** A line that stands for that many calls and is then down for good. */
function lineOf(standing: number): ServerConnections {
  let calls = 0;
  return {
    withShell: async (_id, _signal, work) => {
      calls += 1;
      if (calls > standing) throw new AppError('ssh.unreachable');
      return work(shell);
    },
    withSftp: () => Promise.reject(new Error('nothing is transferred here')),
    close: async () => {},
  };
}

test('gives up after a day in which nothing came through', async () => {
  const pauses: number[] = [];
  const line = openLastingLine(lineOf(1), 'server', job, async (ms) => void pauses.push(ms));
  await line.withShell(async () => {});
  await expect(line.withShell(async () => {})).rejects.toMatchObject({ code: 'ssh.unreachable' });
  const waitedMs = pauses.reduce((sum, ms) => sum + ms, 0);
  expect(waitedMs).toBeLessThanOrEqual(GIVE_UP_AFTER_MS);
  expect(waitedMs).toBeGreaterThan(GIVE_UP_AFTER_MS - 61_000);
});

test('waits from the shortest time again once something came through', async () => {
  const pauses: number[] = [];
  const line = openLastingLine(lineOf(0), 'server', job, async (ms) => void pauses.push(ms));
  const lost = new AppError('ssh.connection-lost');
  for (let n = 0; n < 4; n += 1) await line.wait(lost);
  line.moved();
  await line.wait(lost);
  expect(pauses).toEqual([1_000, 2_000, 5_000, 10_000, 1_000]);
});

test('does not wait for what waiting does not mend', async () => {
  const line = openLastingLine(lineOf(9), 'server', job, async () => {
    throw new Error('it waited');
  });
  const failed = new AppError('capture.listing-failed');
  await expect(
    line.withShell(async () => {
      throw failed;
    }),
  ).rejects.toBe(failed);
  expect(isLineProblem(new AppError('ssh.authentication-failed'))).toBe(false);
  expect(isLineProblem(new AppError('ssh.host-key-changed'))).toBe(false);
});
