import type { FilesArtifact } from '../../shared/model/artifact.ts';
import type { BackupDiff, MediaDifference } from '../../shared/model/diff.ts';
import type { BackupId } from '../../shared/model/ids.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { ListedFile } from '../archive/file-list.ts';
import { toMediaDifference } from '../archive/media-difference.ts';
import { configDifferences } from './diff/config-differences.ts';
import { databaseDifferences } from './diff/database-differences.ts';
import { filesOfForeign, type FilesSide, type MediaPair, mediaPairs, withoutRights } from './diff/media-pairs.ts';
import { readFileListOf } from './file-lists.ts';
import type { Modules } from './modules.ts';

/** Reads the list of files of one artifact of a backup, wherever a copy of it can be reached. */
export type ReadFileList = (backupId: BackupId, artifact: FilesArtifact) => Promise<readonly ListedFile[]>;

/**
 * What `after` has and `before` has not, and the other way round: of databases from the manifests alone, of files from their lists. Backups of our own and
 * ones the server made are compared by what both hold. Throws what the reading of a list throws (`backup.file-list-missing`).
 */
export async function diffBackups(
  modules: Pick<Modules, 'catalog' | 'stores' | 'closing'>,
  before: Manifest,
  after: Manifest,
): Promise<BackupDiff> {
  return diffManifests(before, after, (backupId, artifact) => readFileListOf(modules, backupId, artifact, modules.closing));
}

/** The same over any way to read lists of files. One pair of lists is in memory at a time. */
export async function diffManifests(before: Manifest, after: Manifest, readFileList: ReadFileList): Promise<BackupDiff> {
  const media: MediaDifference[] = [];
  for (const pair of mediaPairs(before.backup, after.backup)) media.push(await mediaDifference(before, after, pair, readFileList));
  return {
    before: { id: before.backup.id, startedAt: before.backup.startedAt },
    after: { id: after.backup.id, startedAt: after.backup.startedAt },
    databases: databaseDifferences(before.backup, after.backup),
    media,
    config: configDifferences(before.backup, after.backup),
  };
}

async function mediaDifference(before: Manifest, after: Manifest, pair: MediaPair, readFileList: ReadFileList): Promise<MediaDifference> {
  const sides = [pair.after, pair.before].filter((side) => side !== null);
  const own = sides.find(({ isForeign }) => !isForeign)?.artifact;
  const folders = own?.part === 'media' ? own.folders : null;
  const isMixed = own !== undefined && sides.some(({ isForeign }) => isForeign);
  const read = async ({ backup, site }: Manifest, side: FilesSide | null): Promise<readonly ListedFile[] | null> => {
    if (side === null) return null;
    const files = await readFileList(backup.id, side.artifact);
    if (!side.isForeign) return isMixed ? withoutRights(files) : files;
    const ours = filesOfForeign(files, site.root, folders);
    // An archive without any file of this source does not hold the source.
    if (isMixed && ours.length === 0) return null;
    return isMixed ? withoutRights(ours) : ours;
  };
  const [named] = own === undefined ? sides.map(({ artifact }) => artifact) : [own];
  if (named === undefined) throw new Error('a pair of nothing');
  const states = { before: await read(before, pair.before), after: await read(after, pair.after) };
  return toMediaDifference({ sourceId: named.sourceId, folders: folders ?? (named.part === 'media' ? named.folders : []), ...states });
}
