import type { MediaDifference } from '../../shared/model/diff.ts';
import type { SourceId } from '../../shared/model/ids.ts';
import type { FileChange } from '../../shared/model/media-file.ts';
import { compareFileLists } from './compare-file-lists.ts';
import { displayName } from './display-name.ts';
import { isExecutable, meaningOfMode } from './executable.ts';
import type { ListedFile } from './file-list.ts';

const MOST_LISTED = 1000;

export interface MediaStates {
  readonly sourceId: SourceId;
  readonly folders: readonly string[];
  /** Null: that backup does not hold the source. */
  readonly before: readonly ListedFile[] | null;
  readonly after: readonly ListedFile[] | null;
}

/** What became of the files and links of a source between two backups. Folders are not counted. */
export function toMediaDifference({ sourceId, folders, before, after }: MediaStates): MediaDifference {
  const { added, removed, changed, touched, same } = compareFileLists(contentOf(before), contentOf(after));
  const mode = { modeMeans: meaningOfMode([...(before ?? []), ...(after ?? [])]) };
  const executables: FileChange[] = [];
  const files: FileChange[] = [];

  function list(change: FileChange['change'], old: ListedFile | null, now: ListedFile | null): void {
    const executable = now !== null && isExecutable(now, mode);
    // Of a file that was only touched it is news when it can be run since.
    const isNews = executable && (change !== 'touched' || old === null || !isExecutable(old, mode));
    const shown = now ?? old;
    if (shown === null) return;
    const row = { name: displayName(shown.path), change, bytesBefore: old?.bytes ?? null, bytesAfter: now?.bytes ?? null, executable };
    (isNews ? executables : files).push(row);
  }

  for (const file of added) list('added', null, file);
  for (const pair of changed) list('changed', pair.before, pair.after);
  for (const file of removed) list('removed', file, null);
  for (const pair of touched) list('touched', pair.before, pair.after);
  files.sort((one, other) => weightOf(other) - weightOf(one) || (one.name < other.name ? -1 : 1));
  return {
    sourceId,
    folders: [...folders],
    onlyIn: after === null ? 'before' : before === null ? 'after' : null,
    added: sum(added),
    changed: {
      files: changed.length,
      bytesBefore: sum(changed.map((pair) => pair.before)).bytes,
      bytesAfter: sum(changed.map((pair) => pair.after)).bytes,
    },
    removed: sum(removed),
    touched: touched.length,
    same: same.length,
    executables,
    files: files.slice(0, MOST_LISTED),
    notListed: Math.max(0, files.length - MOST_LISTED),
  };
}

function contentOf(list: readonly ListedFile[] | null): readonly ListedFile[] {
  return (list ?? []).filter((file) => file.type === 'file' || file.type === 'link');
}

function sum(list: readonly ListedFile[]): { files: number; bytes: number } {
  return { files: list.length, bytes: list.reduce((bytes, file) => bytes + file.bytes, 0) };
}

/** Bytes that came, went or were replaced; what was only touched comes last. */
function weightOf({ change, bytesBefore, bytesAfter }: FileChange): number {
  return change === 'touched' ? -1 : Math.max(bytesBefore ?? 0, bytesAfter ?? 0);
}
