import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ListedFile } from '../../../src/main/archive/file-list.ts';

/** A listed file with what matters to a test; the rest as on any server. */
export function listed(path: string | Buffer, fields: Partial<ListedFile> = {}): ListedFile {
  const type = fields.type ?? 'file';
  return {
    path: typeof path === 'string' ? Buffer.from(path) : path,
    type,
    bytes: type === 'file' ? 5 : 0,
    mtimeNs: 1_700_000_000_000_000_000n,
    mode: type === 'folder' ? 0o755 : 0o644,
    uid: 33,
    gid: 33,
    user: 'www-data',
    group: 'www-data',
    target: type === 'link' ? Buffer.from('elsewhere') : null,
    sha256: type === 'file' ? hashOf('hello') : null,
    at: 0,
    ...fields,
  };
}

export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Bytes that a file system takes as one name: any but NUL and slash. */
const component = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0xe9 : byte))))
  .filter((name) => !/^\.\.?$/.test(name.toString('latin1')));

const names = fc.oneof(
  component,
  fc
    .constantFrom('a\nb', "it's", '"', 'Größe', '日本', '🦊', ' ', '-rf', '\u202egpj.php', `${'x'.repeat(255)}`)
    .map((name) => Buffer.from(name)),
);

export const paths: fc.Arbitrary<Buffer> = fc
  .array(names, { minLength: 1, maxLength: 6 })
  .map((parts) => Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from('/'), part]))));

const owners = fc.constantFrom('', 'root', 'www-data', 'müller', 'a-name-of-more-than-thirty-one-characters');
const numbers = fc.oneof(fc.nat({ max: 70_000 }), fc.integer({ min: 2 ** 21, max: 2 ** 32 - 2 }));

/** Any entry a listing could bring; sizes reach beyond what eleven octal digits hold. */
export const files: fc.Arbitrary<ListedFile> = fc
  .record({
    path: paths,
    type: fc.constantFrom('file', 'folder', 'link'),
    bytes: fc.oneof(fc.nat({ max: 5000 }), fc.integer({ min: 0, max: 2 ** 40 })),
    mtimeNs: fc.oneof(
      fc.bigInt({ min: 0n, max: 4_000_000_000n }).map((seconds) => seconds * 1_000_000_000n),
      fc.bigInt({ min: -2_000_000_000_000_000_000n, max: 20_000_000_000_000_000_000n }),
    ),
    mode: fc.integer({ min: 0, max: 0o7777 }),
    uid: numbers,
    gid: numbers,
    user: owners,
    group: owners,
    target: paths,
    content: fc.string(),
    at: fc.nat({ max: 30 }),
  })
  .map(({ content, ...file }) => ({
    ...file,
    bytes: file.type === 'file' ? file.bytes : 0,
    target: file.type === 'link' ? file.target : null,
    sha256: file.type === 'file' ? hashOf(content) : null,
  }));

/** A state: no path twice. */
export const states: fc.Arbitrary<readonly ListedFile[]> = fc.uniqueArray(files, {
  maxLength: 40,
  selector: (file) => file.path.toString('latin1'),
});
