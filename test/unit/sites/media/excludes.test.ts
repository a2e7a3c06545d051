import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExcludes, pruneWords } from '../../../../src/main/sites/media/excludes.ts';

test.each([
  ['*.log', 'a/b/x.log', false, true],
  ['*.log', 'a/b.log/x', false, true],
  ['*.log', 'a/log', false, false],
  ['cache/', 'a/cache', true, true],
  ['cache/', 'a/cache', false, false],
  ['cache/', 'a/cache/deep/file', false, true],
  ['/cache', 'a/cache', true, false],
  ['/cache', 'cache/x', false, true],
  ['a/*.tmp', 'a/x.tmp', false, true],
  ['a/*.tmp', 'b/a/x.tmp', false, false],
  ['a/*.tmp', 'a/b/x.tmp', false, false],
  ['a/**/z', 'a/b/c/z', false, true],
  ['a/**/z', 'a/z', false, true],
  ['**/thumbs/*', 'x/y/thumbs/1.jpg', false, true],
  ['thumbs/**', 'thumbs/a/b', false, true],
  ['thumbs/**', 'thumbs', true, false],
  ['file?.txt', 'file1.txt', false, true],
  ['file?.txt', 'file/.txt', false, false],
  ['[a-c]x', 'bx', false, true],
  ['[!a-c]x', 'bx', false, false],
  [String.raw`\#x`, '#x', false, true],
  ['#x', '#x', false, false],
  ['a.b', 'axb', false, false],
])('%s on %s (a folder: %s) is %s', (pattern, path, isFolder, expected) => {
  expect(createExcludes([pattern]).matches(path, isFolder)).toBe(expected);
});

test('a pattern is compared with the bytes of a name', () => {
  const excludes = createExcludes(['café/']);
  expect(excludes.matches(Buffer.from('café/x').toString('latin1'), false)).toBe(true);
  expect(excludes.matches(Buffer.from('café/x', 'latin1').toString('latin1'), false)).toBe(false);
});

describe('beside git', () => {
  let repository = '';
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'holdfast-ignore-'));
    execFileSync('git', ['init', '-q', repository]);
  });
  afterAll(() => rmSync(repository, { recursive: true, force: true }));

  const name = fc.constantFrom('a', 'b', 'ab', 'cache', 'x.log', 'a.b', '.hidden', 'A', 'a b');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const piece = fc.constantFrom('a', 'b', '*', '?', '**', 'cache', '*.log', '.*', '[ab]', '[!a]', String.raw`\a`, 'a*', '*b', 'x.log');
  const pattern = fc
    .tuple(fc.boolean(), fc.array(piece, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([anchored, pieces, foldersOnly]) => `${anchored ? '/' : ''}${pieces.join('/')}${foldersOnly ? '/' : ''}`);

  test('says of every path what git says of it', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(path, { minLength: 8, maxLength: 24 }),
        (patterns, paths) => {
          writeFileSync(join(repository, '.git/info/exclude'), `${patterns.join('\n')}\n`);
          const { stdout } = spawnSync(
            'git',
            ['-C', repository, '-c', 'core.ignoreCase=false', 'check-ignore', '--no-index', '-z', '--stdin'],
            {
              input: paths.join('\0'),
              encoding: 'utf8',
            },
          );
          const excludes = createExcludes(patterns);
          const ours = paths.filter((each) => excludes.matches(each, false));
          expect(ours.toSorted()).toEqual(stdout.split('\0').filter(Boolean).toSorted());
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('what find leaves out is excluded here, too, and nothing else is left out', () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-prune-'));
  try {
    const folders = ['m/a/cache/x', 'm/cache', 'm/m/b', 'm/a/b', 'm/tmp/m', 'm/keep'];
    for (const folder of folders) {
      mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, folder, 'file'), '');
    }
    for (const patterns of [['cache/'], ['a/b'], ['/tmp/', 'cache'], ['m'], ['*.log'], ['keep/', '*.x', '/a/cache']]) {
      const words = pruneWords('m', patterns);
      const find = (more: readonly string[]) =>
        execFileSync('find', ['./m/.', ...more, '-print'], { cwd: root, encoding: 'utf8' })
          .split('\n')
          .filter(Boolean);
      const excludes = createExcludes(patterns);
      const isFolder = (each: string) => !each.endsWith('/file');
      const kept = (all: readonly string[]) => all.filter((each) => !excludes.matches(each.slice('./m/./'.length), isFolder(each)));
      expect(kept(find(words))).toEqual(kept(find([])));
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
