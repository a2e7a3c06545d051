import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../../src/main/archive/copy-from-archive.ts';
import type { ListedFile } from '../../../../src/main/archive/file-list.ts';
import { listingOf } from '../../../../src/main/restore/media/select-files.ts';
import { withSiteRights } from '../../../../src/main/restore/media/site-rights.ts';
import { nameChecks } from '../../../../src/main/restore/media/zip-checks.ts';
import { findLayout, nameInZip, stateInZip } from '../../../../src/main/restore/media/zip-layout.ts';
import { isSafeName, leadsOut } from '../../../../src/main/restore/media/zip-names.ts';
import { sortedByPath } from '../../../../src/main/archive/sort-by-path.ts';
import type { MediaChoice } from '../../../../src/shared/model/restore.ts';
import { ArtifactId } from '../../../../src/shared/model/ids.ts';
import { entry, folder } from './entries.ts';

const ROOT = '/var/www/shop';
const list = (...paths: readonly (string | ListedFile)[]) =>
  sortedByPath(paths.map((path) => (typeof path === 'string' ? entry(path) : path)));
const layoutOf = (media: readonly string[], entries: readonly ListedFile[], root = ROOT) => findLayout(entries, { roots: [root], media });
const names = (entries: readonly ListedFile[]) => entries.map(({ path, type }) => `${keyOf(path)}${type === 'folder' ? '/' : ''}`);

describe('the folder of the site in a zip', () => {
  const uploads = ['storage/app/public'];

  it.each([
    ['the whole path of the site', 'var/www/shop/storage/app/public/a.jpg', 'var/www/shop', 'site'],
    ['a path below its root', 'storage/app/public/a.jpg', '', 'site'],
  ])('is found by %s', (_, path, base, basedOn) => {
    expect(layoutOf(uploads, list(path, 'etc/hosts'))).toMatchObject({ base, basedOn, folders: uploads, others: 1 });
  });

  it('is another release beside the one that is live, and only where there is one', () => {
    const one = list('srv/shop/releases/41/storage/app/public/a.jpg');
    expect(layoutOf(uploads, one, '/srv/shop/current')).toMatchObject({ base: 'srv/shop/releases/41', basedOn: 'release' });
    const two = list('srv/shop/releases/41/storage/app/public/a.jpg', 'srv/shop/releases/42/storage/app/public/a.jpg');
    expect(layoutOf(uploads, two, '/srv/shop/current').base).toBeNull();
    expect(layoutOf(uploads, one, '/srv/shop').base).toBeNull();
  });

  it('is where its program lies, and not where a library brings one along', () => {
    const moved = list('home/old/artisan', 'home/old/storage/app/public/a.jpg', 'home/old/vendor/lib/artisan');
    expect(layoutOf(uploads, moved)).toMatchObject({ base: 'home/old', basedOn: 'program' });
    expect(layoutOf(['.'], list('artisan', 'vendor/lib/artisan', 'vendor/lib/x'))).toMatchObject({ base: '', folders: ['.'] });
    const decoys = Array.from({ length: 200 }, (_, at) => `x${at}/artisan`);
    expect(layoutOf(uploads, list(...moved, ...decoys)).base).toBeNull();
  });

  it('is not clear where two could be it, or none has media of the site', () => {
    expect(layoutOf(uploads, list('var/www/shop/storage/app/public/a', 'storage/app/public/a'))).toMatchObject({
      base: null,
      possible: ['var/www/shop', '.'],
    });
    expect(layoutOf(uploads, list('public/a', 'srv/x'))).toMatchObject({ base: null, possible: ['public', 'srv'] });
    // Of folders alone nothing is known; spatie writes them under their whole path beside relative files.
    expect(layoutOf(uploads, list(folder('var/www/shop/storage/app/public'), 'storage/app/public/a')).base).toBe('');
    expect(layoutOf(uploads, list(folder('storage/app/public'))).base).toBeNull();
  });

  it('needs more than any name where the whole site is kept as media', () => {
    expect(layoutOf(['.'], list('a/b')).base).toBeNull();
    expect(layoutOf(['.'], list('a/b', 'index.php')).base).toBe('');
    expect(layoutOf(['.'], list('var/www/shop/uploads/b', 'etc/hosts'))).toMatchObject({ base: 'var/www/shop', lacksTop: true, others: 1 });
  });

  it('tells of what a folder the zip has one part alone', () => {
    expect(layoutOf(['storage'], list('storage/app/a/1', 'storage/app/b/2')).parts).toEqual(['storage/app']);
    expect(layoutOf(['storage'], list('storage/app/a/1', 'storage/b')).parts).toEqual([]);
    expect(layoutOf(['storage', 'media'], list('storage/a'))).toMatchObject({ folders: ['storage'], lacking: ['media'] });
  });
});

