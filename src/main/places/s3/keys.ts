import type { S3Place } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { MANIFEST_FILE } from '../../manifest/companions.ts';
import { safeName } from '../safe-name.ts';

/*
 * Keys, as a person who opens the bucket finds them:
 *
 *   <prefix>/<site>/<folder>/<file>            a backup: it exists when manifest.json does, which is written last
 *   <prefix>/<site>/<folder>/.incoming.json    a copy that arrives: whose it is; gone when the copy is complete
 */

/** Reserves a folder for one backup while it arrives, and tells a sweep how old an attempt is. */
export const CLAIM_FILE = '.incoming.json';

/** What all keys of the place begin with: empty, or with a slash at its end. */
export function keyPrefix(place: S3Place): string {
  return place.prefix === '' ? '' : `${place.prefix}/`;
}

/** Keys tell upper from lower case, so a site's folder needs no mark here. */
export function sitePrefix(place: S3Place, siteName: string): string {
  return `${keyPrefix(place)}${safeName(siteName)}`;
}

export function keyOf(location: string, file: string): string {
  return location === '' ? file : `${location}/${file}`;
}

/** Refuses a location outside the prefix: nothing there is ever read as a copy or removed. */
export function insidePrefix(place: S3Place, location: string): string {
  const prefix = keyPrefix(place);
  const plain = location.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (plain && location.startsWith(prefix) && location.length > prefix.length) return location;
  throw new AppError('place.missing', { detail: `${location} does not lie in ${place.bucket}/${place.prefix}.` });
}

/** The location a manifest's key stands for: one or two folders below the prefix, as in a folder of this computer. Null for any other key. */
export function locationOfManifest(place: S3Place, key: string): string | null {
  const prefix = keyPrefix(place);
  if (!key.startsWith(prefix)) return null;
  const parts = key.slice(prefix.length).split('/');
  const isBackup = parts.at(-1) === MANIFEST_FILE && (parts.length === 2 || parts.length === 3);
  return isBackup && parts.every((part) => part !== '' && !part.startsWith('.')) ? key.slice(0, -MANIFEST_FILE.length - 1) : null;
}
