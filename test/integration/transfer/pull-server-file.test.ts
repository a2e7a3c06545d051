import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { JobPaused } from '../../../src/main/jobs/job-context.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { pullServerFile } from '../../../src/main/transfer/pull-server-file.ts';
import { problemOf, SHELLS } from '../servers/lab-servers.ts';
import { watchedJob } from './copies.ts';
import { sha256Of, startPullLab } from './pull-lab.ts';

const MIB = 1024 * 1024;
const BLOCK = 65_536;

const pulledHash = (folder: string): string => sha256Of(readFileSync(join(folder, 'pulled.bin')));

describe.each(SHELLS)('pulling a file from a server with %s', (_name, sshd) => {
  it('brings it whole, whatever its name, and compares it with what the server says of it', async () => {
    await using lab = await startPullLab({ sshd });
    const { path, sha256 } = await lab.put(`it's a "backup" $(x) \\ ü.zip`, randomBytes(3 * MIB + 5));
    const job = watchedJob();
    const pulled = await pullServerFile(lab.request(path, { job }));
    expect(pulled).toEqual({ bytes: 3 * MIB + 5, sha256, compared: true, resumed: 0 });
    expect(pulledHash(lab.folder)).toBe(sha256);
    expect(readdirSync(lab.folder)).toEqual(['pulled.bin']);
    expect(job.steps[0]).toMatchObject({ total: 3 * MIB + 5 });
    expect(job.done.at(-1)).toBe(3 * MIB + 5);
  });

  it('goes on from any byte after a lost line', async () => {
    await using lab = await startPullLab({ sshd });
    const { path, sha256 } = await lab.put('media.tar', randomBytes(12 * MIB + 1));
    let cuts = 0;
    const job = watchedJob((done) => {
      if (cuts > 0 || done < 2 * MIB) return;
      cuts += 1;
      lab.sshd.killConnections();
    });
    const pulled = await pullServerFile(lab.request(path, { job }));
    expect(pulled).toMatchObject({ sha256, resumed: 1, compared: true });
    expect(Number(lab.asked[1]?.[2])).toBeGreaterThanOrEqual(2 * 16);
    expect(pulledHash(lab.folder)).toBe(sha256);
  });
});

describe('pulling over a bad line', () => {
  it('comes to an identical file although the connection is killed ten times, and asks for nothing again that has arrived', async () => {
    await using lab = await startPullLab({ oneWayMs: 10 });
    const size = 64 * MIB + 4711;
    const { path, sha256 } = await lab.put('media-2026-11-20.tar.gz', randomBytes(size));
    const arrivedAtCut: number[] = [];
    let next = 2 * MIB;
    const job = watchedJob((done) => {
      // One cut for each connection; what was under way still arrives after it.
      if (arrivedAtCut.length === 10 || done < next) return;
      if (lab.asked.length === arrivedAtCut.length) {
        next = done + 2 * MIB;
        return;
      }
      arrivedAtCut.push(done);
      next = done;
      if (arrivedAtCut.length % 2 === 0) lab.line.cut();
      else lab.sshd.killConnections();
    });
    const pulled = await pullServerFile(lab.request(path, { job }));

    expect(pulled).toMatchObject({ bytes: size, sha256, resumed: 10, compared: true });
    expect(pulledHash(lab.folder)).toBe(sha256);
    expect(lab.asked).toHaveLength(11);
    for (const [n, arrived] of arrivedAtCut.entries()) {
      const askedFrom = Number(lab.asked[n + 1]?.[2]) * BLOCK;
      expect(askedFrom).toBeGreaterThan(arrived - BLOCK);
    }
    expect(job.lines.filter((line) => line.includes('going on in'))).toHaveLength(10);
  });

  it.each([
    ['a pause', new JobPaused()],
    ['the end of the app', new AppError('job.interrupted')],
  ])('goes on after %s from where it stopped', async (_name, reason) => {
    await using lab = await startPullLab({ oneWayMs: 5 });
    const { path, sha256 } = await lab.put('db.sql.gz', randomBytes(20 * MIB));
    const job = watchedJob((done, { stop }) => {
      if (done >= 5 * MIB) stop.abort(reason);
    });
    await expect(pullServerFile(lab.request(path, { job }))).rejects.toBe(reason);
    expect(readdirSync(lab.folder).toSorted()).toEqual(['pulled.bin.partial', 'pulled.bin.partial.json']);

    const again = watchedJob();
    expect(await pullServerFile(lab.request(path, { job: again }))).toMatchObject({ sha256, compared: true });
    expect(Number(lab.asked[1]?.[2])).toBe(Math.floor((again.done[0] ?? 0) / BLOCK));
    expect(again.done[0]).toBeGreaterThanOrEqual(5 * MIB);
    expect(again.lines.join()).toContain('going on from byte');
    expect(readdirSync(lab.folder)).toEqual(['pulled.bin']);
  });

  it('trusts after a power cut only what was known to be on the disk', async () => {
    await using lab = await startPullLab();
    const { path, sha256 } = await lab.put('db.sql.gz', randomBytes(10 * MIB));
    const job = watchedJob((done, { stop }) => {
      if (done >= 4 * MIB) stop.abort(new JobPaused());
    });
    await pullServerFile(lab.request(path, { job })).catch(() => {});
    const partial = join(lab.folder, 'pulled.bin.partial');
    // The file has its length, its last blocks never reached the disk.
    const arrived = statSync(partial).size;
    writeFileSync(partial, Buffer.concat([readFileSync(partial), Buffer.alloc(2 * MIB)]));
    const again = watchedJob();
    expect(await pullServerFile(lab.request(path, { job: again }))).toMatchObject({ sha256 });
    expect(again.done[0]).toBe(arrived);
  });

  it('begins anew when the file on the server is another one by then', async () => {
    await using lab = await startPullLab();
    const first = await lab.put('latest.zip', randomBytes(8 * MIB));
    const job = watchedJob((done, { stop }) => {
      if (done >= 4 * MIB) stop.abort(new JobPaused());
    });
    await pullServerFile(lab.request(first.path, { job })).catch(() => {});
    const second = await lab.put('latest.zip', randomBytes(8 * MIB));
    expect(await pullServerFile(lab.request(first.path))).toMatchObject({ sha256: second.sha256 });
    expect(lab.asked[1]?.[2]).toBe('0');
  });

  it('keeps nothing after a cancel', async () => {
    await using lab = await startPullLab();
    const { path } = await lab.put('db.sql.gz', randomBytes(20 * MIB));
    const job = watchedJob((done, { stop }) => {
      if (done >= MIB) stop.abort();
    });
    await expect(pullServerFile(lab.request(path, { job }))).rejects.toThrow('aborted');
    expect(readdirSync(lab.folder)).toEqual([]);
    expect(lab.sshd.remoteProcesses()).toEqual([]);
  });
});

