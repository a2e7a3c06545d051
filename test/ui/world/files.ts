import type { FilePage, FileRow } from '../../../src/shared/model/media-file.ts';
import { ago } from './times.ts';

/** Files that lie in one folder of the world: more than any page can draw. */
export const MANY_FILES = 100_000;

const base64 = (path: string): string => Buffer.from(path).toString('base64');

function row(path: string, change: Partial<FileRow> = {}): FileRow {
  return {
    id: base64(path),
    name: path.split('/').at(-1) ?? path,
    type: 'file',
    bytes: 184_320,
    files: null,
    mode: '0644',
    owner: 'deploy:www-data',
    modifiedAt: ago(24 * 90),
    sha256: '07cd2ee01ba8f4909e74285a7cd2ee0d1ba8f4909e742851f06b7d9b81e60d2f',
    target: null,
    change: 'same',
    ...change,
  };
}

const folder = (path: string, files: number, bytes: number): FileRow =>
  row(path, { type: 'folder', files, bytes, sha256: null, mode: '0755' });

const ROOT: readonly FileRow[] = [
  folder('products', MANY_FILES, 18_200_000_000),
  folder('uploads', 6, 1_290_000),
  row('.gitignore', { bytes: 14, change: 'touched' }),
  row('current', { type: 'link', bytes: 0, target: 'products/2026', sha256: null }),
];

const UPLOADS: readonly FileRow[] = [
  row('uploads/caf\\xe9.jpg', { change: 'added', bytes: 312_000 }),
  row('uploads/invoice\\n2026.pdf', { change: 'changed', bytes: 88_000 }),
  row(`uploads/${'a-very-long-name-of-a-photograph-'.repeat(6)}.jpg`, { bytes: 410_000 }),
  row('uploads/shell.php', { change: 'added', bytes: 1_204, mode: '0755' }),
  row('uploads/"quoted" name.png', { bytes: 90_000 }),
  row('uploads/mail.sock', { type: 'other', bytes: 0, sha256: null }),
];

const product = (n: number): FileRow =>
  row(`products/product-${String(n).padStart(6, '0')}.jpg`, {
    bytes: 150_000 + (n % 97) * 1_000,
    change: n % 1_000 === 7 ? 'added' : 'same',
  });

/** A page of the tree, made only as far as it is asked for. */
export function filePage(asked: {
  readonly parent: string;
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}): FilePage {
  const path = Buffer.from(asked.parent, 'base64').toString();
  const trail = path === '' ? [] : path.split('/').map((name, at, all) => ({ id: base64(all.slice(0, at + 1).join('/')), name }));
  const range = (count: number, make: (n: number) => FileRow) =>
    Array.from({ length: Math.max(0, Math.min(asked.limit, count - asked.offset)) }, (_, at) => make(asked.offset + at));
  if (asked.search !== '') {
    const found = [...ROOT, ...UPLOADS].filter(({ name }) => name.includes(asked.search));
    return { rows: found.slice(asked.offset, asked.offset + asked.limit), total: found.length, trail: [] };
  }
  if (path === 'products') return { rows: range(MANY_FILES, product), total: MANY_FILES, trail };
  const rows = path === 'uploads' ? UPLOADS : ROOT;
  return { rows: rows.slice(asked.offset, asked.offset + asked.limit), total: rows.length, trail };
}
