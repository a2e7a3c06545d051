import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ListedFile } from '../../../../src/main/archive/file-list.ts';
import { TAR_END, tarHeader } from '../../../../src/main/archive/tar-writer.ts';
import { writeFileList } from '../../../../src/main/archive/write-file-list.ts';
import { unpackMedia } from '../../../../src/main/remote/media-restore-programs.ts';
import type { RemoteCall } from '../../../../src/main/servers/ssh/remote-shell.ts';
import { commandFor, inputFor } from '../../../../src/main/servers/ssh/remote-text.ts';
import { isRoot } from '../../../lab/accounts.ts';
import { refuseNames } from '../../../../src/main/restore/media/refuse-names.ts';
import { startDelayProxy, type DelayProxy } from '../../../lab/delay-proxy.ts';
import { createMediaTree, mutateMediaTree } from '../../../lab/practice-site/media-tree.ts';
import { canMount, makeImage } from '../../../lab/small-disk.ts';
import { waitFor } from '../../../lab/tools.ts';
import { linkTo, never, problemOf, scratch } from '../../servers/lab-servers.ts';
import { journalOf, runAll, startRestoreLab } from './restore-lab.ts';

const TREE = { files: 60, bytes: 6_000_000, seed: 'transfer' } as const;

/** Nothing of a restore lies beside the media folder. */
function expectTidy(root: string): void {
  expect(readdirSync(join(root, 'storage'))).toEqual(['app']);
}

test('a line that is lost again and again costs no more than the file that was on its way', async () => {
  const tar = '#!/bin/sh\ncase "$1" in -x) exec /bin/tar -v "$@" >>"$HOME/unpacked" ;; esac\nexec /bin/tar "$@"\n';
  await using lab = await startRestoreLab({ programs: { tar } });
  const { media } = lab.media;
  createMediaTree(media, TREE);
  lab.settle();
  const captured = await lab.backUp();
  const truth = lab.snapshot();
  await using proxy: DelayProxy = await startDelayProxy({ targetPort: lab.media.sshd.port, oneWayMs: 0 });
  await using line = linkTo([{ ...lab.server, port: proxy.port }]);
  let cuts = 0;
  let next = 500_000;
  // From a cut on until the step has noticed it, nothing is cut again.
  const pause = async () => {
    next = 0;
  };
  const journal = journalOf(lab, lab.workFor(captured, {}, { pause }));
  let from = 0;
  await journal.run('unpack', {
    connections: line.links,
    onBytes: (bytes) => {
      if (next === 0) [from, next] = [bytes, bytes + 500_000];
      if (bytes < next || bytes < from || cuts === 8) return;
      next = Number.POSITIVE_INFINITY;
      cuts += 1;
      proxy.cut();
    },
  });
  expect(cuts).toBe(8);
  expect(journal.said.filter((said) => said.startsWith('Line lost'))).toHaveLength(8);
  const unpacked = readFileSync(join(lab.media.sshd.home, 'unpacked'), 'utf8')
    .split('\n')
    .filter((name) => name.endsWith('.jpg'));
  expect(new Set(unpacked).size).toBe(TREE.files);
  expect(unpacked.length - TREE.files).toBeLessThanOrEqual(8);
  await journal.run('compare');
  await journal.run('switch');
  expect(lab.snapshot()).toEqual(truth);
});

test('an attempt that goes on sends only what is not there', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  createMediaTree(media, { ...TREE, bytes: 24_000_000 });
  lab.settle();
  const captured = await lab.backUp();
  const work = lab.workFor(captured);
  const cancel = new AbortController();
  const first = journalOf(lab, work);
  await expect(
    first.run('unpack', { signal: cancel.signal, onBytes: (bytes) => bytes > 18_000_000 && cancel.abort(new Error('cancelled')) }),
  ).rejects.toThrow('cancelled');
  await waitFor('the server to run nothing', 8_000, async () => (lab.media.sshd.remoteProcesses().length === 0 ? true : undefined));
  let sent = 0;
  const second = journalOf(lab, work, first.memos);
  await second.run('unpack', { onBytes: (bytes) => (sent = bytes) });
  // What had left this side and not arrived is sent again; the rest is not.
  expect(sent).toBeLessThan(16_000_000);
  await second.undo('unpack');
  expectTidy(lab.media.root);
});

