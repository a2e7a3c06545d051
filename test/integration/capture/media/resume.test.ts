import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMediaTree, treeBytes } from '../../../lab/practice-site/media-tree.ts';
import { problemOf } from '../../servers/lab-servers.ts';
import { startMediaLab, type MediaLab } from './media-lab.ts';
import { hashTruth, readTruth } from './media-truth.ts';

const CUTS = 10;
const noPause = async () => {};

/** Cuts the line whenever another eleventh of `total` has arrived, until it was cut often enough. */
function cutter(lab: MediaLab, total: number) {
  let cuts = 0;
  let most = 0;
  let sent = 0;
  let last = 0;
  return {
    get cuts() {
      return cuts;
    },
    /** Everything that arrived, what came twice included. */
    get sent() {
      return sent;
    },
    onBytes(bytes: number) {
      if (bytes > last) sent += bytes - last;
      last = bytes;
      if (cuts >= CUTS || bytes < most + total / (CUTS + 1)) return;
      most = bytes;
      cuts += 1;
      lab.sshd.killConnections();
    },
  };
}

test.each(['none', 'gzip', 'zstd'] as const)(
  'a line that is lost ten times costs no more than the files that were on their way, with %s',
  async (compression) => {
    await using lab = await startMediaLab();
    createMediaTree(lab.media, { files: 400, bytes: 40_000_000, seed: 'lost' });
    writeFileSync(join(lab.media, 'large.bin'), treeBytes({ seed: 'large' }, 1, 3_000_000));
    const line = cutter(lab, 43_000_000);
    const captured = await lab.capture({ compression }, { pause: noPause, onBytes: line.onBytes });
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
    expect(line.sent).toBeLessThan(captured.artifact.bytes * 1.05 + CUTS * 3_200_000);
    expect(captured.log.filter((text) => /^Line lost at .* of 4\d\d entries complete/u.test(text))).toHaveLength(CUTS);
  },
);

test('waits longer and longer while nothing comes through, and gives up in the end', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, { files: 30, bytes: 30_000_000, seed: 'down' });
  const pauses: number[] = [];
  const capture = lab.capture(
    { compression: 'none' },
    {
      onBytes: (bytes) => {
        if (bytes > 5_000_000 && pauses.length === 0) void lab.sshd.stop();
      },
      pause: async (ms) => void pauses.push(ms),
    },
  );
  expect((await problemOf(capture)).code).toMatch(/^ssh\.(connection-lost|refused)$/u);
  expect(pauses.slice(0, 8)).toEqual([1, 2, 5, 10, 20, 30, 60, 60].map((seconds) => seconds * 1_000));
  const waitedMs = pauses.reduce((sum, ms) => sum + ms, 0);
  expect(waitedMs).toBeGreaterThan(23 * 3_600_000);
  expect(waitedMs).toBeLessThanOrEqual(24 * 3_600_000);
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
