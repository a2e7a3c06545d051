import { keyOf } from '../../archive/copy-from-archive.ts';
import type { OpenZip, ZipBytes } from '../../archive/open-zip.ts';
import { tarOfZip } from '../../archive/tar-of-zip.ts';
import { unlockZip } from '../../archive/unlock-zip.ts';
import { AppError } from '../../errors/app-error.ts';
import { isLineProblem } from '../../servers/ssh/lasting-line.ts';
import type { MediaCopy, MediaWork } from './media-work.ts';
import type { ReadableFiles } from './readable-files.ts';
import { nameInZip, type ZipLayout } from './zip-layout.ts';

/**
 * Files out of a zip of the server, read where it lies: nothing of it is written down anywhere, and no more than its names and some pieces are in memory. It is opened
 * at the first need and stays open, until a copy is blamed.
 */
export function openZipFiles(
  { artifact, links }: Pick<MediaWork, 'artifact' | 'links'>,
  { base }: Pick<ZipLayout, 'base'>,
  signal: AbortSignal,
): ReadableFiles {
  const copies = links.at(-1)?.copies ?? [];
  const damaged = new Set<MediaCopy>();
  const named = nameInZip(base ?? '');
  let current: { readonly copy: MediaCopy; readonly zip: OpenZip } | null = null;

  async function leave(): Promise<void> {
    const { zip } = current ?? {};
    current = null;
    await zip?.[Symbol.asyncDispose]();
  }

  async function opened(): Promise<OpenZip> {
    if (current !== null) return current.zip;
    const faults: Fault[] = [];
    for (const copy of copies) {
      if (damaged.has(copy)) continue;
      try {
        current = { copy, zip: await unlockCopy(copy, artifact, signal) };
        return current.zip;
      } catch (error) {
        signal.throwIfAborted();
        if (isLineProblem(error)) throw error;
        // A bent byte can look like a wrong password: another copy is tried all the same.
        damaged.add(copy);
        faults.push({ place: copy.store.place.name, error });
      }
    }
    throw unopened(artifact.file, faults);
  }

  return {
    async *tarOf(list, nameOf) {
      try {
        yield* tarOfZip({ list, zip: opened, nameInZip: named, nameOf, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof AppError && !error.code.startsWith('place.')) throw error;
        throw new AppError('archive.unreadable', { detail: error instanceof Error ? error.message : String(error), cause: error });
      }
    },
    async saidModes(paths) {
      const wanted = new Map(paths.map((path) => [keyOf(named(path)), keyOf(path)]));
      const said = new Map<string, number>();
      for (const { path, saidMode } of (await opened()).entries) {
        const key = wanted.get(keyOf(path));
        if (key === undefined) continue;
        if (saidMode === null) said.delete(key);
        else said.set(key, saidMode);
      }
      return said;
    },
    async blame() {
      if (current === null) return null;
      const { copy } = current;
      damaged.add(copy);
      await leave();
      return { place: copy.store.place.name, isLast: copies.every((each) => damaged.has(each)) };
    },
    [Symbol.asyncDispose]: leave,
  };
}

interface Fault {
  readonly place: string;
  readonly error: unknown;
}

/** Opens the zip in a copy with the passwords that are known for it. Throws `zip.*` and what the place throws. */
export function unlockCopy(
  { store, location, passwords }: MediaCopy,
  { file, bytes, sourceId }: Pick<MediaWork['artifact'], 'file' | 'bytes' | 'sourceId'>,
  signal: AbortSignal,
): Promise<OpenZip> {
  const zipBytes: ZipBytes = { size: bytes, read: (at) => store.read(location, file, at, signal) };
  return unlockZip(zipBytes, () => passwords?.(sourceId, signal) ?? []);
}

/** What kept every copy from being opened: one problem where it is the same for all. */
function unopened(file: string, faults: readonly Fault[]): AppError {
  const detail = [file, ...faults.map(({ place, error }) => `${place}: ${error instanceof Error ? error.message : String(error)}`)].join(
    '\n',
  );
  const codes = new Set(faults.map(({ error }) => (error instanceof AppError ? error.code : null)));
  const [code] = codes;
  return new AppError(codes.size === 1 && code ? code : 'copy.no-source', { detail });
}
