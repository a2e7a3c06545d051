import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keptByMedia, letGoMedia, mediaAfterChecks, undoPreviewMedia } from '../../../../src/main/restore/media/after-switch.ts';
import { mediaChecks } from '../../../../src/main/restore/media/media-checks.ts';
import { mediaLoss, readMediaOutlook } from '../../../../src/main/restore/media/media-outlook.ts';
import type { MediaWork } from '../../../../src/main/restore/media/media-work.ts';
import { createMediaTree, treePath } from '../../../lab/practice-site/media-tree.ts';
import type { Captured } from '../../capture/media/media-lab.ts';
import { never, problemOf } from '../../servers/lab-servers.ts';
import { journalOf, runAll, startRestoreLab, unitOf, type Journal, type RestoreLab, type Snapshot } from './restore-lab.ts';

const PNG = Buffer.from('\u0089PNG\r\n\u001a\n rest of a picture', 'latin1');
let lab: RestoreLab;
let captured: Captured;
let before: Snapshot;

beforeAll(async () => {
  lab = await startRestoreLab();
});
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(async () => {
  const { media, root } = lab.media;
  rmSync(join(root, 'storage'), { recursive: true });
  mkdirSync(media, { recursive: true });
  createMediaTree(media, { files: 20, bytes: 40_000, seed: 'after' });
  writeFileSync(join(media, 'picture.png'), PNG);
  lab.settle();
  captured = await lab.backUp({}, 'full');
  rmSync(join(media, treePath(1)));
  writeFileSync(join(media, treePath(2)), 'other bytes');
  writeFileSync(join(media, 'uploaded.jpg'), 'since the backup');
  lab.settle();
  before = lab.snapshot();
});

const inStorage = () => readdirSync(join(lab.media.root, 'storage'));
const switchContext = (journal: Journal) => journal.context(journal.steps.switch);
const outlook = (work: MediaWork) => readMediaOutlook(work, { serverId: lab.server.id, root: lab.media.root }, lab.connections, never);

describe('before anything is done', () => {
  test('the loss is counted and named, and nothing is touched', async () => {
    const whole = lab.workFor(captured);
    const loss = mediaLoss(whole, await outlook(whole));
    expect(loss).toMatchObject({ added: 1, replaced: 1, removed: 1, bytesToSend: captured.artifact.counts.bytes });
    expect(loss.examples).toEqual([
      { path: `storage/app/${treePath(1)}`, change: 'added' },
      { path: `storage/app/${treePath(2)}`, change: 'replaced' },
      { path: 'storage/app/uploaded.jpg', change: 'removed' },
    ]);
    const different = lab.workFor(captured, { mode: 'different', compareBy: 'hash' });
    const bytes = [1, 2].map((n) => captured.list.find(({ path }) => path.toString().endsWith(treePath(n)))?.bytes ?? 0);
    expect(mediaLoss(different, await outlook(different))).toMatchObject({
      added: 1,
      replaced: 1,
      removed: 1,
      bytesToSend: bytes[0]! + bytes[1]!,
    });
    const one = lab.workFor(captured, { mode: 'paths', paths: [`storage/app/${treePath(2)}`] });
    expect(mediaLoss(one, await outlook(one))).toMatchObject({ added: 0, replaced: 1, removed: 0, bytesToSend: bytes[1]! });
    expect(lab.snapshot()).toEqual(before);
    expect(inStorage()).toEqual(['app']);
  });

  test('the checks say what fits, who will own the files and where they lie', async () => {
    const work = lab.workFor(captured);
    const checks = mediaChecks(work, await outlook(work));
    expect(checks.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['tar', 'ok'],
      ['folder', 'ok'],
      ['disk', 'ok'],
    ]);
    execFileSync('chown', ['0:0', join(lab.media.media, '2020/0000'), lab.media.media]);
    rmSync(join(lab.media.media, treePath(3)));
    const merge = lab.workFor(captured, { mode: 'different' });
    const closed = mediaChecks(merge, await outlook(merge)).find(({ id }) => id === 'rights');
    expect(closed).toMatchObject({ verdict: 'stop', found: '2020/0000' });
    const absent = lab.workFor(captured, { mode: 'paths', paths: ['storage/app/nothing'] });
    expect(mediaChecks(absent, await outlook(absent)).find(({ id }) => id === 'paths')).toMatchObject({
      verdict: 'stop',
      found: 'storage/app/nothing',
    });
  });
});

