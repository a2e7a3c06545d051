import type { ParsedInput } from '../../shared/ipc/contract.ts';
import type { ArtifactId, BackupId } from '../../shared/model/ids.ts';
import type { FilePage } from '../../shared/model/media-file.ts';
import { createFileIndex, type FileIndex } from '../archive/file-index.ts';
import { AppError } from '../errors/app-error.ts';
import { readFileListOf } from './file-lists.ts';
import type { Modules } from './modules.ts';

/** Lists kept in memory: the one on screen, and one to go back to. 100,000 files take some 50 MB. */
const KEPT = 2;

/** A page of the files of a media artifact or a zip. The index is made once and kept while it is looked at. */
export function createFilePages(modules: Pick<Modules, 'catalog' | 'stores' | 'closing'>) {
  const kept = new Map<string, Promise<FileIndex>>();

  async function indexOf(backupId: BackupId, artifactId: ArtifactId): Promise<FileIndex> {
    const artifact = modules.catalog.backups.find(backupId)?.artifacts.find(({ id }) => id === artifactId);
    if (artifact === undefined || artifact.part === 'database' || artifact.part === 'config')
      throw new AppError('backup.not-found', { detail: `${backupId} has no files ${artifactId}` });
    const list = await readFileListOf(modules, backupId, artifact, modules.closing);
    return createFileIndex(list, artifact.part === 'media' ? artifact.chain.length - 1 : 0);
  }

  return async ({ backupId, artifactId, ...question }: ParsedInput<'backup.files'>): Promise<FilePage> => {
    const key = `${backupId} ${artifactId}`;
    const index = kept.get(key) ?? indexOf(backupId, artifactId);
    kept.delete(key);
    kept.set(key, index);
    // A list that could not be read now may be readable the next time.
    index.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return (await index).page(question);
  };
}
