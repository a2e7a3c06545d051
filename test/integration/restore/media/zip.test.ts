import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { writeFileList } from '../../../../src/main/archive/write-file-list.ts';
import { checkZip } from '../../../../src/main/capture/adopted/check-zip.ts';
import type { Clues } from '../../../../src/main/capture/adopted/checked-file.ts';
import { factsInFileName } from '../../../../src/main/capture/adopted/facts-in-name.ts';
import { sidecarFacts } from '../../../../src/main/capture/adopted/sidecars.ts';
import type { MediaCopy, MediaWork } from '../../../../src/main/restore/media/media-work.ts';
import { findLayout } from '../../../../src/main/restore/media/zip-layout.ts';
import type { MediaArtifact } from '../../../../src/shared/model/artifact.ts';
import type { MediaChoice } from '../../../../src/shared/model/restore.ts';
import { startDelayProxy } from '../../../lab/delay-proxy.ts';
import { linkTo, never, problemOf } from '../../servers/lab-servers.ts';
import { journalOf, runAll, startRestoreLab, toTheSecond, type RestoreLab } from './restore-lab.ts';

const PASSWORD = 'z1p-p4ss';
const FILES = 40;
const FILE_BYTES = 100_000;

function makeFiles(media: string): void {
  for (let at = 0; at < FILES; at += 1) {
    mkdirSync(join(media, `${at % 4}`), { recursive: true });
    writeFileSync(join(media, `${at % 4}`, `${at}.jpg`), randomBytes(FILE_BYTES));
    utimesSync(join(media, `${at % 4}`, `${at}.jpg`), 1_700_000_001, 1_700_000_001);
  }
}

/** The zip that `make` leaves at the path it is given, adopted and laid into both places. */
async function zipOf(lab: RestoreLab, make: (path: string) => void, choice: Partial<MediaChoice> = {}): Promise<MediaWork> {
  const path = join(lab.media.root, '..', `${randomUUID()}.zip`);
  make(path);
  const clues: Clues = { named: factsInFileName('2026-11-20-02-00-00.zip'), beside: sidecarFacts(Buffer.alloc(0), ''), siteDatabases: [] };
  const checked = await checkZip(path, clues, () => Promise.resolve([PASSWORD]), { signal: never, advance: () => {} });
  const list = checked.list ?? [];
  const chunks: Buffer[] = [];
  await writeFileList(list, async (chunk) => void chunks.push(chunk));
  const captured = await lab.backUp();
  const copies = (['first', 'second'] as const).map((place): MediaCopy => {
    const location = lab.locationOf(captured, place);
    copyFileSync(path, join(location, 'night.zip'));
    writeFileSync(join(location, 'night.files.jsonl.gz'), Buffer.concat(chunks));
    return { store: lab.copies[place], location, passwords: () => passwords() };
  });
  const fileList = { file: 'night.files.jsonl.gz', bytes: 1, sha256: createHash('sha256').update(Buffer.concat(chunks)).digest('hex') };
  const zip = findLayout(list, { roots: [lab.media.root], media: ['storage/app'] });
  const artifact: MediaArtifact = { ...captured.artifact, file: 'night.zip', bytes: statSync(path).size, folders: zip.folders, fileList };
  return lab.workFor(captured, choice, { artifact, zip, links: [{ artifact, copies }] });
}

async function* passwords(): AsyncGenerator<string> {
  yield PASSWORD;
}

const by7z =
  ({ media }: RestoreLab, ...flags: readonly string[]) =>
  (path: string): void =>
    void execFileSync('7z', ['a', '-tzip', ...flags, path, media.media.slice(1)], { cwd: '/', stdio: 'ignore' });

test('a line that is lost again and again costs no byte of an encrypted zip', async () => {
  await using lab = await startRestoreLab();
  makeFiles(lab.media.media);
  lab.settle();
  const truth = lab.snapshot();
  await using proxy = await startDelayProxy({ targetPort: lab.media.sshd.port, oneWayMs: 0 });
  await using line = linkTo([{ ...lab.server, port: proxy.port }]);
  const work = await zipOf(lab, by7z(lab, '-mem=AES256', `-p${PASSWORD}`));
  let cuts = 0;
  let next = 500_000;
  const journal = journalOf(lab, { ...work, pause: async () => void (next = 500_000 * (cuts + 1)) });
  await journal.run('unpack', {
    connections: line.links,
    onBytes: (bytes) => {
      if (bytes < next || cuts === 4) return;
      next = Number.POSITIVE_INFINITY;
      cuts += 1;
      proxy.cut();
    },
  });
  expect(cuts).toBe(4);
  await journal.run('compare');
  await journal.run('switch');
  expect(toTheSecond(lab.snapshot())).toEqual(toTheSecond(truth));
});

