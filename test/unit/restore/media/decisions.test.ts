import { describe, expect, it } from 'vitest';
import { lackOfRoom, roomFor, roomLeft } from '../../../../src/main/restore/media/free-space.ts';
import { lostOwners, planGroups, planModes } from '../../../../src/main/restore/media/keep-owners.ts';
import { layoutOf } from '../../../../src/main/restore/media/layout.ts';
import { parseLook } from '../../../../src/main/restore/media/look-at-folders.ts';
import { beginsAsNamed } from '../../../../src/main/restore/media/magic.ts';
import { isSameTime, looksSame } from '../../../../src/main/restore/media/same-entry.ts';
import {
  compareWithLive,
  entriesOfUnit,
  listingOf,
  pathsNotInBackup,
  withFoldersAbove,
} from '../../../../src/main/restore/media/select-files.ts';
import { unpackProblem } from '../../../../src/main/restore/media/send-tar.ts';
import { pickSample } from '../../../../src/main/restore/media/verify-files.ts';
import { unitsOf } from '../../../../src/main/restore/media/work-folders.ts';
import { isOwnPath } from '../../../../src/main/sites/media/own-folders.ts';
import { account, entry, folder, look } from './entries.ts';

const ID = '0123456789ab';
const names = (entries: readonly { readonly path: Buffer }[]) => entries.map(({ path }) => path.toString('latin1'));

describe('where a folder is unpacked', () => {
  it('is beside it, and it changes places as a whole, where a rename can do that', () => {
    expect(layoutOf('whole', look, ID)).toEqual({
      folder: 'storage/app',
      live: '/home/shop/site/storage/app',
      stage: `/home/shop/site/storage/app.hf-${ID}`,
      old: `/home/shop/site/storage/app.hf-old-${ID}`,
      ops: `/home/shop/site/storage/app.hf-ops-${ID}`,
      how: 'swap',
      exact: false,
      had: true,
    });
  });

  it.each([
    ['the site itself', { folder: '.' }],
    ['a closed parent', { mayWriteParent: false }],
    ['a disk of its own', { isWithParent: false }],
    ['a name that is too long for more', { real: `/x/${'n'.repeat(210)}` }],
    ['what an attempt left inside', { staged: 'inside' as const }],
  ])('is inside of it with %s, and its content changes places one by one', (_what, change) => {
    const unit = layoutOf('whole', { ...look, ...change }, ID);
    expect(unit).toMatchObject({ how: 'merge', exact: true, stage: expect.stringContaining(`/.hf-${ID}`) });
  });

  it('is told in words where it cannot be', () => {
    expect(layoutOf('whole', { ...look, state: 'dangling' }, ID)).toBe('storage/app is a link that leads nowhere.');
    expect(layoutOf('whole', { ...look, state: 'file' }, ID)).toBe('storage/app is no folder on the server.');
    expect(layoutOf('whole', { ...look, state: 'missing', mayWriteParent: false }, ID)).toContain('may not make it');
    expect(layoutOf('different', { ...look, mayWriteParent: false, mayWriteInside: false }, ID)).toContain('may not be written to');
  });

  it('has names that no backup takes for files of the site', () => {
    for (const state of [look, { ...look, folder: '.' }]) {
      const unit = layoutOf('whole', state, ID);
      if (typeof unit === 'string') throw new Error(unit);
      for (const path of [unit.stage, unit.old, unit.ops]) expect(isOwnPath(path)).toBe(true);
      expect(isOwnPath(unit.live)).toBe(false);
    }
  });
});

it('folders of a source that lie in another one go with it', () => {
  expect(unitsOf(['storage/app/', './storage/app/public', 'public', 'public-old'])).toEqual(['storage/app', 'public', 'public-old']);
  expect(unitsOf(['a', '.'])).toEqual(['.']);
});

