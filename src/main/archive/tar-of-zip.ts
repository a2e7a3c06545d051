import { createHash } from 'node:crypto';
import { differs, keyOf, type NameOf } from './copy-from-archive.ts';
import type { ListedFile } from './file-list.ts';
import type { OpenZip, ZipEntry } from './open-zip.ts';
import { endOfState, namedBy } from './tar-of-state.ts';
import { tarHeader, tarPadding } from './tar-writer.ts';

export interface ZipTarOptions {
  /** What the tar is to hold; sorted by path. */
  readonly list: readonly ListedFile[];
  /** Asked for only when the list has files. */
  readonly zip: () => Promise<OpenZip>;
  /** What an entry of the list is called in the zip. */
  readonly nameInZip: NameOf;
  /** What it is called in the tar. */
  readonly nameOf: NameOf;
  readonly signal: AbortSignal;
}

/**
 * As `tarOfState`, out of a zip: its entries in their order, each read once, with the rights and times of the list. Of a name that comes twice the last one counts. The
 * last piece of a file comes only when its hash is right. Throws `archive.chain-differs` when a file is missing or not what the list says, `zip.*`, and what gives the bytes.
 */
export async function* tarOfZip({ list, zip, nameInZip, nameOf, signal }: ZipTarOptions): AsyncGenerator<Buffer, void, undefined> {
  const named = namedBy(nameOf);
  const wanted = new Map(list.flatMap((file) => (file.type === 'file' ? [[keyOf(nameInZip(file.path)), file] as const] : [])));
  if (wanted.size > 0) {
    const opened = await zip();
    const found = entriesNamed(opened, wanted);
    for (const file of wanted.values()) throw differs(file, 'is not in the zip');
    for (const { entry, file } of found) yield* fileOf(opened, entry, file, named(file), signal);
  }
  yield* endOfState(list.filter(({ type }) => type !== 'file').map(named));
}

interface Found {
  readonly entry: ZipEntry;
  readonly file: ListedFile;
}

/** In the order of the zip. What was found is taken out of `wanted`. */
function entriesNamed({ entries }: OpenZip, wanted: Map<string, ListedFile>): readonly Found[] {
  const found: Found[] = [];
  for (let at = entries.length - 1; at >= 0 && wanted.size > 0; at -= 1) {
    const entry = entries[at]!;
    const key = keyOf(entry.path);
    const file = wanted.get(key);
    if (file === undefined) continue;
    if (entry.type !== 'file') throw differs(file, 'is no file in the zip');
    if (entry.bytes !== file.bytes) throw differs(file, `has ${entry.bytes} bytes instead of ${file.bytes}`);
    wanted.delete(key);
    found.push({ entry, file });
  }
  return found.toReversed();
}

async function* fileOf(
  zip: OpenZip,
  entry: ZipEntry,
  file: ListedFile,
  named: ListedFile,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  let held: Buffer | null = null;
  yield tarHeader(named, null);
  for await (const piece of zip.read(entry, signal)) {
    hash.update(piece);
    if (held !== null) yield held;
    held = piece;
  }
  if (hash.digest('hex') !== file.sha256) throw differs(file, 'has other bytes');
  if (held !== null) yield held;
  yield tarPadding(file.bytes);
}
