import type { EntryType } from '../../shared/model/media-file.ts';
import type { ArchivedEntry } from './archive-index.ts';

// Entries as one block of memory: cloning 100,000 objects between threads would stop both.

const TYPES: readonly EntryType[] = ['file', 'folder', 'link', 'other'];
const HAS_TARGET = 1;
const IS_LINKED = 2;
const HAS_HASH = 4;
const HASH_BYTES = 32;
const NS_PER_SECOND = 1_000_000_000n;
/** type, flags, mode; bytes, seconds, uid, gid, start, end; nanoseconds; lengths of path, target, linkedTo, user, group. */
const FIXED_BYTES = 4 + 6 * 8 + 6 * 4;

export function encodeEntries(entries: readonly ArchivedEntry[]): ArrayBuffer {
  const parts = entries.map(textsOf);
  const size = parts.reduce((sum, texts, index) => {
    const hash = entries[index]!.sha256 === null ? 0 : HASH_BYTES;
    return sum + FIXED_BYTES + hash + texts.reduce((bytes, text) => bytes + text.length, 0);
  }, 0);
  const memory = new ArrayBuffer(size);
  const view = new DataView(memory);
  const bytes = Buffer.from(memory);
  let at = 0;
  for (const [index, entry] of entries.entries()) {
    const texts = parts[index]!;
    writeFixed(view, at, entry, texts);
    at += FIXED_BYTES;
    for (const text of texts) at += text.copy(bytes, at);
    if (entry.sha256 !== null) at += bytes.write(entry.sha256, at, 'hex');
  }
  return memory;
}

/** The entries; their names stay within the memory. */
export function decodeEntries(memory: ArrayBuffer): ArchivedEntry[] {
  const view = new DataView(memory);
  const bytes = Buffer.from(memory);
  const entries: ArchivedEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const fixed = at;
    at += FIXED_BYTES;
    const next = (index: number): Buffer => {
      const text = bytes.subarray(at, at + view.getUint32(fixed + 56 + 4 * index, true));
      at += text.length;
      return text;
    };
    const flags = view.getUint8(fixed + 1);
    const [path, target, linkedTo, user, group] = [next(0), next(1), next(2), next(3), next(4)];
    const hash = (flags & HAS_HASH) === 0 ? null : bytes.toString('hex', at, at + HASH_BYTES);
    if (hash !== null) at += HASH_BYTES;
    entries.push({
      path,
      type: TYPES[view.getUint8(fixed)]!,
      bytes: view.getFloat64(fixed + 4, true),
      mtimeNs: BigInt(view.getFloat64(fixed + 12, true)) * NS_PER_SECOND + BigInt(view.getUint32(fixed + 52, true)),
      mode: view.getUint16(fixed + 2, true),
      uid: view.getFloat64(fixed + 20, true),
      gid: view.getFloat64(fixed + 28, true),
      user: user.toString(),
      group: group.toString(),
      target: (flags & HAS_TARGET) === 0 ? null : target,
      linkedTo: (flags & IS_LINKED) === 0 ? null : linkedTo,
      sha256: hash,
      start: view.getFloat64(fixed + 36, true),
      end: view.getFloat64(fixed + 44, true),
    });
  }
  return entries;
}

const NOTHING = Buffer.alloc(0);

function textsOf({ path, target, linkedTo, user, group }: ArchivedEntry): readonly Buffer[] {
  return [path, target ?? NOTHING, linkedTo ?? NOTHING, Buffer.from(user), Buffer.from(group)];
}

function writeFixed(view: DataView, at: number, entry: ArchivedEntry, texts: readonly Buffer[]): void {
  const nanoseconds = ((entry.mtimeNs % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
  view.setUint8(at, TYPES.indexOf(entry.type));
  view.setUint8(at + 1, flagsOf(entry));
  view.setUint16(at + 2, entry.mode, true);
  view.setFloat64(at + 4, entry.bytes, true);
  view.setFloat64(at + 12, Number((entry.mtimeNs - nanoseconds) / NS_PER_SECOND), true);
  view.setFloat64(at + 20, entry.uid, true);
  view.setFloat64(at + 28, entry.gid, true);
  view.setFloat64(at + 36, entry.start, true);
  view.setFloat64(at + 44, entry.end, true);
  view.setUint32(at + 52, Number(nanoseconds), true);
  for (const [index, text] of texts.entries()) view.setUint32(at + 56 + 4 * index, text.length, true);
}

function flagsOf({ target, linkedTo, sha256 }: ArchivedEntry): number {
  return (target === null ? 0 : HAS_TARGET) | (linkedTo === null ? 0 : IS_LINKED) | (sha256 === null ? 0 : HAS_HASH);
}