describe('the state in a zip', () => {
  const media = ['up'];
  const odd = list(
    'site/up/a/b/1',
    folder('site/up/a'),
    'site/up/../../out',
    'site/up/./x',
    'site/up//y',
    'site/up/nul\0',
    'site/up/c\\d',
    'site/up/e\\..\\f',
    entry('site/up/in', { type: 'link', target: Buffer.from('a/b') }),
    entry('site/up/out', { type: 'link', target: Buffer.from('../secret') }),
    'site/other',
  );
  const layout = layoutOf(media, odd, '/site');

  it('has names below the site, the folders that stand in names alone, and nothing that leads elsewhere', () => {
    expect(layout).toMatchObject({ base: 'site', leftOut: { count: 5 }, leftLinks: ['up/out'], others: 1 });
    expect(names(stateInZip(odd, layout))).toEqual(['up/', 'up/a/', 'up/a/b/', 'up/a/b/1', 'up/c\\d', 'up/in']);
    expect(keyOf(nameInZip('site')(Buffer.from('up/a')))).toBe('site/up/a');
    expect(keyOf(nameInZip('')(Buffer.from('up/a')))).toBe('up/a');
  });

  it('never has the media folder itself as something else', () => {
    const entries = list(entry('site/up', { type: 'link', target: Buffer.from('.') }), 'site/up/a');
    const found = layoutOf(media, entries, '/site');
    expect(found.leftOut.count).toBe(1);
    expect(names(stateInZip(entries, found))).toEqual(['up/', 'up/a']);
  });

  it('counts times to the second, and says whether any is finer than a zip without a zone tells', () => {
    const at = (mtimeNs: bigint) => list(entry('up/a', { mtimeNs }));
    expect(layoutOf(media, at(1_700_000_000_000_000_000n)).hasExactTimes).toBe(false);
    const exact = at(1_700_000_001_123_000_000n);
    expect(layoutOf(media, exact).hasExactTimes).toBe(true);
    expect(stateInZip(exact, layoutOf(media, exact)).at(-1)?.mtimeNs).toBe(1_700_000_001_000_000_000n);
  });

  it('stops a restore of the whole where names are left out, and tells of links in any', () => {
    const found = (mode: MediaChoice['mode']) => {
      const choice = { artifactId: ArtifactId.parse(crypto.randomUUID()), mode, compareBy: 'time' as const, paths: [] };
      return nameChecks({ choice }, layout).map(({ id, verdict }) => [id, verdict]);
    };
    expect(found('whole')).toContainEqual(['zip-left-out', 'stop']);
    expect(found('different')).toContainEqual(['zip-left-out', 'attention']);
    expect(found('paths')).toContainEqual(['zip-links', 'attention']);
    expect(found('whole')).toContainEqual(['zip-links', 'attention']);
  });
});

it.each(['', 'a', 'a/b c/ü', 'a\\b', '.hidden', 'a..b'])('a name that stays in its folder is taken: %j', (name) => {
  expect(isSafeName(name)).toBe(true);
});

it.each(['..', 'a/../b', '/a', 'a//b', './a', 'a/.', 'C:/a', 'c:a', '\\a', 'a\\..\\b', '..\\a', 'a/..\\b', 'a\0', 'n'.repeat(256)])(
  'a name that may not stay in its folder is not: %j',
  (name) => {
    expect(isSafeName(name)).toBe(false);
  },
);

it.each([
  ['a', 'b', false],
  ['d/a', '../b', false],
  ['d/a', '..', false],
  ['d/a', 'x/', false],
  ['a', '../b', true],
  ['d/a', '../../b', true],
  ['a', '/etc/passwd', true],
  ['d/a', 'x/../y', true],
  ['d/a', '', true],
  ['a', '..', true],
])('the link %s to %j leads out: %s', (path, target, expected) => {
  expect(leadsOut(path, Buffer.from(target))).toBe(expected);
});

it('what a zip does not tell of rights and owners is as the site has it', () => {
  const rights = { mode: 0o2775, uid: 5, gid: 6 };
  const live = listingOf([
    entry('same', { mode: 0o600, uid: 7, gid: 8 }),
    folder('in', { mode: 0o2770, uid: 9, gid: 10 }),
    folder('became-file'),
  ]);
  const asked = ['.', 'same', 'in', 'in/new', 'in/deep', 'in/deep/new', 'became-file', 'told', 'in/told'].map((path) =>
    ['.', 'in', 'in/deep', 'in/told'].includes(path) ? folder(path) : entry(path),
  );
  const said = new Map([
    ['told', 0o4755],
    ['in/told', 0o7755],
  ]);
  const found = withSiteRights(asked, live, { rights }, (path) => said.get(keyOf(path)));
  expect(found.map(({ path, mode, uid, gid }) => [keyOf(path), mode.toString(8), uid, gid])).toEqual([
    ['.', '2775', 5, 6],
    ['same', '600', 7, 8],
    ['in', '2770', 9, 10],
    ['in/new', '660', 9, 10],
    ['in/deep', '2770', 9, 10],
    ['in/deep/new', '660', 9, 10],
    ['became-file', '664', 5, 6],
    ['told', '755', 5, 6],
    ['in/told', '3755', 9, 10],
  ]);
});
