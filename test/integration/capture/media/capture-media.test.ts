import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { expect, onTestFinished, test } from 'vitest';
import { canLetBuffersGather } from '../../../../src/main/support/steady-heap.ts';
import { createAwkwardTree, createMediaTree, treePath } from '../../../lab/practice-site/media-tree.ts';
import type { SshdOptions } from '../../../lab/sshd.ts';
import { waitFor } from '../../../lab/tools.ts';
import { problemOf, SHELLS } from '../../servers/lab-servers.ts';
import { startMediaLab, type Captured, type MediaLab } from './media-lab.ts';
import { hashTruth, readTruth } from './media-truth.ts';

const SERVERS: readonly (readonly [string, SshdOptions])[] = [
  ...SHELLS,
  ['bsdtar', { programs: { tar: '#!/bin/sh\nexec bsdtar "$@"\n' } }],
];
/** Busybox has no zstd. */
const CASES = SERVERS.flatMap(([name, options]) =>
  (options.loginShell === 'busybox' ? (['none', 'gzip'] as const) : (['none', 'gzip', 'zstd'] as const)).map(
    (compression) => [name, compression, options] as const,
  ),
);

/** What GNU tar makes of an archive, as someone without Holdfast would. */
function unpack({ archive }: Captured): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-unpacked-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync('tar', ['-x', '-p', '-f', archive, '-C', folder]);
  return folder;
}

function expectWhole(lab: MediaLab, captured: Captured, folder = 'storage/app') {
  const truth = new Map([...readTruth(lab.root, folder)].filter(([, { type }]) => type !== 'other'));
  const listed = captured.list.map(({ path, type, bytes, mtimeNs, mode, uid, gid, target }) => [
    path.toString('latin1'),
    { type, bytes, mtimeNs, mode, uid, gid, target: target?.toString('latin1') ?? null },
  ]);
  expect(new Map(listed as [])).toEqual(truth);
  const hashes = hashTruth(lab.root, truth);
  expect(new Map(captured.list.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [[path.toString('latin1'), sha256]])))).toEqual(
    hashes,
  );
  const unpacked = unpack(captured);
  expect(hashTruth(unpacked, readTruth(unpacked, folder))).toEqual(hashes);
  expect(createHash('sha256').update(readFileSync(captured.archive)).digest('hex')).toBe(captured.artifact.sha256);
}

test.each(CASES)('a full holds every file byte for byte, under %s with %s', async (_name, compression, options) => {
  await using lab = await startMediaLab(options);
  createAwkwardTree(lab.media);
  const captured = await lab.capture({ compression });
  expect(captured.warnings).toEqual([]);
  expectWhole(lab, captured);
  expect(captured.artifact).toMatchObject({ kind: 'full', compression, resumed: 0, counts: { skipped: 1, added: 0 } });
  expect(captured.log.join('\n')).toContain('storage/app/a pipe');
  const owner = execFileSync('stat', ['-c', '%U:%G', lab.media], { encoding: 'utf8' }).trim();
  expect(new Set(captured.list.map(({ user, group }) => `${user}:${group}`))).toEqual(new Set([owner]));
});

test.runIf(canLetBuffersGather(process.versions.v8))('buffers gather while files arrive, and only then', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, { files: 20, bytes: 2_000_000, seed: 'gather' });
  // Another one for other flags of V8.
  const usual = cachedDataVersionTag();
  const meanwhile = new Set<number>();
  await lab.capture({}, { onBytes: () => void meanwhile.add(cachedDataVersionTag()) });
  expect(meanwhile.size).toBe(1);
  expect(meanwhile).not.toContain(usual);
  expect(cachedDataVersionTag()).toBe(usual);
});

test('says which compressions there are when the chosen one is not', async () => {
  await using lab = await startMediaLab({ loginShell: 'busybox' });
  createMediaTree(lab.media, { files: 2, bytes: 2_000, seed: 'choice' });
  expect(await problemOf(lab.capture({ compression: 'zstd' }))).toEqual({
    code: 'capture.compression-missing',
    detail: 'Asked for zstd; both ends have none, gzip.',
  });
});

