import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { displayName } from '../archive/display-name.ts';
import type { ListedFile } from '../archive/file-list.ts';
import { lastOfEach, type OpenZip, type ZipEntry } from '../archive/open-zip.ts';
import { differenceOf, type SampleOptions, type SampleResult } from './media-sample.ts';

export interface ZipSampleOptions extends Pick<SampleOptions, 'files' | 'folder' | 'signal'> {
  readonly zip: OpenZip;
  /** Of the zip, for people. */
  readonly name: string;
}

/** As `restoreSample`, out of a zip: a name in it never becomes a name on the disk. Throws `zip.*` and what gives the bytes. */
export async function restoreZipSample({ files, zip, name, folder, signal }: ZipSampleOptions): Promise<SampleResult> {
  const entries = lastOfEach(zip.entries);
  const order = new Map([...entries.keys()].map((key, at) => [key, at]));
  const placeOf = (file: ListedFile) => order.get(file.path.toString('latin1')) ?? -1;
  const differences: string[] = [];
  const path = join(folder, 'restored-file');
  let bytes = 0;
  // In the order of the zip: its table of contents is gone through once.
  for (const file of files.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    const entry = entries.get(file.path.toString('latin1'));
    const difference =
      entry === undefined ? `${displayName(file.path)}: could not be taken out of ${name}` : await tried(zip, entry, file, path, signal);
    if (difference !== null) differences.push(difference);
    bytes += file.bytes;
  }
  return { sampled: files.length, bytes, differences };
}

async function tried(zip: OpenZip, entry: ZipEntry, file: ListedFile, path: string, signal: AbortSignal): Promise<string | null> {
  try {
    await writeOut(zip.read(entry, signal), path);
    return await differenceOf(file, path, signal);
  } finally {
    await rm(path, { force: true });
  }
}

async function writeOut(chunks: AsyncIterable<Buffer>, path: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}
