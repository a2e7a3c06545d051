import type { Medium, Place } from '../../shared/model/place.ts';

/** The order in which places are told of. */
export const NEAREST_FIRST: readonly Place['kind'][] = ['this-computer', 'drive', 's3', 'server-folder'];

/** As part of a sentence: "One copy, on this computer and in S3". */
export const WHERE: Readonly<Record<Place['kind'], string>> = {
  'this-computer': 'on this computer',
  drive: 'on a drive',
  s3: 'in S3',
  'server-folder': 'on another server',
};

export const MEDIUM: Readonly<Record<Medium, string>> = {
  'server-disk': "a server's disk",
  'computer-disk': 'the disk of this computer',
  'external-drive': 'a drive',
  'object-storage': 'object storage',
};

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** "1 copy", "3 copies". */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Texts of elsewhere as part of a sentence. */
export const clause = (text: string): string => text.trim().replace(/\.$/, '');
