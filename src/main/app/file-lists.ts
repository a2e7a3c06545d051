import { createHash } from 'node:crypto';
import type { FileListFile } from '../../shared/model/artifact.ts';
import type { Copy } from '../../shared/model/backup.ts';
import type { BackupId } from '../../shared/model/ids.ts';
import { isFolderPlace, type PlaceKind } from '../../shared/model/place.ts';
import type { ListedFile } from '../archive/file-list.ts';
import { loadFileList } from '../archive/read-file-list.ts';
import { AppError } from '../errors/app-error.ts';
import type { CopyStore } from '../places/copy-store.ts';
import type { Modules } from './modules.ts';

/** From the quickest to the slowest to read. */
const NEARNESS: readonly PlaceKind[] = ['this-computer', 'drive', 'server-folder', 's3'];

/**
 * The list of files of a backup, from the nearest copy whose bytes are those that were recorded. Throws `backup.file-list-missing` when no place
 * has it, or the reason of the signal.
 */
export async function readFileListOf(
  { catalog, stores }: Pick<Modules, 'catalog' | 'stores'>,
  backupId: BackupId,
  { fileList }: { readonly fileList: FileListFile },
  signal: AbortSignal,
): Promise<readonly ListedFile[]> {
  const faults: string[] = [];
  for (const copy of nearestFirst(catalog.places, catalog.backups.copiesOf(backupId))) {
    try {
      return await readFileListAt({ catalog, stores }, copy, { fileList }, signal);
    } catch (error) {
      signal.throwIfAborted();
      faults.push(`${copy.location}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new AppError('backup.file-list-missing', { detail: [fileList.file, ...faults].join('\n') });
}

/** The list of files of a backup as it lies in one copy. Throws when it cannot be read there, or is not the one that was recorded. */
export async function readFileListAt(
  modules: Pick<Modules, 'catalog' | 'stores'>,
  copy: Copy,
  { fileList }: { readonly fileList: FileListFile },
  signal: AbortSignal,
): Promise<readonly ListedFile[]> {
  const { store, location } = await openCopy(modules, copy);
  return loadFileList(checked(store.read(location, fileList.file, 0, signal), fileList));
}

/** The same list as the file it is, where a copy lies in a folder of this computer; null elsewhere, and where its bytes are not those recorded. */
export async function fileOfList(
  { catalog, stores }: Pick<Modules, 'catalog' | 'stores'>,
  backupId: BackupId,
  { fileList }: { readonly fileList: FileListFile },
  signal: AbortSignal,
): Promise<Buffer | null> {
  const [copy] = nearestFirst(catalog.places, catalog.backups.copiesOf(backupId));
  if (copy === undefined) return null;
  try {
    const { store, location } = await openCopy({ catalog, stores }, copy);
    if (!isFolderPlace(store.place)) return null;
    const pieces: Buffer[] = [];
    for await (const piece of checked(store.read(location, fileList.file, 0, signal), fileList)) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The store of a copy, and where the copy lies: a drive under a new letter is found on opening, and its copies lie there from then on. */
export async function openCopy(
  { catalog, stores }: Pick<Modules, 'catalog' | 'stores'>,
  { backupId, placeId, location }: Copy,
): Promise<{ readonly store: CopyStore; readonly location: string }> {
  const store = await stores.storeOf(placeId);
  const now = catalog.backups.copiesOf(backupId).find((copy) => copy.placeId === placeId);
  return { store, location: now?.location ?? location };
}

/** Copies that hold, nearest place first. */
export function nearestFirst(places: Modules['catalog']['places'], copies: readonly Copy[]): readonly Copy[] {
  const kinds = new Map(places.list().map(({ id, kind }) => [id, kind]));
  const rank = ({ placeId }: Copy): number => NEARNESS.indexOf(kinds.get(placeId) ?? 's3');
  return copies.filter(({ proof }) => proof.failure === null).toSorted((a, b) => rank(a) - rank(b));
}

/** The same bytes; throws at their end when they are not the ones that were recorded. */
async function* checked(chunks: AsyncIterable<Buffer>, { file, sha256 }: FileListFile): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new Error(`${file} was changed since it was made`);
}