describe('between unpacking and the switch', () => {
  test('a file that was changed behind the back of the restore does not go live', async () => {
    const journal = journalOf(lab, lab.workFor(captured));
    await journal.run('unpack');
    const victim = join(unitOf(journal).stage, treePath(5));
    const { mtime, size } = statSync(victim);
    writeFileSync(victim, Buffer.alloc(size, 'x'));
    utimesSync(victim, mtime, mtime);
    const { code, detail } = await problemOf(journal.run('compare'));
    expect([code, detail]).toEqual(['restore.media-not-whole', expect.stringContaining(`other bytes: ${treePath(5)}`)]);
    await journal.undo('unpack');
    expect(inStorage()).toEqual(['app']);
  });

  test('files that begin otherwise than their endings promise are named, and others are not', async () => {
    const journal = journalOf(lab, lab.workFor(captured));
    await journal.run('unpack');
    const warning = (await journal.run('compare')) ?? '';
    expect(warning).toContain('begin otherwise than their endings promise');
    expect(warning).toContain('image-0.jpg');
    expect(warning).not.toContain('picture.png');
    await journal.undo('unpack');
  });

  test('what is uploaded while the restore runs lies in the old folder and is named', async () => {
    const journal = journalOf(lab, lab.workFor(captured));
    await journal.run('unpack');
    writeFileSync(join(lab.media.media, 'late.jpg'), 'in the last second');
    // As a program that keeps the time of what it copies would leave it.
    utimesSync(join(lab.media.media, 'late.jpg'), 1_000_000_000, 1_000_000_000);
    const warning = await journal.run('switch');
    const { old } = unitOf(journal);
    expect(warning).toBe(`One file came or changed while the restore ran; what was there lies in ${old}: late.jpg.`);
    expect(readFileSync(join(old, 'late.jpg'), 'utf8')).toBe('in the last second');
    await journal.undo('switch');
    expect(readFileSync(join(lab.media.media, 'late.jpg'), 'utf8')).toBe('in the last second');
    await journal.undo('unpack');
  });
});