test('names what changed, went or was closed while it was read, and keeps all the rest', async () => {
  // What happens meanwhile happens between the listing and the end of tar.
  const tar = `#!/bin/sh
case "$*" in *--version*) exec /bin/tar "$@" ;; esac
rm "$HOME/shop 'one'/storage/app/gone.txt"
( cd "$HOME/shop 'one'/storage/app" && while [ ! -e stop ]; do echo more >>growing.log; done ) >/dev/null 2>&1 &
/bin/tar "$@"
status=$?
touch "$HOME/shop 'one'/storage/app/stop"
exit $status
`;
  await using lab = await startMediaLab({ programs: { tar } });
  execFileSync('chown', ['-R', String(lab.sshd.account.uid), lab.root]);
  createMediaTree(lab.media, { files: 20, bytes: 200_000, seed: 'meanwhile' });
  writeFileSync(join(lab.media, 'gone.txt'), 'x');
  writeFileSync(join(lab.media, 'growing.log'), Buffer.alloc(30_000_000, 'x'));
  const closed = join(lab.media, "caf\u00e9's.txt");
  writeFileSync(closed, 'secret');
  execFileSync('chown', ['-R', String(lab.sshd.account.uid), lab.media]);
  chmodSync(closed, 0o000);
  const captured = await lab.capture();
  expect(captured.warnings.map(({ code, text }) => [code, text])).toEqual([
    ['media.unreadable', expect.stringContaining("storage/app/caf\u00e9's.txt could not be read")],
    ['media.gone', expect.stringContaining('storage/app/gone.txt was deleted')],
    ['media.changed', expect.stringContaining('storage/app/growing.log changed while it was read')],
  ]);
  const names = captured.list.map(({ path }) => path.toString());
  expect(names).not.toContain('storage/app/gone.txt');
  expect(names).toContain(`storage/app/${treePath(19)}`);
  const growing = captured.list.find(({ path }) => path.toString().endsWith('growing.log'));
  const unpacked = unpack(captured);
  const bytes = readFileSync(join(unpacked, 'storage/app/growing.log'));
  expect(growing).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
});

test('a tar that leaves a file out without a word ends in a failure, not in a hole', async () => {
  const tar = `#!/bin/sh
case "$*" in *--version*) exec /bin/tar "$@" ;; esac
exec /bin/tar --exclude='*image-7.jpg' "$@"
`;
  await using lab = await startMediaLab({ programs: { tar } });
  createMediaTree(lab.media, { files: 20, bytes: 20_000, seed: 'hole' });
  expect(await problemOf(lab.capture())).toEqual({
    code: 'capture.media-differs',
    detail: expect.stringContaining(`storage/app/${treePath(7)}: on the server, not in the archive`),
  });
});

test.each([
  ['is killed', 'exec 2>/dev/null; /bin/tar "$@" | head -c 20000; kill -KILL $$', 'capture.archive-failed'],
  ['stops early and says it is well', '/bin/tar "$@" | head -c 20480', 'capture.archive-unreadable'],
  ['ends with an error', 'echo "tar: disk fell out" >&2; exit 64', 'capture.archive-failed'],
])('keeps nothing when tar %s', async (_what, body, code) => {
  const tar = `#!/bin/sh\ncase "$*" in *--version*) exec /bin/tar "$@" ;; esac\n${body}\n`;
  await using lab = await startMediaLab({ programs: { tar } });
  createMediaTree(lab.media, { files: 20, bytes: 200_000, seed: 'killed' });
  expect((await problemOf(lab.capture())).code).toBe(code);
});

test('says clearly that a folder is gone, and takes the others with a warning', async () => {
  await using lab = await startMediaLab();
  writeFileSync(join(lab.media, 'a'), 'a');
  expect(await problemOf(lab.capture({ folders: ['public/uploads'] }))).toEqual({
    code: 'capture.media-folder-missing',
    detail: `${lab.root}/public/uploads`,
  });
  const { warnings, list } = await lab.capture({ folders: ['public/uploads', 'storage/app'] });
  expect(warnings).toEqual([{ code: 'media.folder-missing', text: 'Not on the server, and not in the backup: public/uploads.' }]);
  expect(list.map(({ path }) => path.toString())).toEqual(['storage/app', 'storage/app/a']);
});

test('enters a folder of the source that is a link on the server', async () => {
  await using lab = await startMediaLab();
  mkdirSync(join(lab.root, 'elsewhere'));
  writeFileSync(join(lab.root, 'elsewhere/photo.jpg'), 'bytes');
  symlinkSync('elsewhere', join(lab.root, 'media'));
  const captured = await lab.capture({ folders: ['media'] });
  expect(captured.list.map(({ path, type }) => `${type} ${path.toString()}`)).toEqual(['folder media', 'file media/photo.jpg']);
  expect(readFileSync(join(unpack(captured), 'media/photo.jpg'), 'utf8')).toBe('bytes');
});

test('an empty folder is a backup of an empty folder', async () => {
  await using lab = await startMediaLab();
  const captured = await lab.capture();
  expectWhole(lab, captured);
  expect(captured.artifact.counts).toMatchObject({ files: 0, folders: 1 });
});

test('ends at once when the job is cancelled, here and on the server', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, { files: 200, bytes: 60_000_000, seed: 'cancel' });
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const capture = lab.capture(
    { compression: 'none' },
    { signal: cancel.signal, onBytes: (bytes) => bytes > 1_000_000 && cancel.abort(reason) },
  );
  await expect(capture).rejects.toBe(reason);
  await waitFor('the server to run nothing for Holdfast', 8_000, async () => (lab.sshd.remoteProcesses().length === 0 ? true : undefined));
});
