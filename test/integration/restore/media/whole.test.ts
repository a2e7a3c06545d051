import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAwkwardTree, createMediaTree, mutateMediaTree } from '../../../lab/practice-site/media-tree.ts';
import type { SshdOptions } from '../../../lab/sshd.ts';
import { SHELLS } from '../../servers/lab-servers.ts';
import { journalOf, runAll, startRestoreLab, toTheSecond, type RestoreLab, type Snapshot } from './restore-lab.ts';

const SERVERS: readonly (readonly [string, SshdOptions])[] = [
  ...SHELLS,
  ['bsdtar', { programs: { tar: '#!/bin/sh\nexec bsdtar "$@"\n' } }],
];
const TREE = { files: 120, bytes: 2_000_000, seed: 'restore' } as const;

function expectSame(found: Snapshot, wanted: Snapshot, name: string): void {
  // busybox keeps whole seconds, and no times of links.
  const seen = (snapshot: Snapshot) => {
    const { entries, hashes } = name === 'busybox' ? toTheSecond(snapshot) : snapshot;
    return {
      entries: new Map(
        [...entries].map(([key, entry]) => [key, entry.type === 'link' && name === 'busybox' ? { ...entry, mtimeNs: 0n } : entry]),
      ),
      hashes,
    };
  };
  expect(seen(found)).toEqual(seen(wanted));
}

/** Three points of a site that changes, the last one an hour of mischief later. */
async function threePoints(lab: RestoreLab) {
  const { media } = lab.media;
  createMediaTree(media, TREE);
  createAwkwardTree(join(media, 'odd'));
  mkdirSync(join(media, 'odd/of a group'));
  lab.settle();
  // After the owner: a new one takes these bits away.
  execFileSync('chmod', ['4755', join(media, 'odd/setuid')]);
  execFileSync('chmod', ['2770', join(media, 'odd/of a group')]);
  const points = [{ captured: await lab.backUp(), truth: lab.snapshot() }];
  mutateMediaTree(media, TREE, { change: 20, remove: 5, chmod: 3, touch: 4, add: 6, addLinks: 2 });
  chmodSync(join(media, 'new'), 0o555);
  lab.settle();
  points.push({ captured: await lab.backUp(), truth: lab.snapshot() });
  mutateMediaTree(media, { ...TREE, seed: 'again' }, { change: 9, remove: 0, add: 2 });
  chmodSync(join(media, 'new'), 0o755);
  rmSync(join(media, 'odd/deep'), { recursive: true });
  lab.settle();
  points.push({ captured: await lab.backUp(), truth: lab.snapshot() });
  return points;
}

test.each(SERVERS)('a chain comes back to each of its points as the server had it then, under %s', async (name, options) => {
  await using lab = await startRestoreLab(options);
  const points = await threePoints(lab);
  const mischief = lab.snapshot();
  for (const { captured, truth } of points) {
    const journal = journalOf(lab, lab.workFor(captured));
    expect(await runAll(journal)).toEqual([]);
    expectSame(lab.snapshot(), truth, name);
    await journal.undo('switch');
    await journal.undo('unpack');
    // The very same state: not a copy of it.
    expect(lab.snapshot()).toEqual(mischief);
    expect(readdirSync(join(lab.media.root, 'storage'))).toEqual(['app']);
  }
});

test('what the backup leaves out moves on into the new folder, and back with the undo', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  createMediaTree(media, { files: 10, bytes: 10_000, seed: 'excluded' });
  mkdirSync(join(media, 'cache/deep'), { recursive: true });
  writeFileSync(join(media, 'cache/deep/page.html'), 'cached');
  writeFileSync(join(media, 'today.log'), 'a log');
  lab.settle();
  const captured = await lab.backUp({ excludes: ['cache/', '*.log'] });
  mkdirSync(join(media, 'later/inner'), { recursive: true });
  writeFileSync(join(media, 'later/inner/new.log'), 'in a folder the backup has not');
  writeFileSync(join(media, 'later/photo.jpg'), 'covered, and not in the backup');
  execFileSync('mkfifo', [join(media, 'a socket of sorts')]);
  execFileSync('chmod', ['2750', join(media, 'later')]);
  lab.settle();
  execFileSync('chmod', ['2750', join(media, 'later')]);
  const before = lab.snapshot();
  const journal = journalOf(lab, lab.workFor(captured));
  await runAll(journal);
  expect(readFileSync(join(media, 'cache/deep/page.html'), 'utf8')).toBe('cached');
  expect(readFileSync(join(media, 'today.log'), 'utf8')).toBe('a log');
  expect(readFileSync(join(media, 'later/inner/new.log'), 'utf8')).toContain('the backup has not');
  expect(readdirSync(join(media, 'later'))).toEqual(['inner']);
  expect(lab.snapshot().entries.get('storage/app/later')?.mode).toBe(0o2750);
  expect(execFileSync('stat', ['-c', '%F', join(media, 'a socket of sorts')], { encoding: 'utf8' })).toContain('fifo');
  await journal.undo('switch');
  await journal.undo('unpack');
  expect(lab.snapshot()).toEqual(before);
});
