import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, compareFileLists } from '../../../src/main/archive/compare-file-lists.ts';
import { isExecutable, meaningOfMode } from '../../../src/main/archive/executable.ts';
import { toMediaDifference } from '../../../src/main/archive/media-difference.ts';
import { sortedByPath } from '../../../src/main/archive/sort-by-path.ts';
import { SourceId } from '../../../src/shared/model/ids.ts';
import { hashOf, listed, states } from './some-files.ts';

const pathsOf = (list: readonly { readonly path: Buffer }[]): string[] => list.map((file) => file.path.toString('hex'));
const sourceId = SourceId.parse('0197a5a0-0000-7000-8000-000000000001');

describe('comparing two states', () => {
  it('puts every path of either into exactly one group, in the order of the bytes', () => {
    fc.assert(
      fc.property(states, states, fc.float({ min: 0, max: 1 }), (one, more, share) => {
        const kept = one.slice(0, Math.round(one.length * share));
        const before = one;
        const after = [...kept.map((file, index) => (index % 2 === 0 ? file : { ...file, mode: file.mode ^ 1 })), ...more];
        const unique = [...new Map(after.map((file) => [file.path.toString('hex'), file])).values()];
        const { added, removed, changed, touched, same } = compareFileLists(before, unique);
        const pairs = [...changed, ...touched, ...same].map((pair) => pair.after);
        expect(pathsOf([...added, ...pairs]).toSorted()).toEqual(pathsOf(unique).toSorted());
        expect(pathsOf([...removed, ...pairs]).toSorted()).toEqual(pathsOf(before).toSorted());
        for (const group of [added, removed, changed.map((pair) => pair.after)]) expect(pathsOf(group)).toEqual(pathsOf(group).toSorted());
      }),
    );
  });

  it('finds nothing between a state and itself, whatever its order', () => {
    fc.assert(
      fc.property(states, (state) => {
        const comparison = compareFileLists(state, state.toReversed());
        expect(comparison).toMatchObject({ added: [], removed: [], changed: [], touched: [] });
        expect(comparison.same).toHaveLength(state.length);
      }),
    );
  });

  it('goes backwards the same way: what one direction adds the other removes', () => {
    fc.assert(
      fc.property(states, states, (one, other) => {
        const there = compareFileLists(one, other);
        const back = compareFileLists(other, one);
        expect(pathsOf(back.removed)).toEqual(pathsOf(there.added));
        expect(pathsOf(back.changed.map((pair) => pair.after))).toEqual(pathsOf(there.changed.map((pair) => pair.before)));
      }),
    );
  });

  it('sorts as sort does by bytes', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(pathsOf(sortedByPath(state))).toEqual(pathsOf(state).toSorted());
      }),
    );
  });

  it('tells other bytes from another time, as far as it knows the bytes', () => {
    const before = listed('a');
    const later = { mtimeNs: before.mtimeNs + 1n };
    expect(changeOf(before, { ...before, sha256: hashOf('HELLO') })).toBe('changed');
    expect(changeOf(before, { ...before, ...later })).toBe('touched');
    expect(changeOf(before, { ...before, mode: 0o600 })).toBe('touched');
    expect(changeOf(before, { ...before, uid: 0 })).toBe('touched');
    expect(changeOf(before, { ...before, type: 'folder' })).toBe('changed');
    // A listing knows no hashes.
    const { sha256: _sha256, at: _at, ...seen } = before;
    expect(changeOf(before, seen)).toBe('same');
    expect(changeOf(before, { ...seen, ...later })).toBe('changed');
    expect(changeOf(before, { ...seen, bytes: 6 })).toBe('changed');
    const link = listed('l', { type: 'link' });
    expect(changeOf(link, { ...link, target: Buffer.from('other') })).toBe('changed');
    const folder = listed('d', { type: 'folder' });
    expect(changeOf(folder, { ...folder, ...later })).toBe('same');
    expect(changeOf(folder, { ...folder, mode: 0o777 })).toBe('touched');
  });
});