describe('which files are meant', () => {
  const list = [
    folder('s'),
    folder('s/a'),
    entry('s/a/1'),
    folder('s/a/b'),
    entry('s/a/b/2'),
    entry('s/a-c'),
    entry('s/\u00e9'),
    entry('t/x'),
  ];

  it('all of a folder, with paths below it', () => {
    expect(names(entriesOfUnit(list, 's', { mode: 'whole', paths: [] }))).toEqual(['.', 'a', 'a-c', 'a/1', 'a/b', 'a/b/2', '\u00e9']);
    expect(names(entriesOfUnit(list, '.', { mode: 'whole', paths: [] }))).toEqual(names(list).toSorted());
  });

  it('never the marker of the site the backup is of: it may come back to another one', () => {
    expect(names(entriesOfUnit([entry('.holdfast-site'), entry('index.php')], '.', { mode: 'whole', paths: [] }))).toEqual(['index.php']);
  });

  it('chosen files and folders with the folders they lie in, and no neighbour with a longer name', () => {
    expect(names(entriesOfUnit(list, 's', { mode: 'paths', paths: ['s/a/b'] }))).toEqual(['.', 'a', 'a/b', 'a/b/2']);
    expect(names(entriesOfUnit(list, 's', { mode: 'paths', paths: ['s/a/1', 's/a-c'] }))).toEqual(['.', 'a', 'a-c', 'a/1']);
    expect(pathsNotInBackup(list, { mode: 'paths', paths: ['s/a', 't', 's/nothing', 't/x/deeper'] })).toEqual(['s/nothing', 't/x/deeper']);
  });

  it('what differs by size, time, kind or target, and by bytes where those decide', () => {
    const wanted = [
      entry('same'),
      entry('longer'),
      entry('later'),
      entry('gone'),
      entry('link', { type: 'link' }),
      folder('now a file'),
      folder('there'),
    ];
    const live = listingOf([
      entry('same'),
      entry('longer', { bytes: 11 }),
      entry('later', { mtimeNs: 1_700_000_001_000_000_000n }),
      entry('link', { type: 'link', target: Buffer.from('other') }),
      entry('now a file'),
      folder('there', { mode: 0o700, mtimeNs: 5n }),
    ]);
    const byTime = compareWithLive(wanted, live, null);
    expect([names(byTime.missing), names(byTime.different), names(byTime.same)]).toEqual([
      ['gone'],
      ['longer', 'later', 'link', 'now a file'],
      ['same', 'there'],
    ]);
    const byHash = compareWithLive(
      wanted,
      live,
      new Map([
        ['later', 'a'.repeat(64)],
        ['same', 'b'.repeat(64)],
      ]),
    );
    expect(names(byHash.different)).toEqual(['same', 'longer', 'link', 'now a file']);
  });

  it('a folder that has to be made comes with what lies in it', () => {
    const entries = [folder('a'), folder('a/b'), entry('a/b/1'), folder('c')];
    expect(names(withFoldersAbove([entries[2]!], entries))).toEqual(['a', 'a/b', 'a/b/1']);
  });
});

describe('two times', () => {
  it('are the same to the nanosecond, or to the second where one side knows no more', () => {
    expect(isSameTime(1_500_000_000n, 1_500_000_000n)).toBe(true);
    expect(isSameTime(1_500_000_000n, 1_000_000_000n)).toBe(true);
    expect(isSameTime(1_500_000_000n, 1_500_000_001n)).toBe(false);
    expect(isSameTime(1_500_000_000n, 2_000_000_000n)).toBe(false);
    expect(isSameTime(-1_500_000_000n, -2_000_000_000n)).toBe(true);
  });

  it('of folders say nothing', () => {
    expect(looksSame(folder('a'), folder('a', { mtimeNs: 1n }))).toBe(true);
    expect(looksSame(folder('a'), undefined)).toBe(false);
  });
});

describe('room', () => {
  it('is counted in blocks, and a quota of the same disk counts when it leaves less', () => {
    expect(roomFor([entry('a', { bytes: 1 }), entry('b', { bytes: 4097 }), folder('c')])).toEqual({ bytes: 4096 * 4, files: 3 });
    const quotas = [
      { disk: '/dev/sda1', bytes: 5_000, files: null },
      { disk: '/dev/sdb1', bytes: 1, files: 1 },
    ];
    expect(roomLeft(look, { quotas })).toEqual({ bytes: 5_000, files: 1000 });
    expect(roomLeft({ ...look, free: null }, { quotas: [] })).toEqual({ bytes: null, files: 1000 });
  });

  it('that is too small is told with the figures, and what is not known is no reason to stop', () => {
    expect(lackOfRoom({ bytes: 900_000_000, files: 1 }, { bytes: 910_000_000, files: null })).toContain('are needed beside the live files');
    expect(lackOfRoom({ bytes: 1, files: 20 }, { bytes: 1_000_000_000, files: 19 })).toContain('has room for 19');
    expect(lackOfRoom({ bytes: 1, files: 20 }, { bytes: 1_000_000_000, files: 0 })).toBeNull();
    expect(lackOfRoom({ bytes: 9e12, files: 1 }, { bytes: null, files: null })).toBeNull();
    expect(lackOfRoom({ bytes: 0, files: 0 }, { bytes: 0, files: 0 })).toBeNull();
  });

  it('is read out of what the server says, quotas among it', () => {
    const said = [
      ['uid', '1000'],
      ['gids', '1000 33'],
      ['groups', 'shop www-data'],
      ['tar', 'tar (GNU tar) 1.34'],
      ['has', 'gzip'],
      ['quota', 'Disk quotas for user shop (uid 1000): '],
      ['quota', '     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace'],
      ['quota', '      /dev/sda1  900000*  800000 1000000   6days      90       0     100        '],
      ['quota', '  nas:/export/home  10  0  0    5  0  0'],
      ['folder', 'storage/app'],
      ['state', 'folder'],
      ['real', '/home/shop/a\nb'],
      ['parent', 'yes'],
      ['together', 'yes'],
      ['disk', '/dev/sda1'],
      ['free', '2048'],
      ['inodes', ''],
    ];
    const answer = Buffer.from(said.map(([key, value]) => `${key}\0${value}\0`).join(''));
    const found = parseLook(answer);
    expect(found?.account).toMatchObject({
      uid: 1000,
      gids: new Set([1000, 33]),
      gidOfGroup: new Map([
        ['shop', 1000],
        ['www-data', 33],
      ]),
    });
    expect(found?.account.quotas).toEqual([
      { disk: '/dev/sda1', bytes: 0, files: 10 },
      { disk: 'nas:/export/home', bytes: null, files: null },
    ]);
    expect(found?.folders).toEqual([
      expect.objectContaining({ real: '/home/shop/a\nb', free: 2_097_152, freeInodes: null, mayWriteParent: true, mayWriteInside: false }),
    ]);
    expect(parseLook(answer.subarray(0, -1))).toBeNull();
  });
});