test('a damaged copy is left for another one in the middle of an archive, and no wrong byte goes live', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  createMediaTree(media, TREE);
  lab.settle();
  await lab.backUp();
  mutateMediaTree(media, TREE, { change: 10 });
  lab.settle();
  const captured = await lab.backUp();
  const truth = lab.snapshot();
  const full = lab.workFor(captured).links[0]!;
  const path = join(full.copies[0]!.location, full.artifact.file);
  const bytes = readFileSync(path);
  for (let part = 1; part < 12; part++)
    bytes.fill(0x55, Math.floor((bytes.length * part) / 12), Math.floor((bytes.length * part) / 12) + 64);
  writeFileSync(path, bytes);
  const journal = journalOf(lab, lab.workFor(captured));
  expect(await runAll(journal)).toEqual([]);
  expect(journal.said.join('\n')).toContain('is damaged');
  expect(lab.snapshot()).toEqual(truth);
  await journal.undo('switch');
  await journal.undo('unpack');
  // And with no other one it says so, and nothing is left.
  const only = lab.workFor(captured);
  const alone = journalOf(lab, { ...only, links: only.links.map((link) => ({ ...link, copies: link.copies.slice(0, 1) })) });
  expect((await problemOf(alone.run('unpack'))).code).toBe('restore.media-copy-damaged');
  await alone.undo('unpack');
  expectTidy(lab.media.root);
});

test('a copy that is cut short or gone in the middle is read on from another place', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  createMediaTree(media, TREE);
  lab.settle();
  const captured = await lab.backUp();
  const work = lab.workFor(captured);
  const [first] = work.links[0]!.copies;
  rmSync(join(first!.location, basename(captured.listFile)));
  const broken = {
    ...first!,
    store: {
      ...first!.store,
      read: async function* (location: string, file: string, from: number, signal: AbortSignal) {
        let bytes = 0;
        for await (const chunk of first!.store.read(location, file, from, signal)) {
          bytes += chunk.length;
          if (bytes > 2_000_000) throw new Error('the drive was pulled out');
          yield chunk;
        }
      },
    },
  };
  const links = work.links.map((link) => ({ ...link, copies: [broken, ...link.copies.slice(1)] }));
  const truth = lab.snapshot();
  const journal = journalOf(lab, { ...work, links });
  await runAll(journal);
  expect(lab.snapshot()).toEqual(truth);
  truncateSync(join(lab.locationOf(captured, 'second'), basename(captured.listFile)), 30);
  expect((await problemOf(journalOf(lab, work).run('unpack'))).code).toBe('backup.file-list-missing');
});

