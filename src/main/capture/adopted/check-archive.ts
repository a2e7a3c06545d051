import { createReadStream } from 'node:fs';
import type { MediaArtifact, MediaCounts } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import type { ArchivedEntry } from '../../archive/archive-index.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { indexArchiveFile } from '../../archive/index-archive-file.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { artifactFields, isIncremental, type CheckedFile, type Clues } from './checked-file.ts';
import type { Recognised } from './recognise.ts';

/** Reads an archive of files to its end, hashing every file in it. Refused (`adopt.not-readable`) is what is damaged, cut off or empty. */
export async function checkArchive(
  path: string,
  { compression }: Recognised,
  clues: Clues,
  job: Pick<JobContext, 'signal' | 'advance'>,
): Promise<CheckedFile> {
  const index = await indexed();
  if (!index.ended) throw new AppError('adopt.not-readable', { detail: 'The archive ends without its end mark: it was cut off.' });
  const list = listOf(index.entries);
  const counts = countsOf(list);
  if (list.length === 0) throw new AppError('adopt.not-readable', { detail: 'The archive is empty.' });
  const kind = isIncremental(clues) ? 'incremental' : 'full';
  return {
    kind,
    warnings: [...(kind === 'incremental' ? [ONLY_CHANGES] : []), ...countWarnings(clues, counts)],
    list,
    artifact: (common, fileList): MediaArtifact => {
      if (fileList === null) throw new Error('an archive was adopted without its list of files');
      return {
        ...artifactFields(common),
        part: 'media',
        kind,
        compression,
        uncompressedBytes: index.uncompressedBytes,
        folders: foldersOf(list),
        archiveTool: null,
        fileList,
        counts,
        chain: [common.backupId],
        synthetic: false,
        resumed: 0,
      };
    },
  };

  async function indexed() {
    try {
      return await indexArchiveFile(createReadStream(path) as AsyncIterable<Buffer>, {
        compression,
        signal: job.signal,
        onBytes: (bytes) => job.advance(bytes),
      });
    } catch (error) {
      if (error instanceof UnreadableError) throw new AppError('adopt.not-readable', { detail: error.message, cause: error });
      throw error;
    }
  }
}

const ONLY_CHANGES: BackupWarning = {
  code: 'adopt.incremental-archive',
  text: 'The server calls this archive incremental: it holds only the files that changed, and nothing tells which were deleted. Restore the full archive before it first.',
};

function countWarnings({ beside }: Clues, { files }: MediaCounts): readonly BackupWarning[] {
  if (beside.files === null || beside.files === files) return [];
  return [{ code: 'adopt.files-differ', text: `The description beside the archive names ${beside.files} files; ${files} are in it.` }];
}

/** One line per name: of a name that comes twice the last one counts, as it does for tar. Pure. */
export function listOf(entries: readonly ArchivedEntry[]): readonly ListedFile[] {
  const byPath = new Map<string, ListedFile>();
  for (const { path, type, bytes, mtimeNs, mode, uid, gid, user, group, target, sha256 } of entries)
    byPath.set(path.toString('latin1'), { path, type, bytes, mtimeNs, mode, uid, gid, user, group, target, sha256, at: 0 });
  return [...byPath.values()];
}

/** Nothing is known of the state before. Pure. */
export function countsOf(list: readonly ListedFile[]): MediaCounts {
  const of = (type: ListedFile['type']) => list.filter((entry) => entry.type === type);
  const files = of('file');
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    folders: of('folder').length,
    links: of('link').length,
    added: 0,
    changed: 0,
    removed: 0,
    touched: 0,
    skipped: of('other').length,
  };
}

/** The folders at the top; `.` where files lie at the top themselves. Pure. */
function foldersOf(list: readonly ListedFile[]): string[] {
  const tops = new Set(
    list.map(({ path, type }) => {
      const text = path.toString('utf8');
      const slash = text.indexOf('/');
      if (slash > 0) return text.slice(0, slash);
      return type === 'folder' ? text : '.';
    }),
  );
  if (tops.size > 1 && !list.some(({ path, type }) => type !== 'folder' && !path.includes(0x2f))) tops.delete('.');
  return [...tops].toSorted();
}
