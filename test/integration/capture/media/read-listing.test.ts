import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readListing, type ListedFolders } from '../../../../src/main/sites/media/read-listing.ts';
import { createAwkwardTree } from '../../../lab/practice-site/media-tree.ts';
import { startSshd, type Sshd, type SshdOptions } from '../../../lab/sshd.ts';
import { linkTo, never, problemOf, serverFor, SHELLS } from '../../servers/lab-servers.ts';
import { readTruth } from './media-truth.ts';

const SOURCE: ListedFolders = { folders: ['storage/app'], excludes: [], symlinks: 'keep' };

/** Stands in for the stat of BSD and macOS: other words, the same facts. */
const BSD_STAT = `#!/bin/sh
[ "$1" = -c ] && exit 1
follow=
if [ "$1" = -L ]; then follow=-L; shift; fi
[ "$1" = -f ] || exit 1
shift 2
exec /usr/bin/stat $follow -c '//%f/%s/%Y/%.9Y/%u/%g/%d/%i/%n' "$@"
`;
const NO_PRINTF = '#!/bin/sh\nfor word; do [ "$word" != -printf ] || exit 1; done\nexec /usr/bin/find "$@"\n';

const SERVERS: readonly (readonly [string, SshdOptions])[] = [
  ...SHELLS,
  ['the words of BSD', { programs: { stat: BSD_STAT, find: NO_PRINTF } }],
];

async function list(sshd: Sshd, root: string, source: ListedFolders) {
  await using linked = linkTo([serverFor(sshd)]);
  return await linked.shell((shell) => readListing(shell, root, source, never));
}

describe.each(SERVERS)('a listing under %s', (_name, options) => {
  test('holds every entry with the bytes of its name, its size, its time to the nanosecond, its rights and its target', async () => {
    await using sshd = await startSshd({ ...options, chattyLogin: true });
    const root = join(sshd.home, "a 'site' \n");
    createAwkwardTree(join(root, 'storage/app'));
    const listing = await list(sshd, root, SOURCE);
    const told = listing.entries.map(({ path, type, bytes, mtimeNs, mode, uid, gid, target }) => [
      path.toString('latin1'),
      { type, bytes, mtimeNs, mode, uid, gid, target: target?.toString('latin1') ?? null },
    ]);
    const truth = readTruth(root, 'storage/app');
    expect(told.length).toBe(truth.size);
    expect(new Map(told as [])).toEqual(truth);
    expect(listing.unreadable).toEqual([]);
  });

  test('takes in what links point to when they are to be followed, and ends where one leads back', async () => {
    await using sshd = await startSshd(options);
    const root = join(sshd.home, 'site');
    mkdirSync(join(root, 'storage/app/sub'), { recursive: true });
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/file.txt'), '12345');
    symlinkSync('../../elsewhere', join(root, 'storage/app/linked'));
    symlinkSync('..', join(root, 'storage/app/sub/back'));
    symlinkSync('/nowhere', join(root, 'storage/app/dangling'));
    const listing = await list(sshd, root, { ...SOURCE, symlinks: 'follow' });
    const told = listing.entries.map(({ path, type, bytes }) => `${type} ${path.toString()} ${bytes}`);
    expect(told.toSorted()).toEqual([
      'file storage/app/linked/file.txt 5',
      'folder storage/app 0',
      'folder storage/app/linked 0',
      'folder storage/app/sub 0',
      'link storage/app/dangling 0',
    ]);
    expect(listing.unreadable.join('\n')).toMatch(/sub\/back/);
  });

  test('names folders that are not there, that may not be entered, and what lies closed inside', async () => {
    await using sshd = await startSshd(options);
    const root = join(sshd.home, 'site');
    for (const folder of ['open/closed', 'shut', 'real']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'real/file'), 'x');
    symlinkSync('real', join(root, 'media'));
    for (const folder of ['open/closed', 'shut']) {
      execFileSync('chown', [String(sshd.account.uid), join(root, folder)]);
      chmodSync(join(root, folder), 0o000);
    }
    const listing = await list(sshd, root, { ...SOURCE, folders: ['open', 'gone', 'shut', 'media'] });
    expect(listing.missing).toEqual(['gone']);
    expect(listing.closed).toEqual(['shut']);
    expect(listing.unreadable.join('\n')).toMatch(/open\/.*closed.*denied/);
    expect([...listing.linkedFolders]).toEqual(['media']);
    expect(listing.entries.map(({ path }) => path.toString())).toContain('media/file');
  });

  test('leaves out what the patterns exclude, whether or not the server was told', async () => {
    await using sshd = await startSshd(options);
    const root = join(sshd.home, 'site');
    for (const folder of ['a/cache/x', 'a/b/cache', 'a/tmp', 'a/keep']) mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['a/cache/x/1', 'a/b/cache/2', 'a/tmp/3.log', 'a/keep/4', 'a/5.log', 'a/tmp/6'])
      writeFileSync(join(root, file), 'x');
    const kept = async (folders: readonly string[], excludes: readonly string[]) =>
      (await list(sshd, root, { ...SOURCE, folders: [...folders], excludes: [...excludes] })).entries
        .map(({ path }) => path.toString())
        .toSorted();
    expect(await kept(['a'], ['cache/', '*.log', '/tmp'])).toEqual(['a', 'a/b', 'a/keep', 'a/keep/4']);
    expect(await kept(['a/keep', 'a/b'], ['cache/'])).toEqual(['a/b', 'a/keep', 'a/keep/4']);
    expect(await kept(['.'], ['a/cache', 'keep/'])).toContain('a/b/cache/2');
  });
});

test('says that the site is not there rather than that it has no files', async () => {
  await using sshd = await startSshd();
  expect(await problemOf(list(sshd, join(sshd.home, 'none'), SOURCE))).toMatchObject({ code: 'site.root-missing' });
});
