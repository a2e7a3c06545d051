import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName } from '../../../src/main/archive/display-name.ts';
import { createFileIndex } from '../../../src/main/archive/file-index.ts';
import { filePage } from '../../../src/main/archive/file-page.ts';
import { FilePage } from '../../../src/shared/model/media-file.ts';
import { hashOf, listed, paths, states } from './some-files.ts';

const idOf = (path: string): string => Buffer.from(path).toString('base64');
const query = (parent: string, search = '', offset = 0, limit = 100) => ({ parent: idOf(parent), search, offset, limit });

const list = [
  listed('storage/app', { type: 'folder' }),
  listed('storage/app/b.jpg', { bytes: 10 }),
  listed('storage/app/a-1.jpg', { bytes: 20 }),
  listed('storage/app/a', { type: 'folder', mode: 0o2775 }),
  listed('storage/app/a/deep', { type: 'folder' }),
  listed('storage/app/a/deep/photo.JPG', { bytes: 300, mtimeNs: 1_700_000_000_123_456_789n }),
  listed('storage/app/link', { type: 'link', target: Buffer.from('../x\n') }),
];
const index = createFileIndex(list);
const namesOf = (page: FilePage): string[] => page.rows.map((row) => row.name);

describe('the files of a backup', () => {
  it('begin with the folders of the source, without those above that hold nothing else', () => {
    const page = filePage(index, null, query(''));
    expect(page.rows).toMatchObject([{ id: idOf('storage/app'), name: 'storage/app', type: 'folder', bytes: 330, files: 3 }]);
    expect(page.trail).toEqual([]);
  });

  it('are listed folder by folder with the sums below, folders first', () => {
    const page = filePage(index, null, query('storage/app'));
    expect(namesOf(page)).toEqual(['a', 'a-1.jpg', 'b.jpg', 'link']);
    expect(page.rows[0]).toEqual({
      id: idOf('storage/app/a'),
      name: 'a',
      type: 'folder',
      bytes: 300,
      files: 1,
      mode: '2775',
      owner: 'www-data:www-data',
      modifiedAt: '2023-11-14T22:13:20.000Z',
      sha256: null,
      target: null,
      change: 'same',
    });
    expect(page.rows[3]).toMatchObject({ type: 'link', target: '../x\\n', files: null });
    expect(filePage(index, null, query('storage/app/a/deep')).trail.map((step) => step.name)).toEqual(['storage/app', 'a', 'deep']);
  });

  it('are cut into pages', () => {
    const page = filePage(index, null, query('storage/app', '', 1, 2));
    expect([namesOf(page), page.total]).toEqual([['a-1.jpg', 'b.jpg'], 4]);
  });

  it('are searched below a folder, in any case, by the whole path', () => {
    expect(namesOf(filePage(index, null, query('', 'photo.jpg')))).toEqual(['storage/app/a/deep/photo.JPG']);
    expect(namesOf(filePage(index, null, query('storage/app', 'DEEP')))).toEqual(['a/deep', 'a/deep/photo.JPG']);
    expect(filePage(index, null, query('storage/app/a', 'b.jpg')).total).toBe(0);
    expect(filePage(index, null, query('nowhere'))).toEqual({ rows: [], total: 0, trail: [] });
  });

  it('say what became of them since the backup before', () => {
    const before = createFileIndex([
      listed('storage/app', { type: 'folder' }),
      listed('storage/app/b.jpg', { bytes: 10, sha256: hashOf('old') }),
      listed('storage/app/a-1.jpg', { bytes: 20, mode: 0o600 }),
      listed('storage/app/a', { type: 'folder', mode: 0o2775 }),
    ]);
    expect(filePage(index, before, query('storage/app')).rows.map((row) => [row.name, row.change])).toEqual([
      ['a', 'same'],
      ['a-1.jpg', 'touched'],
      ['b.jpg', 'changed'],
      ['link', 'added'],
    ]);
  });

  it('can all be reached from the root, whatever their names, and their bytes add up', () => {
    fc.assert(
      fc.property(states, (state) => {
        const tree = createFileIndex(state);
        const reached = new Set<string>();
        const open = [''];
        for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
          const page = filePage(tree, null, { parent, search: '', offset: 0, limit: 1000 });
          FilePage.parse(page);
          for (const row of page.rows) {
            reached.add(row.id);
            open.push(row.id);
          }
        }
        expect(state.filter((file) => !reached.has(file.path.toString('base64')))).toEqual([]);
        expect(tree.root.bytes).toBe(state.reduce((sum, file) => sum + file.bytes, 0));
      }),
    );
  });
});

describe('a name on the screen', () => {
  it('shows what is no text and what cannot be seen', () => {
    expect(displayName(Buffer.from('Größe 日本 🦊.jpg'))).toBe('Größe 日本 🦊.jpg');
    expect(displayName(Buffer.from('caf\xe9.jpg', 'latin1'))).toBe('caf\\xe9.jpg');
    expect(displayName(Buffer.from('a\nb\tc\x1b[31m\x7f'))).toBe('a\\nb\\tc\\x1b[31m\\x7f');
    expect(displayName(Buffer.from('x\u202egpj.php'))).toBe('x\\u202egpj.php');
    expect(displayName(Buffer.from('a\u200bb\u{e0041}\u0085'))).toBe('a\\u200bb\\u{e0041}\\u0085');
    expect(displayName(Buffer.from('a\\nb'))).toBe('a\\\\nb');
    expect(displayName(Buffer.from('e\xcc\x81'.concat('\xed\xa0\x80'), 'latin1'))).toBe('e\u0301\\xed\\xa0\\x80');
  });

  it('is never the same for two different names', () => {
    fc.assert(
      fc.property(paths, paths, (one, other) => {
        fc.pre(!one.equals(other));
        expect(displayName(one)).not.toBe(displayName(other));
      }),
    );
  });
});