describe('an account that may run no program', () => {
  it('is read over SFTP, and goes on there as well after a lost line', async () => {
    await using lab = await startPullLab({ sshd: { sftpOnly: true } });
    const { path, sha256 } = await lab.put('db.sql.gz', randomBytes(30 * MIB + 3));
    let cuts = 0;
    const job = watchedJob((done) => {
      if (cuts > 0 || done < 4 * MIB) return;
      cuts += 1;
      lab.sshd.killConnections();
    });
    const pulled = await pullServerFile(lab.request(path, { job }));
    expect(pulled).toMatchObject({ bytes: 30 * MIB + 3, sha256, compared: false, resumed: 1 });
    expect(pulledHash(lab.folder)).toBe(sha256);
    expect(job.lines.join()).toContain('read over SFTP');
    expect(await problemOf(pullServerFile(lab.request(join(lab.sshd.home, 'none.zip'))))).toMatchObject({
      code: 'transfer.source-missing',
    });
  });
});

describe('a file that cannot be pulled', () => {
  it('because it is still written to is a clear problem, and nothing of it is kept', async () => {
    await using lab = await startPullLab();
    const { path } = await lab.put('growing.sql', randomBytes(16 * MIB));
    const growth: Promise<void>[] = [];
    const job = watchedJob(() => {
      if (growth.length === 0) growth.push(appendFile(path, randomBytes(MIB)));
    });
    const problem = await problemOf(pullServerFile(lab.request(path, { job })));
    await Promise.all(growth);
    expect(problem.code).toBe('transfer.source-changed');
    expect(problem.detail).toContain('growing.sql had 16777216 bytes when the pull began');
    expect(readdirSync(lab.folder)).toEqual([]);
  });

  it('says whether it is gone, no file, or closed to the SSH user', async () => {
    await using lab = await startPullLab();
    const { path } = await lab.put('closed.zip', randomBytes(10));
    chmodSync(path, 0);
    await mkdir(join(lab.sshd.home, 'folder'));
    expect(await problemOf(pullServerFile(lab.request(join(lab.sshd.home, 'none.zip'))))).toMatchObject({
      code: 'transfer.source-missing',
    });
    expect(await problemOf(pullServerFile(lab.request(join(lab.sshd.home, 'folder'))))).toMatchObject({
      code: 'transfer.source-unreadable',
      detail: expect.stringContaining('no plain file'),
    });
    // Not even its owner may read it, and the lab never signs in as root.
    expect((await problemOf(pullServerFile(lab.request(path)))).code).toBe('transfer.source-unreadable');
    expect(readdirSync(lab.folder)).toEqual([]);
  });
});

describe('a slow disk here', () => {
  it('bounds what the server sends ahead, and with it the memory', async () => {
    await using lab = await startPullLab();
    const size = 192 * MIB;
    const { path, sha256 } = await lab.put('large.tar', randomBytes(size));
    const gate = Promise.withResolvers<void>();
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    let taken = 0;
    // Stands for a disk that takes 8 MiB and then nothing for a while.
    const limits = {
      ...NO_LIMITS,
      async take(bytes: number) {
        taken += bytes;
        if (taken > 8 * MIB) await gate.promise;
      },
    };
    const pulling = pullServerFile(lab.request(path, { limits, askForDigest: false }));
    // The window of the channel is full when nothing comes any more.
    let seen = -1;
    await expect
      .poll(
        () => {
          const now = process.memoryUsage().arrayBuffers;
          peak = Math.max(peak, now - before);
          const steady = taken > 8 * MIB && now === seen;
          seen = now;
          return steady;
        },
        { interval: 100, timeout: 20_000 },
      )
      .toBe(true);
    expect(peak).toBeLessThan(48 * MIB);
    gate.resolve();
    expect(await pulling).toMatchObject({ sha256, bytes: size });
  });
});
