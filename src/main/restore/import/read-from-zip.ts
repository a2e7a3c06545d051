import type { Dump, InZip } from '../../../shared/model/dump.ts';
import type { ZipBytes } from '../../archive/open-zip.ts';
import { unlockZip } from '../../archive/unlock-zip.ts';
import { AppError } from '../../errors/app-error.ts';
import type { DumpCopy } from './dump-source.ts';

type ZippedDump = Pick<Dump, 'file' | 'bytes' | 'sourceId'> & { readonly inZip: InZip };

/**
 * A dump out of a zip, from its byte `from` on, as the place gives the zip: nothing of it is written down anywhere, and no more than some chunks are in memory.
 * That they are the bytes of the manifest is for the reader to compare. Throws `import.copy-damaged`, `zip.password-missing`, `zip.password-wrong`, and what the
 * place throws.
 */
export async function* readFromZip(
  { store, location, passwords }: DumpCopy,
  { file, bytes, sourceId, inZip }: ZippedDump,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const damaged = (why: string, cause?: unknown) =>
    new AppError('import.copy-damaged', { detail: `${file} in ${store.place.name}: ${why}`, cause });
  const zipBytes: ZipBytes = { size: inZip.bytes, read: (at) => store.read(location, inZip.file, at, signal) };
  try {
    await using zip = await unlockZip(zipBytes, () => passwords?.(sourceId, signal) ?? []);
    // Of a name that comes twice the last one counts, as when it was adopted.
    const entry = zip.entries.findLast(({ type, path }) => type === 'file' && path.toString('utf8') === inZip.path);
    if (entry === undefined) throw damaged('it is not in the zip.');
    if (entry.bytes !== bytes) throw damaged(`the zip says ${entry.bytes} bytes, the manifest ${bytes}.`);
    let before = from;
    for await (const chunk of zip.read(entry, signal)) {
      const over = Math.min(before, chunk.length);
      before -= over;
      if (over < chunk.length) yield chunk.subarray(over);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError && error.code === 'zip.damaged') throw damaged(error.detail, error);
    throw error;
  }
}
