import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TAR_END, tarHeader, tarPadding } from '../../../src/main/archive/tar-writer.ts';
import { listed, paths } from '../../unit/archive/some-files.ts';
import { readTruth, removeTree } from './odd-tree.ts';
import { READERS, run } from './tar-tools.ts';

const SECOND = 1_000_000_000n;
const LINK = Buffer.from('x/\n\xe9', 'latin1');
const LISTERS = {
  'GNU tar': ['tar', '--numeric-owner', '-tvf', '-'],
  bsdtar: ['bsdtar', '-tvf', '-'],
  'busybox tar': ['busybox', 'tar', '-tvf', '-'],
} as const;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-tar-writer-'));
});

afterAll(() => removeTree(folder));

/** Paths of their own, so that none is a folder of another. */
const trees = fc.array(
  fc.record({
    path: paths,
    type: fc.constantFrom('file' as const, 'link' as const),
    content: fc.uint8Array({ maxLength: 1100 }).map((bytes) => Buffer.from(bytes)),
    mtimeNs: fc.bigInt({ min: 0n, max: 4_000_000_000n * SECOND }),
    mode: fc.integer({ min: 0, max: 0o7777 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe.each(Object.entries(READERS))('%s', (name, command) => {
  it('restores what was written here, whatever the names, times and modes', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const files = tree.map((file, index) => ({ ...file, path: Buffer.concat([Buffer.from(`media/${index}/`), file.path]) }));
        const archive = files.flatMap(({ content, ...file }) => {
          const isFile = file.type === 'file';
          const entry = listed(file.path, {
            ...file,
            uid: 0,
            gid: 0,
            user: '',
            group: '',
            bytes: isFile ? content.length : 0,
            target: isFile ? null : LINK,
          });
          return isFile ? [tarHeader(entry), content, tarPadding(content.length)] : [tarHeader(entry)];
        });
        const target = join(folder, 'tree');
        mkdirSync(target);
        run(command, { cwd: target, input: Buffer.concat([...archive, TAR_END]) });
        const restored = readTruth(target);
        removeTree(target);
        const precision = name === 'busybox tar' ? SECOND : 1n;
        // Links have no mode, and of their times and those of folders others decide.
        const wanted = files.map((file) =>
          file.type === 'link'
            ? { type: 'link', target: LINK.toString('latin1') }
            : { type: 'file', bytes: file.content.length, mode: file.mode, mtimeNs: file.mtimeNs / precision },
        );
        const found = files
          .map((file) => restored.get(file.path.toString('latin1')))
          .map((truth) => truth && { ...truth, mtimeNs: truth.mtimeNs / precision });
        expect(found).toMatchObject(wanted);
      }),
      { numRuns: 12 },
    );
  });

  it('reads sizes and owners that need more digits than a header has', () => {
    const header = tarHeader(listed('big', { bytes: 9 * 1024 ** 3, uid: 3_000_000, gid: 4_000_000_000, user: '', group: '' }));
    const [program, ...args] = LISTERS[name as keyof typeof LISTERS];
    // The bytes themselves are missing: it complains, but only after the line.
    const { stdout } = spawnSync(program, args, { input: Buffer.concat([header, Buffer.alloc(10_240)]), encoding: 'utf8' });
    expect(stdout).toMatch(/3000000\D+4000000000\D+9663676416 /);
  });
});

describe('an archive without entries', () => {
  it('is one to every program', () => {
    const target = join(folder, 'empty');
    mkdirSync(target);
    for (const command of Object.values(READERS)) expect(run(command, { cwd: target, input: TAR_END }).length).toBe(0);
    rmSync(target, { recursive: true });
  });
});
