import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startDelayProxy, type DelayProxy } from '../../../lab/delay-proxy.ts';
import { createMediaTree, treeBytes } from '../../../lab/practice-site/media-tree.ts';
import { startSshd } from '../../../lab/sshd.ts';
import { problemOf } from '../../servers/lab-servers.ts';
import { startMediaLab } from './media-lab.ts';
import { hashTruth, readTruth } from './media-truth.ts';

const CUTS = 10;

/** A lab whose line can be cut. */
async function startLabBehindLine() {
  const sshd = await startSshd();
  const proxy = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 0 });
  const lab = await startMediaLab(sshd, (server) => ({ ...server, port: proxy.port }));
  return {
    lab,
    proxy,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      await proxy.stop();
    },
  };
}

/** Cuts each of the first connections after that many bytes of the archive. */
function cutter(proxy: DelayProxy, bytesEach: number) {
  let cuts = 0;
  let arrived = 0;
  let before: number | null = null;
  let first = 0;
  return {
    get cuts() {
      return cuts;
    },
    /** Everything that arrived, what came twice included. */
    get arrived() {
      return arrived;
    },
    onBytes(bytes: number) {
      if (before === null) first = bytes;
      else arrived += bytes - before;
      before = bytes;
      if (cuts === CUTS || first === Number.POSITIVE_INFINITY || bytes - first < bytesEach) return;
      first = Number.POSITIVE_INFINITY;
      cuts += 1;
      proxy.cut();
    },
    async pause() {
      before = null;
    },
  };
}

test.each(['none', 'gzip', 'zstd'] as const)(
  'a line that is lost ten times costs no more than the files that were on their way, with %s',
  async (compression) => {
    await using link = await startLabBehindLine();
    const { lab, proxy } = link;
    createMediaTree(lab.media, { files: 400, bytes: 40_000_000, seed: 'lost' });
    writeFileSync(join(lab.media, 'large.bin'), treeBytes({ seed: 'large' }, 1, 3_000_000));
    const line = cutter(proxy, 1_500_000);
    const captured = await lab.capture({ compression }, line);
    expect(line.cuts).toBe(CUTS);
    expect(captured.artifact.resumed).toBe(CUTS);
    const truth = readTruth(lab.root, 'storage/app');
    const hashes = hashTruth(lab.root, truth);
    expect(new Map(captured.list.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [[path.toString('latin1'), sha256]])))).toEqual(
      hashes,
    );
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-unpacked-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    execFileSync('tar', ['-x', '-f', captured.archive, '-C', folder]);
    expect(hashTruth(folder, readTruth(folder, 'storage/app'))).toEqual(hashes);
    // Never from the start again: what comes twice is what was on its way, the largest file at most, each time.
    expect(line.arrived).toBeLessThan(captured.artifact.bytes * 1.05 + CUTS * 3_200_000);
    expect(captured.log.filter((text) => /^Line lost at .* of 4\d\d entries complete/u.test(text))).toHaveLength(CUTS);
  },
);

test('waits longer and longer while the server is not reached', async () => {
  await using link = await startLabBehindLine();
  const { lab, proxy } = link;
  createMediaTree(lab.media, { files: 30, bytes: 30_000_000, seed: 'down' });
  const cancel = new AbortController();
  const reason = new Error('seen enough');
  const pauses: number[] = [];
  const capture = lab.capture(
    { compression: 'none' },
    {
      signal: cancel.signal,
      onBytes: (bytes) => {
        if (bytes > 5_000_000 && pauses.length === 0) void proxy.stop();
      },
      pause: async (ms) => {
        pauses.push(ms);
        if (pauses.length === 8) cancel.abort(reason);
        cancel.signal.throwIfAborted();
      },
    },
  );
  await expect(capture).rejects.toBe(reason);
  expect(pauses).toEqual([1, 2, 5, 10, 20, 30, 60, 60].map((seconds) => seconds * 1_000));
});

test('a server that is not reached at all fails at once', async () => {
  await using lab = await startMediaLab({}, (server) => ({ ...server, port: 1 }));
  expect(await problemOf(lab.capture())).toMatchObject({ code: 'ssh.refused' });
});

test('cancelling ends the waiting', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, { files: 30, bytes: 30_000_000, seed: 'cancel' });
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const capture = lab.capture(
    { compression: 'none' },
    {
      signal: cancel.signal,
      onBytes: (bytes) => bytes > 1_000_000 && lab.sshd.killConnections(),
      pause: async (_ms, signal) => {
        cancel.abort(reason);
        signal.throwIfAborted();
      },
    },
  );
  await expect(capture).rejects.toBe(reason);
});
