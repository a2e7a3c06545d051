import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../../src/main/archive/file-list.ts';
import { encodeMoves, pathOfToken, planCarry, planMerge } from '../../../../src/main/restore/media/plan-moves.ts';
import { listingOf } from '../../../../src/main/restore/media/select-files.ts';
import { entry, folder } from './entries.ts';

const words = (moves: readonly { readonly kind: string; readonly path: string }[]) => moves.map(({ kind, path }) => `${kind} ${path}`);
const isCovered = ({ path, type }: FileEntry) => type !== 'other' && !/(?:^|\/)cache(?:\/|$)/.test(path.toString());

describe('how what was brought takes its place', () => {
  it('adds what is missing, replaces what is there, and leaves folders that are on both sides where they are', () => {
    const stage = [folder('a'), entry('a/1'), entry('a/2'), folder('b'), folder('b/c'), entry('b/c/3')];
    const live = listingOf([folder('a'), entry('a/1'), entry('a/other')]);
    expect(words(planMerge(stage, live, null))).toEqual(['replace a/1', 'add a/2', 'add b']);
  });

  it('moves a folder as a whole where something else has its name, and a file where a folder has', () => {
    const stage = [folder('a'), entry('a/1'), entry('b')];
    const live = listingOf([entry('a', { type: 'link' }), folder('b'), entry('b/inner')]);
    expect(words(planMerge(stage, live, null))).toEqual(['replace a', 'replace b']);
  });

  it('takes away what the backup covers and does not hold, the topmost of it, and leaves what it does not cover', () => {
    const stage = [folder('a'), entry('a/1')];
    const live = listingOf([
      folder('a'),
      entry('a/1'),
      entry('a/shell.php'),
      folder('planted'),
      folder('planted/deep'),
      entry('planted/deep/x'),
      folder('mixed'),
      folder('mixed/cache'),
      entry('mixed/cache/page'),
      entry('mixed/x'),
      folder('cache'),
      entry('cache/page'),
      entry('socket', { type: 'other' }),
      entry('kept'),
    ]);
    const inBackup = new Set(['a', 'a/1', 'kept']);
    expect(words(planMerge(stage, live, { isCovered, inBackup }))).toEqual([
      'aside planted',
      'replace a/1',
      'aside a/shell.php',
      'aside mixed/x',
    ]);
  });

  it('takes nothing away twice: what lies in a folder that is replaced goes with it', () => {
    const live = listingOf([folder('b'), entry('b/inner')]);
    expect(words(planMerge([entry('b')], live, { isCovered, inBackup: new Set(['b']) }))).toEqual(['replace b']);
  });
});

describe('what the backup leaves out', () => {
  it('moves on, the topmost of it, with the folders it needs before it', () => {
    const live = listingOf([
      folder('a'),
      folder('a/cache'),
      entry('a/cache/1'),
      folder('new', { mode: 0o2770 }),
      folder('new/cache'),
      entry('new/photo'),
      entry('socket', { type: 'other' }),
    ]);
    expect(planCarry(live, new Set(['a']), isCovered)).toEqual([
      { kind: 'carry', path: 'a/cache' },
      { kind: 'folder', path: 'new', mode: 0o2770 },
      { kind: 'carry', path: 'new/cache' },
      { kind: 'carry', path: 'socket' },
    ]);
  });
});

it('a plan keeps every byte of a name', () => {
  const moves = [
    { kind: 'replace', path: 'a/b/\u00e9 \n x' },
    { kind: 'add', path: 'top' },
    { kind: 'aside', path: "a/it's" },
    { kind: 'folder', path: 'a/D0755', mode: 0o2750 },
    { kind: 'carry', path: 'cache' },
  ] as const;
  const plan = encodeMoves(moves);
  expect(plan.toString('latin1')).toBe("Ra/b//\u00e9 \n x\0A//top\0Xa//it's\0D2750a//D0755\0C//cache\0");
  const tokens = plan.toString('latin1').split('\0').slice(0, -1);
  expect(tokens.map((token) => pathOfToken(Buffer.from(token, 'latin1')).toString('latin1'))).toEqual(moves.map(({ path }) => path));
});
