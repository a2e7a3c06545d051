import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unitsInMemo } from '../../../../src/main/restore/media/unit-memo.ts';
import { createAwkwardTree } from '../../../lab/practice-site/media-tree.ts';
import { journalOf, runAll, startRestoreLab, unitOf, type RestoreLab } from './restore-lab.ts';

// Where the folder itself cannot be renamed: what is in it changes places one by one, to the same end.

function content(lab: RestoreLab, folder: string): ReadonlyMap<string, string> {
  return new Map([...lab.snapshot(folder).hashes].filter(([key]) => !key.includes('.hf-')));
}

test('the site folder itself stays: its files come back, what came since lies in the old folder, and what is left out is not touched', async () => {
  await using lab = await startRestoreLab();
  const { root } = lab.media;
  mkdirSync(join(root, 'public/uploads'), { recursive: true });
  mkdirSync(join(root, 'cache'));
  for (const path of ['index.php', 'public/app.css', 'public/uploads/1.jpg', 'storage/app/2.jpg'])
    writeFileSync(join(root, path), `good ${path}`);
  writeFileSync(join(root, 'cache/page'), 'left out');
  createAwkwardTree(join(root, 'odd'));
  lab.settle();
  const excludes = ['cache/'];
  const captured = await lab.backUp({ folders: ['.'], excludes });
  const truth = lab.snapshot('.');
  writeFileSync(join(root, '.holdfast-site'), 'marker');
  writeFileSync(join(root, 'index.php'), 'defaced');
  writeFileSync(join(root, 'public/uploads/shell.php'), 'intruder');
  mkdirSync(join(root, 'planted/deep'), { recursive: true });
  mkdirSync(join(root, 'mixed/cache'), { recursive: true });
  writeFileSync(join(root, 'planted/deep/shell.php'), 'intruder');
  writeFileSync(join(root, 'mixed/cache/page'), 'left out, too');
  writeFileSync(join(root, 'mixed/shell.php'), 'intruder');
  rmSync(join(root, 'odd/deep'), { recursive: true });
  lab.settle();
  const before = lab.snapshot('.');
  const untouched = statSync(join(root, 'public/app.css')).ino;

  const journal = journalOf(lab, lab.workFor(captured, { mode: 'whole' }));
  expect(await runAll(journal)).toEqual([]);
  const unit = unitOf(journal);
  expect([unit.how, unit.exact, unit.stage.startsWith(`${root}/.hf-`)]).toEqual(['merge', true, true]);
  const now = content(lab, '.');
  for (const [key, hash] of truth.hashes) expect([key, now.get(key)]).toEqual([key, hash]);
  expect([...now.keys()].filter((key) => !truth.hashes.has(key)).toSorted()).toEqual(['./.holdfast-site', './mixed/cache/page']);
  expect(readFileSync(join(unit.old, 'public/uploads/shell.php'), 'utf8')).toBe('intruder');
  expect(readFileSync(join(unit.old, 'planted/deep/shell.php'), 'utf8')).toBe('intruder');
  expect(readFileSync(join(unit.old, 'mixed/shell.php'), 'utf8')).toBe('intruder');
  expect(statSync(unit.old).mode & 0o777).toBe(0o700);
  expect(statSync(join(root, 'public/app.css')).ino).toBe(untouched);
  // A backup taken now does not hold what the restore keeps.
  const next = await lab.backUp({ folders: ['.'], excludes }, 'full');
  expect(next.list.map(({ path }) => path.toString('latin1')).filter((path) => path.includes('.hf-'))).toEqual([]);

  await journal.undo('switch');
  await journal.undo('unpack');
  rmSync(unit.old, { recursive: true });
  const after = lab.snapshot('.');
  expect(after.hashes).toEqual(before.hashes);
  const withoutRoot = (entries: typeof after.entries) => new Map([...entries].filter(([key]) => key !== '.'));
  expect(withoutRoot(after.entries)).toEqual(withoutRoot(before.entries));
});

test('a folder whose parent is closed, and one that a link leads to, come back where they really lie', async () => {
  await using lab = await startRestoreLab();
  const { root, sshd } = lab.media;
  const shared = join(sshd.home, 'shared');
  mkdirSync(join(shared, 'closed/uploads'), { recursive: true });
  mkdirSync(join(shared, 'open/photos'), { recursive: true });
  symlinkSync(join(shared, 'closed/uploads'), join(root, 'uploads'));
  symlinkSync(join(shared, 'open/photos'), join(root, 'photos'));
  for (const path of ['closed/uploads/a', 'open/photos/b']) writeFileSync(join(shared, path), `good ${path}`);
  lab.settle();
  execFileSync('chown', ['-hR', `${sshd.account.uid}:${sshd.account.gid}`, shared]);
  execFileSync('chown', ['0:0', join(shared, 'closed')]);
  const captured = await lab.backUp({ folders: ['uploads', 'photos'] });
  writeFileSync(join(shared, 'closed/uploads/a'), 'bad');
  writeFileSync(join(shared, 'open/photos/b'), 'bad');
  writeFileSync(join(shared, 'closed/uploads/intruder'), 'bad');
  writeFileSync(join(shared, 'open/photos/intruder'), 'bad');
  const journal = journalOf(lab, lab.workFor(captured));
  await runAll(journal);
  const units = unitsInMemo(JSON.parse(journal.memos.get(journal.steps.switch.plan.id) ?? 'null')) ?? [];
  expect(units.map(({ how, live }) => [how, live])).toEqual([
    ['merge', join(shared, 'closed/uploads')],
    ['swap', join(shared, 'open/photos')],
  ]);
  expect(readFileSync(join(root, 'uploads/a'), 'utf8')).toBe('good closed/uploads/a');
  expect(readFileSync(join(root, 'photos/b'), 'utf8')).toBe('good open/photos/b');
  expect(existsSync(join(root, 'uploads/intruder')) || existsSync(join(root, 'photos/intruder'))).toBe(false);
  await journal.undo('switch');
  await journal.undo('unpack');
  expect(readFileSync(join(root, 'uploads/a'), 'utf8')).toBe('bad');
  expect(readFileSync(join(root, 'uploads/intruder'), 'utf8')).toBe('bad');
  expect(readdirSync(join(root, 'photos')).toSorted()).toEqual(['b', 'intruder']);
  expect(readdirSync(join(shared, 'open'))).toEqual(['photos']);
});

test('a folder that is gone altogether is made again, where the others can pass it', async () => {
  await using lab = await startRestoreLab();
  writeFileSync(join(lab.media.media, 'only.jpg'), 'bytes');
  lab.settle();
  const captured = await lab.backUp();
  const truth = lab.snapshot();
  rmSync(join(lab.media.root, 'storage'), { recursive: true });
  for (const mode of ['different', 'whole'] as const) {
    const journal = journalOf(lab, lab.workFor(captured, { mode }));
    await runAll(journal);
    expect(lab.snapshot()).toEqual(truth);
    expect(statSync(join(lab.media.root, 'storage')).mode & 0o777).toBe(0o755);
    await journal.undo('switch');
    await journal.undo('unpack');
    expect(readdirSync(join(lab.media.root, 'storage'))).toEqual([]);
  }
});