describe.skipIf(!(await canMount('tmpfs')))('a small disk', () => {
  test('that is too small is said before anything is sent, and one that becomes full leaves the live files alone', async () => {
    await using lab = await startRestoreLab();
    await using disk = await makeImage('tmpfs', 160);
    chmodSync(join(disk.mount, '..'), 0o755);
    const { sshd, root, media } = lab.media;
    // The media folder is a folder on a disk of its own, reached by a link, as hosts with a large second disk have it.
    rmSync(media, { recursive: true });
    mkdirSync(join(disk.mount, 'uploads'));
    symlinkSync(join(disk.mount, 'uploads'), media);
    createMediaTree(media, { files: 30, bytes: 60_000_000, seed: 'disk' });
    execFileSync('chown', ['-hR', `${sshd.account.uid}:${sshd.account.gid}`, disk.mount, root]);
    const captured = await lab.backUp();
    const truth = lab.snapshot('storage/app/.');
    writeFileSync(join(disk.mount, 'ballast'), Buffer.alloc(60_000_000));
    const journal = journalOf(lab, lab.workFor(captured));
    const { code, detail } = await problemOf(journal.run('unpack'));
    expect([code, detail]).toEqual([
      'restore.media-no-space',
      expect.stringMatching(/uploads: .* are needed beside the live files, .* are free\./),
    ]);
    await journal.undo('unpack');
    rmSync(join(disk.mount, 'ballast'));
    // Room enough at the look, and none any more while files are unpacked.
    const full = await problemOf(
      journal.run('unpack', {
        onStep: (title) => {
          if (title.startsWith('Sending')) writeFileSync(join(disk.mount, 'ballast'), Buffer.alloc(70_000_000));
        },
      }),
    );
    expect([full.code, full.detail]).toEqual(['restore.media-disk-full', expect.stringContaining('No space left on device')]);
    expect(lab.snapshot('storage/app/.')).toEqual(truth);
    await journal.undo('unpack');
    expect(readdirSync(disk.mount).toSorted()).toEqual(['ballast', 'uploads']);
    rmSync(join(disk.mount, 'ballast'));
    await runAll(journal);
    expect(lab.snapshot('storage/app/.').hashes).toEqual(truth.hashes);
    expect(execFileSync('readlink', [media], { encoding: 'utf8' }).trim()).toBe(join(disk.mount, 'uploads'));
  });
});

test('the stream is compressed over a line with distance where that pays, and arrives the same', async () => {
  await using lab = await startRestoreLab({
    programs: { zstd: '#!/bin/sh\n: >"$HOME/was-packed"\nexec /usr/bin/zstd "$@"\n' },
  });
  await using far = await startDelayProxy({ targetPort: lab.media.sshd.port, oneWayMs: 10 });
  await using line = linkTo([{ ...lab.server, port: far.port }]);
  const { media } = lab.media;
  createMediaTree(media, { files: 20, bytes: 2_000_000, seed: 'text', content: 'text' });
  lab.settle();
  const text = await lab.backUp({ compression: 'none' });
  const truth = lab.snapshot();
  const journal = journalOf(lab, lab.workFor(text));
  const marker = join(lab.media.sshd.home, 'was-packed');
  rmSync(marker, { force: true });
  await journal.run('unpack', { connections: line.links });
  expect(existsSync(marker)).toBe(true);
  await journal.run('compare');
  await journal.run('switch');
  expect(lab.snapshot()).toEqual(truth);
});

test('a server without tar, or with one that fails, changes nothing live', async () => {
  await using lab = await startRestoreLab({
    programs: { tar: '#!/bin/sh\n[ ! -e "$HOME/no-tar" ] || { echo "tar: broken for this test" >&2; exit 2; }\nexec /bin/tar "$@"\n' },
  });
  createMediaTree(lab.media.media, { files: 5, bytes: 5_000, seed: 'tar' });
  lab.settle();
  const captured = await lab.backUp();
  const truth = lab.snapshot();
  writeFileSync(join(lab.media.sshd.home, 'no-tar'), '');
  const journal = journalOf(lab, lab.workFor(captured));
  const { code, detail } = await problemOf(journal.run('unpack'));
  expect([code, detail]).toEqual(['restore.media-unpack-failed', expect.stringContaining('broken for this test')]);
  await journal.undo('unpack');
  expect(lab.snapshot()).toEqual(truth);
  expectTidy(lab.media.root);

  await using bare = await startRestoreLab({ without: ['tar'] });
  bare.settle();
  const none = journalOf(bare, { ...lab.workFor(captured) });
  expect((await problemOf(none.run('unpack'))).code).toBe('restore.media-no-tar');
});

