import { createHash } from 'node:crypto';
import type { MediaWork } from './media-work.ts';

/** Twelve hex digits that stand in the names of all folders of this work; `isOwnPath` knows them. Two media of one restore never meet. */
export function workIdOf({ restoreId, artifact }: Pick<MediaWork, 'restoreId' | 'artifact'>): string {
  return createHash('sha256').update(`${restoreId}:${artifact.id}`).digest('hex').slice(0, 12);
}

/** Folders of a source without those that lie in another of them, without `./` and `/` at the ends. Each changes by itself. Pure. */
export function unitsOf(folders: readonly string[]): readonly string[] {
  const tidy = [...new Set(folders.map((folder) => partsOf(folder).join('/') || '.'))];
  if (tidy.includes('.')) return ['.'];
  return tidy.filter((folder) => !tidy.some((other) => folder.startsWith(`${other}/`)));
}

function partsOf(folder: string): readonly string[] {
  return folder.split('/').filter((part) => part !== '' && part !== '.');
}

/** Absolute paths on the server. */
export interface WorkFolders {
  readonly live: string;
  /** Where what comes back is unpacked. */
  readonly stage: string;
  /** Where the live state goes, or the part of it that is replaced. */
  readonly old: string;
  /** Notes of the restore: the plan of the renames, and moments. */
  readonly ops: string;
}

/** `beside`: next to the live folder. `inside`: in it, where its parent is closed, on another disk, or outside of the site. */
export function workFolders(live: string, id: string, at: 'beside' | 'inside'): WorkFolders {
  const start = at === 'beside' ? live : `${live}/`;
  return { live, stage: `${start}.hf-${id}`, old: `${start}.hf-old-${id}`, ops: `${start}.hf-ops-${id}` };
}
