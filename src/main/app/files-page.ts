import type { ParsedInput } from '../../shared/ipc/contract.ts';
import type { BundleArtifact, MediaArtifact } from '../../shared/model/artifact.ts';
import type { BackupId } from '../../shared/model/ids.ts';
import type { FilePage } from '../../shared/model/media-file.ts';
import { createFileIndex, type FileIndex } from '../archive/file-index.ts';
import { filePage } from '../archive/file-page.ts';
import { AppError } from '../errors/app-error.ts';
import { readFileListOf } from './file-lists.ts';
import type { Modules } from './modules.ts';

/** Lists kept in memory: the one on screen and the one before it in its chain, and as many to go back to. 100,000 files take some 50 MB. */
const KEPT = 4;

/** Pages of the files of media artifacts and zips. An index is made once and kept while it is looked at. */
export function createFilePages(modules: Pick<Modules, 'catalog' | 'stores' | 'closing'>) {
  const { catalog, closing } = modules;
  const kept = new Map<string, Promise<FileIndex>>();

  function indexOf(backupId: BackupId, artifact: MediaArtifact | BundleArtifact): Promise<FileIndex> {
    const key = `${backupId} ${artifact.id}`;
    const index = kept.get(key) ?? readFileListOf(modules, backupId, artifact, closing).then(createFileIndex);
    kept.delete(key);
    kept.set(key, index);
    // A list that could not be read now may be readable the next time.
    index.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return index;
  }

  /** The state before it in its chain; null for a full, and where that list cannot be read: then nothing is marked as changed. */
  async function indexBefore({ chain, sourceId }: MediaArtifact): Promise<FileIndex | null> {
    const before = chain.at(-2);
    const artifact = before === undefined ? undefined : catalog.backups.find(before)?.artifacts.find((each) => each.sourceId === sourceId);
    if (before === undefined || artifact?.part !== 'media') return null;
    return indexOf(before, artifact).catch(() => null);
  }

  return async ({ backupId, artifactId, ...query }: ParsedInput<'backup.files'>): Promise<FilePage> => {
    const artifact = catalog.backups.find(backupId)?.artifacts.find(({ id }) => id === artifactId);
    if (artifact === undefined || artifact.part === 'database' || artifact.part === 'config')
      throw new AppError('backup.not-found', { detail: `${backupId} has no files ${artifactId}` });
    const index = await indexOf(backupId, artifact);
    return filePage(index, artifact.part === 'media' ? await indexBefore(artifact) : null, query);
  };
}
