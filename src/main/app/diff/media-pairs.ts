import { type FilesArtifact, holdsFiles } from '../../../shared/model/artifact.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import type { ListedFile } from '../../archive/file-list.ts';

/** Files as one backup holds them. `isForeign`: the server made the archive, which holds files of any sources under names of its own. */
export interface FilesSide {
  readonly artifact: FilesArtifact;
  readonly isForeign: boolean;
}

/** The same files in two backups; null: that backup does not hold them. */
export type MediaPair =
  | { readonly before: FilesSide; readonly after: FilesSide }
  | { readonly before: FilesSide; readonly after: null }
  | { readonly before: null; readonly after: FilesSide };

type Held = Pick<Backup, 'artifacts' | 'trigger'>;

/**
 * What is to be compared with what. Files of one source belong together; of what is left, an archive the server made goes with each of our own sources on
 * the other side, for it may hold them all, or with the one there. Pure.
 */
export function mediaPairs(before: Held, after: Held): readonly MediaPair[] {
  const [olds, nows] = [filesIn(before), filesIn(after)];
  const pairs: MediaPair[] = [];
  const used = new Set<FilesSide>();
  const pair = (old: FilesSide, now: FilesSide): void => {
    pairs.push({ before: old, after: now });
    used.add(old).add(now);
  };
  for (const old of olds) {
    const same = nows.find((now) => isSameSource(old.artifact, now.artifact) && !used.has(now));
    if (same !== undefined) pair(old, same);
  }
  const foreignBefore = olds.find((old) => old.isForeign && !used.has(old));
  const foreignAfter = nows.find((now) => now.isForeign && !used.has(now));
  if (foreignBefore !== undefined && foreignAfter !== undefined) pair(foreignBefore, foreignAfter);
  else if (foreignBefore !== undefined) for (const now of nows.filter((each) => !used.has(each))) pair(foreignBefore, now);
  else if (foreignAfter !== undefined) for (const old of olds.filter((each) => !used.has(each))) pair(old, foreignAfter);
  return [
    ...pairs,
    ...olds.filter((old) => !used.has(old)).map((old) => ({ before: old, after: null })),
    ...nows.filter((now) => !used.has(now)).map((now) => ({ before: null, after: now })),
  ];
}

function isSameSource(one: FilesArtifact, other: FilesArtifact): boolean {
  return one.part === other.part && one.sourceId === other.sourceId;
}

function filesIn({ artifacts, trigger }: Held): readonly FilesSide[] {
  return artifacts.filter(holdsFiles).map((artifact) => ({ artifact, isForeign: artifact.part === 'bundle' || trigger === 'adopted' }));
}

/**
 * The files of an archive the server made as our own lists have them: below the site's root, which spatie writes in full, and of these the ones in `folders`
 * (null: all). Paths are bytes.
 */
export function filesOfForeign(files: readonly ListedFile[], root: string, folders: readonly string[] | null): readonly ListedFile[] {
  const prefix = Buffer.from(`${root.replace(/^\/+|\/+$/gu, '')}/`);
  const wanted = folders?.map((folder) => Buffer.from(`${folder}/`)) ?? null;
  return files
    .map((file) => (startsWith(file.path, prefix) ? { ...file, path: file.path.subarray(prefix.length) } : file))
    .filter(({ path }) => wanted === null || folders?.includes('.') === true || wanted.some((folder) => startsWith(path, folder)));
}

/** Only what every archive tells: names, types and bytes. Without rights, owners and times, in which a zip and a tar always differ. */
export function withoutRights(files: readonly ListedFile[]): readonly ListedFile[] {
  return files.map((file) => ({ ...file, mode: 0o644, mtimeNs: 0n, uid: 0, gid: 0, user: '', group: '' }));
}

function startsWith(path: Buffer, prefix: Buffer): boolean {
  return path.subarray(0, prefix.length).equals(prefix);
}