describe('owners', () => {
  const found = listingOf([entry('a'), entry('b'), entry('c', { mode: 0o600 })]);

  it('a group the account is in is given by its name, any other is left', () => {
    const entries = [
      entry('a', { group: 'www-data', gid: 7 }),
      entry('b', { group: 'admin', gid: 33 }),
      entry('c', { group: '', gid: 33 }),
    ];
    const groups = planGroups(entries, found, account);
    expect([...groups].map(([gid, some]) => [gid, names(some)])).toEqual([[33, ['a', 'c']]]);
    expect(planGroups(entries, found, { ...account, uid: 0 }).size).toBe(0);
  });

  it('rights are set where they are others, and again where a new group takes them away', () => {
    const entries = [folder('.'), entry('a', { mode: 0o4644, group: 'www-data' }), entry('b'), entry('c')];
    const there = listingOf([entry('a', { mode: 0o4644 }), entry('b'), entry('c', { mode: 0o600 })]);
    const modes = planModes(entries, there, planGroups(entries, there, account));
    expect([...modes].map(([mode, some]) => [mode, names(some)])).toEqual([
      ['0755', ['.']],
      ['4644', ['a']],
      ['0644', ['c']],
    ]);
  });

  it('who loses a file is known beforehand', () => {
    expect(names(lostOwners([entry('a'), entry('b', { uid: 33 })], account))).toEqual(['b']);
    expect(lostOwners([entry('b', { uid: 33 })], { ...account, uid: 0 })).toEqual([]);
  });
});

describe('the beginning of a file', () => {
  it.each([
    ['x.JPG', '\u00ff\u00d8\u00ff\u00e0', true],
    ['x.jpeg', '<?php', false],
    ['x.png', '\u0089PNG\r\n\u001a\n\0\0', true],
    ['x.gif', 'GIF89a', true],
    ['x.webp', 'RIFF\u0001\u0002\n\u0004WEBPVP8 ', true],
    ['x.webp', 'RIFF....AVI LIST', false],
    ['x.tif', 'MM\0*', true],
    ['x.avif', '\0\0\0 ftypavif', true],
    ['x.pdf', '\u00ef\u00bb\u00bf\n%PDF-1.7', true],
    ['x.pdf', '<html>', false],
    ['x.bmp', 'BM6', true],
    ['x.txt', 'anything', null],
    ['x.jpg', '', false],
  ])('of %s (%j) is right: %s', (name, head, right) => expect(beginsAsNamed(name, head)).toBe(right));
});

it('a sample is spread over all files, and takes all of a few', () => {
  const files = Array.from({ length: 1000 }, (_, index) => index);
  expect(pickSample(files, 4)).toEqual([0, 250, 500, 750]);
  expect(pickSample([1, 2, 3], 50)).toEqual([1, 2, 3]);
});

describe('how unpacking ended', () => {
  const end = (change: object) => unpackProblem({ exitCode: 2, reports: ['stage tar 2', 'stage open 0'], stderr: '', ...change })?.code;

  it('is well only when every stage says so', () => {
    expect(end({ exitCode: 0, reports: ['stage tar 0', 'stage open 0'] })).toBeUndefined();
    expect(end({ exitCode: 0, reports: ['stage tar 0', 'stage open 1'] })).toBe('restore.media-unpack-failed');
    expect(end({ exitCode: 0, reports: [] })).toBe('restore.media-unpack-failed');
  });

  it('is told apart: a full disk, a server that goes down, anything else', () => {
    expect(end({ stderr: 'tar: a.jpg: Cannot write: No space left on device' })).toBe('restore.media-disk-full');
    expect(end({ stderr: 'tar: a.jpg: Cannot open: Disk quota exceeded' })).toBe('restore.media-disk-full');
    expect(end({ exitCode: 143, reports: [] })).toBe('ssh.connection-lost');
    expect(end({ stderr: 'tar: Unexpected EOF' })).toBe('restore.media-unpack-failed');
  });
});
