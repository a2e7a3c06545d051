import { createHash, type Hash } from 'node:crypto';
import { decompressed } from '../compression/decompressed.ts';
import { AppError } from '../errors/app-error.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import { displayName } from './display-name.ts';
import type { ListedFile } from './file-list.ts';
import { tarEvents } from './tar-events.ts';
import { tarHeader, tarPadding } from './tar-writer.ts';

/** An archive of a chain. */
export interface ChainArchive {
  readonly compression: Compression;
  /** Its bytes as they lie there, from the start; the chunks are not used again by whoever gives them. */
  readonly open: () => AsyncIterable<Buffer>;
}

/** Files by the bytes of their path as latin1 text, which a Map can take. */
export type WantedFiles = Map<string, ListedFile>;

/** What an entry is called in the result, by its path in the list. */
export type NameOf = (path: Buffer) => Buffer;

export function keyOf(path: Buffer): string {
  return path.toString('latin1');
}

/**
 * The wanted files of one archive as entries of a new one, with the bytes of the archive and everything else from the list; what was found is taken out of
 * `wanted`. Reads no further than to the last of them. Throws `archive.chain-differs` when a file is not what the list says, and UnreadableError; the last
 * piece of a file is given only when its hash is right, so that whoever unpacks the result never has a wrong file of the right size.
 *
 * Hard links share the bytes of an entry that went by before: they become links again when that entry stands in the result unchanged, else they are
 * copied in a second pass.
 */
export async function* copyFromArchive(
  archive: ChainArchive,
  wanted: WantedFiles,
  nameOf: NameOf = (path) => path,
): AsyncGenerator<Buffer, void, undefined> {
  const copied: WantedFiles = new Map();
  const linked: { readonly file: ListedFile; readonly source: string }[] = [];
  yield* copyEntries(archive, wanted, nameOf, {
    onCopied: (file) => copied.set(keyOf(file.path), file),
    onLinked: (file, source) => linked.push({ file, source: keyOf(source) }),
  });
  const later = new Map<string, ListedFile[]>();
  for (const { file, source } of linked) {
    wanted.delete(keyOf(file.path));
    const target = copied.get(source);
    if (target !== undefined && isSameFile(file, target)) yield headerOf(file, nameOf, target.path);
    else later.set(source, [...(later.get(source) ?? []), file]);
  }
  // One file a pass: that several names lost their common source is rare.
  for (const [source, files] of later) {
    for (const file of files) {
      const alone: WantedFiles = new Map([[source, file]]);
      yield* copyEntries(archive, alone, nameOf, { onCopied: () => {}, onLinked: () => {} });
      if (alone.size > 0) throw differs(file, 'is not in it');
    }
  }
}

interface CopyHooks {
  readonly onCopied: (file: ListedFile) => void;
  readonly onLinked: (file: ListedFile, source: Buffer) => void;
}

function headerOf(file: ListedFile, nameOf: NameOf, linkedTo?: Buffer): Buffer {
  return tarHeader({ ...file, path: nameOf(file.path) }, linkedTo === undefined ? null : nameOf(linkedTo));
}

interface Copying {
  readonly key: string;
  readonly file: ListedFile;
  readonly hash: Hash;
  /** Not given yet. */
  held: Buffer | null;
}

async function* copyEntries(
  archive: ChainArchive,
  wanted: WantedFiles,
  nameOf: NameOf,
  hooks: CopyHooks,
): AsyncGenerator<Buffer, void, undefined> {
  let current: Copying | null = null;
  const linked = new Set<string>();
  for await (const events of tarEvents(decompressed(archive.open(), archive.compression))) {
    for (const event of events) {
      switch (event.kind) {
        case 'begin': {
          const key = keyOf(event.entry.path);
          const file = wanted.get(key);
          if (file === undefined || event.entry.type !== 'file') break;
          if (event.entry.linkedTo !== null) {
            if (linked.has(key)) break;
            linked.add(key);
            hooks.onLinked(file, event.entry.linkedTo);
            break;
          }
          if (event.entry.bytes !== file.bytes) throw differs(file, `has ${event.entry.bytes} bytes instead of ${file.bytes}`);
          current = { key, file, hash: createHash('sha256'), held: null };
          yield headerOf(file, nameOf);
          break;
        }
        case 'data':
          if (current === null) break;
          current.hash.update(event.data);
          if (current.held !== null) yield current.held;
          current.held = event.data;
          break;
        case 'end':
          if (current === null) break;
          if (current.hash.digest('hex') !== current.file.sha256) throw differs(current.file, 'has other bytes');
          if (current.held !== null) yield current.held;
          yield tarPadding(current.file.bytes);
          wanted.delete(current.key);
          hooks.onCopied(current.file);
          current = null;
      }
    }
    if (current === null && wanted.size === linked.size) return;
  }
}

export function differs(file: ListedFile, how: string): AppError {
  return new AppError('archive.chain-differs', { detail: `${displayName(file.path)} ${how}` });
}

/** Names of one file on the server share everything. */
function isSameFile(one: ListedFile, other: ListedFile): boolean {
  const sameBytes = one.sha256 === other.sha256 && one.bytes === other.bytes;
  return sameBytes && one.mtimeNs === other.mtimeNs && one.mode === other.mode && one.uid === other.uid && one.gid === other.gid;
}