describe('a script or program among media', () => {
  it('is known by its name, also where another ending hides it', () => {
    const bad = [
      'x.php',
      'X.PHP5',
      'x.phtml',
      'x.phar',
      'x.php.jpg',
      'x.cgi',
      'x.pl',
      'x.py',
      'x.sh',
      'x.asp',
      'x.jsp',
      'x.exe',
      '.htaccess',
      '.user.ini',
    ];
    const good = ['x.jpg', 'php', 'photo.php-icon.png', 'www.example.com.png', 'allegro.pl.png', 'notes.sh.txt', 'x.svg', 'x.physics'];
    expect(bad.filter((name) => !isExecutable(listed(`storage/app/${name}`)))).toEqual([]);
    expect(good.filter((name) => isExecutable(listed(`storage/x.php/${name}`)))).toEqual([]);
    expect(isExecutable(listed('x.php', { type: 'folder' }))).toBe(false);
  });

  it('is known by its mode and its first bytes', () => {
    expect(isExecutable(listed('x', { mode: 0o744 }))).toBe(true);
    expect(isExecutable(listed('x', { mode: 0o777 }), { modeMeans: 'nothing' })).toBe(false);
    for (const start of ['#!/bin/sh', '<?php ', '<?=', 'MZ\x90', '\x7fELF']) {
      expect(isExecutable(listed('x.jpg'), { firstBytes: Buffer.from(start, 'latin1') })).toBe(true);
    }
    expect(isExecutable(listed('x.jpg'), { firstBytes: Buffer.from('\xff\xd8\xff', 'latin1') })).toBe(false);
  });

  it('is not every file of a server where every file has the bit', () => {
    const files = Array.from({ length: 10 }, (_, id) => listed(`${id}.jpg`, { mode: 0o777 }));
    expect(meaningOfMode(files)).toBe('nothing');
    expect(meaningOfMode(files.map((file, id) => (id < 6 ? listed(`${id}.jpg`) : file)))).toBe('much');
  });
});

describe('the difference of two backups', () => {
  it('counts what came, went and changed, and puts programs first', () => {
    const before = [
      listed('d', { type: 'folder' }),
      listed('gone.jpg', { bytes: 70 }),
      listed('same.jpg'),
      listed('tool'),
      listed('edit.jpg'),
      listed('l', { type: 'link' }),
    ];
    const after = [
      listed('d', { type: 'folder', mode: 0o700 }),
      listed('same.jpg'),
      listed('tool', { mode: 0o755 }),
      listed('edit.jpg', { bytes: 9, sha256: hashOf('other') }),
      listed('new.jpg', { bytes: 100 }),
      listed(Buffer.from('shell\n.php')),
      listed('l', { type: 'link', target: Buffer.from('/etc') }),
    ];
    expect(toMediaDifference({ sourceId, folders: ['storage/app'], before, after })).toEqual({
      sourceId,
      folders: ['storage/app'],
      onlyIn: null,
      added: { files: 2, bytes: 105 },
      changed: { files: 2, bytesBefore: 5, bytesAfter: 9 },
      removed: { files: 1, bytes: 70 },
      touched: 1,
      same: 1,
      executables: [
        { name: 'shell\\n.php', change: 'added', bytesBefore: null, bytesAfter: 5, executable: true },
        { name: 'tool', change: 'touched', bytesBefore: 5, bytesAfter: 5, executable: true },
      ],
      files: [
        { name: 'new.jpg', change: 'added', bytesBefore: null, bytesAfter: 100, executable: false },
        { name: 'gone.jpg', change: 'removed', bytesBefore: 70, bytesAfter: null, executable: false },
        { name: 'edit.jpg', change: 'changed', bytesBefore: 5, bytesAfter: 9, executable: false },
        { name: 'l', change: 'changed', bytesBefore: 0, bytesAfter: 0, executable: false },
      ],
      notListed: 0,
    });
  });

  it('lists the thousand largest, counts the rest, and names every program', () => {
    const after = Array.from({ length: 2500 }, (_, id) => listed(id < 1200 ? `${id}.php` : `${id}.jpg`, { bytes: id }));
    const difference = toMediaDifference({ sourceId, folders: [], before: null, after });
    expect(difference).toMatchObject({ onlyIn: 'after', added: { files: 2500 }, notListed: 300 });
    expect(difference.executables).toHaveLength(1200);
    expect(difference.files).toHaveLength(1000);
    expect(difference.files[0]).toMatchObject({ name: '2499.jpg' });
  });
});