test('a folder that may not be written to is named before anything is sent', async () => {
  await using lab = await startRestoreLab();
  createMediaTree(lab.media.media, { files: 5, bytes: 5_000, seed: 'rights' });
  lab.settle();
  const captured = await lab.backUp();
  execFileSync('chown', ['-R', '0:0', lab.media.root]);
  for (const folder of [join(lab.media.root, 'storage'), lab.media.media]) chmodSync(folder, 0o755);
  const journal = journalOf(lab, lab.workFor(captured));
  expect(await problemOf(journal.run('unpack'))).toEqual({
    code: 'restore.media-not-writable',
    detail: 'storage/app may not be written to by this account.',
  });
});

test('a list that somebody has put a way out into is refused before a byte is sent', async () => {
  await using lab = await startRestoreLab();
  writeFileSync(join(lab.media.media, 'fine.jpg'), 'bytes');
  lab.settle();
  const captured = await lab.backUp();
  const odd = captured.list.map((file) => (file.type === 'file' ? { ...file, path: Buffer.from('storage/app/../../../escaped') } : file));
  const chunks: Buffer[] = [];
  await writeFileList(odd, async (chunk) => void chunks.push(chunk));
  const fileList = { ...captured.artifact.fileList, sha256: createHash('sha256').update(Buffer.concat(chunks)).digest('hex') };
  for (const place of ['first', 'second'] as const)
    writeFileSync(join(lab.locationOf(captured, place), fileList.file), Buffer.concat(chunks));
  const journal = journalOf(lab, lab.workFor(captured, {}, { artifact: { ...captured.artifact, fileList } }));
  expect(await problemOf(journal.run('unpack'))).toEqual({ code: 'restore.media-refused-name', detail: '../../../escaped' });
  expect(existsSync(join(lab.media.sshd.home, 'escaped'))).toBe(false);
});

/** Runs a program of ours here, as whoever runs the tests. */
function runHere(call: Pick<RemoteCall, 'program' | 'args'>, input: Buffer): void {
  const mark = `hf${'0'.repeat(32)}`;
  const text = inputFor({ ...call, input, signal: never }, mark);
  execFileSync('sh', ['-c', commandFor(call.program.name, mark)], { input: text, stdio: ['pipe', 'ignore', 'ignore'] });
}

test.skipIf(!isRoot())('root keeps the owners of files, by name where the server knows it and by number where not', async () => {
  await using place = await scratch();
  const folders = { stage: join(place.path, 'stage'), ops: join(place.path, 'ops') };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  const file = (path: string, user: string, uid: number): ListedFile => ({
    path: Buffer.from(path),
    type: 'file',
    bytes: 0,
    mtimeNs: 1_600_000_000_000_000_000n,
    mode: 0o640,
    uid,
    gid: uid,
    user,
    group: user,
    target: null,
    sha256: null,
    at: 0,
  });
  const tar = Buffer.concat([tarHeader(file('known', 'nobody', 4321)), tarHeader(file('unknown', 'who-is-that', 4321)), TAR_END]);
  runHere({ program: unpackMedia, args: [folders.stage, 'none', folders.ops] }, tar);
  const { uid } = statSync(join(folders.stage, 'known'));
  expect(uid).toBe(Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })));
  expect(statSync(join(folders.stage, 'unknown'))).toMatchObject({ uid: 4321, gid: 4321, mode: 0o100640 });
});

test.each(['../outside', '/etc/passwd', 'a/../../b', 'a//b', 'link/file', './x'])(
  'a list that would lead out of its folder by %s is refused',
  (name) => {
    const entry = (path: string, type: ListedFile['type']): ListedFile => ({
      path: Buffer.from(path),
      type,
      bytes: 0,
      mtimeNs: 0n,
      mode: 0o644,
      uid: 0,
      gid: 0,
      user: '',
      group: '',
      target: type === 'link' ? Buffer.from('/') : null,
      sha256: null,
      at: 0,
    });
    expect(() => refuseNames([entry('.', 'folder'), entry('fine/name', 'file')])).not.toThrow();
    expect(() => refuseNames([entry('link', 'link'), entry(name, 'file')])).toThrow('would not stay in its folder');
  },
);
