import type { BackupDiff, DatabaseDifference, MediaDifference, TableDifference } from '../../../shared/model/diff.ts';
import type { FileChange } from '../../../shared/model/media-file.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { countWord, formatCount } from '../backup/backup-words.ts';

/** "+3,214", "−28", "0": the sign always stands there, with a minus as wide as the plus. */
export function signedCount(difference: number): string {
  if (difference === 0) return '0';
  return `${difference > 0 ? '+' : '−'}${formatCount(Math.abs(difference))}`;
}

/** Rows that came or went with a table; null where one side could not count them. */
export function rowDifference({ change, rowsBefore, rowsAfter }: TableDifference): number | null {
  const before = change === 'new' ? 0 : rowsBefore;
  const after = change === 'gone' ? 0 : rowsAfter;
  return before === null || after === null ? null : after - before;
}

export function isSameDatabase({ onlyIn, tables, objectsAdded, objectsRemoved }: DatabaseDifference): boolean {
  return onlyIn === null && tables.length + objectsAdded.length + objectsRemoved.length === 0;
}

export function isSameMedia({ onlyIn, added, changed, removed, touched, executables }: MediaDifference): boolean {
  return onlyIn === null && added.files + changed.files + removed.files + touched + executables.length === 0;
}

/** Whether the two backups hold the same in every part that was compared. */
export function isNothing({ databases, media, config }: BackupDiff): boolean {
  return databases.every(isSameDatabase) && media.every(isSameMedia) && config.length === 0;
}

export interface DiffFigures {
  readonly tables: number;
  /** Sum over the tables whose rows are known on both sides. */
  readonly rows: number;
  readonly files: number;
  readonly addedBytes: number;
  readonly executables: number;
}

export function figuresOf({ databases, media }: BackupDiff): DiffFigures {
  const tables = databases.flatMap((database) => database.tables);
  return {
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + (rowDifference(table) ?? 0), 0),
    files: media.reduce((sum, { added, changed, removed }) => sum + added.files + changed.files + removed.files, 0),
    addedBytes: media.reduce((sum, { added }) => sum + added.bytes, 0),
    executables: media.reduce((sum, { executables }) => sum + executables.length, 0),
  };
}

/** "57 files new, 41.6 MB; 4 changed; 11 gone, 3.90 MB; 9 touched; 48,201 the same". */
export function mediaLine({ added, changed, removed, touched, same }: MediaDifference): string {
  return [
    ...(added.files === 0 ? [] : [`${countWord(added.files, 'file', 'files')} new, ${formatBytes(added.bytes)}`]),
    ...(changed.files === 0
      ? []
      : [`${formatCount(changed.files)} changed, ${formatBytes(changed.bytesBefore)} before and ${formatBytes(changed.bytesAfter)} after`]),
    ...(removed.files === 0 ? [] : [`${formatCount(removed.files)} gone, ${formatBytes(removed.bytes)}`]),
    ...(touched === 0 ? [] : [`${formatCount(touched)} touched, with the same bytes`]),
    `${formatCount(same)} the same`,
  ].join('; ');
}

/** "310 kB, was 150 kB"; of a file on one side only, its size there. */
export function fileSizeLine({ bytesBefore, bytesAfter }: FileChange): string {
  if (bytesBefore === null && bytesAfter === null) return '–';
  if (bytesAfter === null) return `was ${formatBytes(bytesBefore ?? 0)}`;
  return bytesBefore === null || bytesBefore === bytesAfter
    ? formatBytes(bytesAfter)
    : `${formatBytes(bytesAfter)}, was ${formatBytes(bytesBefore)}`;
}

/** "view x" and "trigger y" of a list, or nothing. */
export function objectsLine(objects: readonly string[]): string {
  return objects.length === 0 ? 'none' : objects.join(', ');
}