describe('after the switch', () => {
  test('the live files are read back, and one that is broken then is found', async () => {
    const work = lab.workFor(captured);
    const journal = journalOf(lab, work);
    await runAll(journal);
    const checks = await mediaAfterChecks(work, switchContext(journal));
    expect(checks.every(({ ok }) => ok)).toBe(true);
    expect(checks.map(({ label }) => label).join('\n')).toContain('of 21 of 21 files');
    appendFileSync(join(lab.media.media, treePath(7)), 'broken');
    const broken = await mediaAfterChecks(work, switchContext(journal));
    expect(broken.filter(({ ok }) => !ok).map(({ found }) => found)).toContainEqual(expect.stringContaining(treePath(7)));
    await journal.undo('switch');
  });

  test('an undo says what it would take away, and takes nothing away for good', async () => {
    const work = lab.workFor(captured);
    const journal = journalOf(lab, work);
    await runAll(journal);
    expect(await undoPreviewMedia(work, switchContext(journal))).toEqual([]);
    writeFileSync(join(lab.media.media, 'ten minutes later.jpg'), 'new');
    const { stage } = unitOf(journal);
    expect(await undoPreviewMedia(work, switchContext(journal))).toEqual([
      { folder: 'storage/app', files: 1, examples: ['ten minutes later.jpg'], keptIn: stage },
    ]);
    await journal.undo('switch');
    expect(lab.snapshot()).toEqual(before);
    await journal.undo('unpack');
    expect(journal.said.join('\n')).toContain(`${stage} stays`);
    expect(readFileSync(join(stage, 'ten minutes later.jpg'), 'utf8')).toBe('new');
    await letGoMedia(work, switchContext(journal));
    expect(inStorage()).toEqual(['app']);
  });

  test('an undo says that also while the place of the backup is away', async () => {
    const work = lab.workFor(captured);
    const journal = journalOf(lab, work);
    await runAll(journal);
    writeFileSync(join(lab.media.media, 'ten minutes later.jpg'), 'new');
    const away: MediaWork = { ...work, links: work.links.map((link) => ({ ...link, copies: [] })) };
    expect(await undoPreviewMedia(away, switchContext(journal))).toMatchObject([{ files: 1, examples: ['ten minutes later.jpg'] }]);
    await journal.undo('switch');
    await journal.undo('unpack');
    expect(lab.snapshot()).toEqual(before);
    await letGoMedia(work, switchContext(journal));
  });

  test('an undo of single files says which were written to since', async () => {
    const work = lab.workFor(captured, { mode: 'different' });
    const journal = journalOf(lab, work);
    await runAll(journal);
    writeFileSync(join(lab.media.media, 'ten minutes later.jpg'), 'stays in any case');
    appendFileSync(join(lab.media.media, treePath(1)), 'edited');
    const { stage } = unitOf(journal);
    expect(await undoPreviewMedia(work, switchContext(journal))).toEqual([
      { folder: 'storage/app', files: 1, examples: [treePath(1)], keptIn: stage },
    ]);
    await journal.undo('switch');
    await journal.undo('unpack');
    expect(readFileSync(join(stage, treePath(1)), 'utf8')).toContain('edited');
    expect(readFileSync(join(lab.media.media, 'ten minutes later.jpg'), 'utf8')).toBe('stays in any case');
    await letGoMedia(work, switchContext(journal));
  });

  test('what is kept for the undo is told with its size, and is gone when it is let go; then there is no undo', async () => {
    const work = lab.workFor(captured);
    const journal = journalOf(lab, work);
    await runAll(journal);
    const { old } = unitOf(journal);
    const { keeps, bytes } = await keptByMedia(work, switchContext(journal));
    expect(keeps).toEqual([old]);
    expect(bytes).toBeGreaterThan(40_000);
    const live = lab.snapshot();
    expect((await problemOf(journal.undo('unpack'))).code).toBe('restore.media-still-live');
    renameSync(old, `${old}-elsewhere`);
    expect(await problemOf(journal.undo('switch'))).toEqual({ code: 'restore.media-old-gone', detail: old });
    renameSync(`${old}-elsewhere`, old);
    expect(lab.snapshot()).toEqual(live);
    // A folder that another account has closed cannot be emptied; the rest goes, and the next call goes on.
    mkdirSync(join(old, 'of root/inner'), { recursive: true });
    expect(await problemOf(letGoMedia(work, switchContext(journal)))).toEqual({ code: 'restore.media-not-removed', detail: old });
    rmSync(join(old, 'of root'), { recursive: true });
    await letGoMedia(work, switchContext(journal));
    expect(inStorage()).toEqual(['app']);
    expect(lab.snapshot()).toEqual(live);
    await journal.undo('switch');
    expect(lab.snapshot()).toEqual(live);
  });

  test('a rename the server refuses leaves the old files live, and says why', async () => {
    const journal = journalOf(lab, lab.workFor(captured));
    await journal.run('unpack');
    execFileSync('chown', ['0:0', join(lab.media.root, 'storage')]);
    const { code, detail } = await problemOf(journal.run('switch'));
    expect([code, detail]).toEqual(['restore.media-switch-failed', expect.stringContaining('ermission denied')]);
    expect(lab.snapshot()).toEqual(before);
    lab.settle();
    await journal.run('switch');
    expect(existsSync(join(lab.media.media, 'uploaded.jpg'))).toBe(false);
    await journal.undo('switch');
    await journal.undo('unpack');
    expect(existsSync(join(lab.media.media, 'uploaded.jpg'))).toBe(true);
  });
});
