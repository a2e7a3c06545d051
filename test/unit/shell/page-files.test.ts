import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPageFile } from '../../../src/main/shell/page-files.ts';

let scratch: string;
let page: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
  page = join(scratch, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  // A neighbour whose name begins with the name of the folder.
  await mkdir(join(scratch, 'page-other'));
  await writeFile(join(scratch, 'page-other', 'x.js'), 'outside');
  await writeFile(join(scratch, 'x.js'), 'outside');
  await writeFile(join(page, 'index.html'), 'start');
  await writeFile(join(page, 'assets', 'a.js'), 'inside');
  await writeFile(join(page, 'notes.txt'), 'not part of a page');
  await symlink(join(scratch, 'x.js'), join(page, 'assets', 'out.js'));
  await symlink(join(page, 'assets', 'a.js'), join(page, 'assets', 'in.js'));
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

async function text(path: string): Promise<string | null> {
  return (await readPageFile(page, path))?.bytes.toString('utf8') ?? null;
}

test('reads what lies in the folder, through links that stay inside', async () => {
  expect(await text('/index.html')).toBe('start');
  expect(await text('/assets/a.js')).toBe('inside');
  expect(await text('/assets/in.js')).toBe('inside');
  expect((await readPageFile(page, '/assets/a.js'))?.type).toBe('text/javascript; charset=utf-8');
});

test('reads nothing else, however it is written', async () => {
  const paths = [
    '/../x.js',
    '/..%2fx.js',
    '/%2e%2e/x.js',
    '/assets/../../x.js',
    '/../page-other/x.js',
    '/assets/out.js',
    '/..\\x.js',
    '/assets/a.js%00.html',
    '/assets',
    '/notes.txt',
    '/missing.js',
    '/%',
    '',
  ];
  const read = await Promise.all(paths.map(async (path) => ({ path, text: await text(path) })));
  expect(read.filter((file) => file.text !== null)).toEqual([]);
});

test('never reads a file from outside, whatever the path is made of', async () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2f',
    '/',
    '\\',
    'page-other',
    'page',
    'x.js',
    'assets',
    'a.js',
    'out.js',
    '%00',
    '//',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
      expect(await text(`/${parts.join('/')}`)).not.toBe('outside');
    }),
    { numRuns: 400 },
  );
});
