import type { FileEntry, ListedFile } from '../../archive/file-list.ts';

const NS_PER_SECOND = 1_000_000_000n;

/** Two times of one file. Not every tar and every file system keeps parts of a second: where one side has none, whole seconds decide. Pure. */
export function isSameTime(one: bigint, other: bigint): boolean {
  if (one === other) return true;
  const isWhole = one % NS_PER_SECOND === 0n || other % NS_PER_SECOND === 0n;
  return isWhole && floorSeconds(one) === floorSeconds(other);
}

function floorSeconds(ns: bigint): bigint {
  const seconds = ns / NS_PER_SECOND;
  return ns < 0n && ns % NS_PER_SECOND !== 0n ? seconds - 1n : seconds;
}

/** Whether what is on the server is, as far as a listing tells, the entry of the backup. Times of folders only say that something came or went. Pure. */
export function looksSame(listed: ListedFile, found: FileEntry | undefined): boolean {
  if (found === undefined || found.type !== listed.type) return false;
  switch (listed.type) {
    case 'file':
      return found.bytes === listed.bytes && isSameTime(found.mtimeNs, listed.mtimeNs);
    case 'link':
      return found.target !== null && listed.target !== null && found.target.equals(listed.target);
    case 'folder':
    case 'other':
      return true;
  }
}