test('a copy that is bent, or cut off, is left for another one, and no wrong byte goes live', async () => {
  await using lab = await startRestoreLab();
  makeFiles(lab.media.media);
  lab.settle();
  const truth = lab.snapshot();
  const work = await zipOf(lab, by7z(lab));
  const [first, second] = work.links[0]!.copies.map(({ location }) => join(location, 'night.zip'));
  const sound = readFileSync(first!);
  const bent = Buffer.from(sound);
  bent.fill(0x55, sound.length / 2, sound.length / 2 + 64);
  for (const bytes of [bent, sound.subarray(0, sound.length - 2000)]) {
    writeFileSync(first!, bytes);
    const journal = journalOf(lab, work);
    await runAll(journal);
    expect(toTheSecond(lab.snapshot())).toEqual(toTheSecond(truth));
    await journal.undo('switch');
    await journal.undo('unpack');
  }
  writeFileSync(first!, bent);
  truncateSync(second!, 3_000_000);
  const alone = journalOf(lab, work);
  expect((await problemOf(alone.run('unpack'))).code).toBe('restore.media-copy-damaged');
  await alone.undo('unpack');
  expect(toTheSecond(lab.snapshot())).toEqual(toTheSecond(truth));
});

test('a zip that no known password opens in any place is told before anything lies on the server', async () => {
  await using lab = await startRestoreLab();
  makeFiles(lab.media.media);
  lab.settle();
  const truth = lab.snapshot('.');
  const work = await zipOf(lab, by7z(lab, '-mem=AES256', `-p${PASSWORD}`));
  const passwordIs = (passwords: () => AsyncGenerator<string>): MediaWork => ({
    ...work,
    links: work.links.map((link) => ({ ...link, copies: link.copies.map(({ store, location }) => ({ store, location, passwords })) })),
  });
  const wrong = passwordIs(async function* () {
    yield 'another one';
  });
  const none = passwordIs(async function* () {});
  expect((await problemOf(journalOf(lab, wrong).run('unpack'))).code).toBe('zip.password-wrong');
  expect((await problemOf(journalOf(lab, none).run('unpack'))).code).toBe('zip.password-missing');
  expect(lab.snapshot('.')).toEqual(truth);
});

const byZip =
  ({ media }: RestoreLab) =>
  (path: string): void =>
    void execFileSync('zip', ['-q', '-r', path, media.media.slice(1)], { cwd: '/' });

test.each([
  ['7-Zip', by7z],
  ['Info-ZIP', byZip],
])('files of a zip are told apart by size and time where it tells exact ones, as %s does', async (_, makerIn) => {
  await using lab = await startRestoreLab();
  makeFiles(lab.media.media);
  lab.settle();
  const work = await zipOf(lab, makerIn(lab), { mode: 'different' });
  expect(work.zip?.hasExactTimes).toBe(true);
  utimesSync(join(lab.media.media, '0/0.jpg'), 1_700_000_100, 1_700_000_100);
  const journal = journalOf(lab, work);
  let sent = 0;
  await journal.run('unpack', { onBytes: (bytes) => (sent = bytes) });
  expect([sent > FILE_BYTES, sent < 2 * FILE_BYTES]).toEqual([true, true]);
  await journal.undo('unpack');
});

test('a zip of 50,000 files is brought back in memory for its names and sizes', async () => {
  const COUNT = 50_000;
  await using lab = await startRestoreLab();
  lab.settle();
  const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as zip:
    for at in range(${COUNT}):
        zip.writestr("%s/%d/%d.txt" % (sys.argv[2], at % 100, at), "file %d" % at)`;
  const work = await zipOf(lab, (path) => void execFileSync('python3', ['-c', script, path, lab.media.media.slice(1)]), {
    mode: 'different',
  });
  const heap = (): number => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  let most = 0;
  let seen = 0;
  const journal = journalOf(lab, work);
  await journal.run('unpack', {
    onBytes: (bytes) => {
      if (bytes - seen < 8_000_000) return;
      seen = bytes;
      most = Math.max(most, heap() - before);
    },
  });
  expect(journal.said.join('\n')).toContain('50,000 files');
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(COUNT * 4000);
  await journal.undo('unpack');
}, 400_000);
