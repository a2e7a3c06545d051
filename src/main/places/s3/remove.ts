import { MANIFEST_FILE } from '../../manifest/companions.ts';
import type { Clock } from '../../support/clock.ts';
import type { Bucket } from './bucket.ts';
import { CLAIM_FILE, keyOf, keyPrefix } from './keys.ts';
import { abortUpload, listUploads } from './uploads.ts';

/** As the port says: nobody takes it up after that. */
const KEPT_INCOMING_MS = 14 * 24 * 60 * 60 * 1000;
const AT_ONCE = 4;

/**
 * Deletes everything at a location, the manifest first, so that half of a copy never looks like one; the claim last, so that a sweep finds the rest.
 * One by one: a call that deletes many needs an MD5 at some services and a CRC at others. In a bucket with versions, the versions stay.
 */
export async function deleteBelow(bucket: Bucket, location: string, signal: AbortSignal): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of bucket.list(`${location}/`, signal)) keys.push(key);
  const [manifest, claim] = [keyOf(location, MANIFEST_FILE), keyOf(location, CLAIM_FILE)];
  if (keys.includes(manifest)) await bucket.delete(manifest, signal);
  const others = keys.filter((key) => key !== manifest && key !== claim);
  for (let from = 0; from < others.length; from += AT_ONCE) {
    await Promise.all(others.slice(from, from + AT_ONCE).map((key) => bucket.delete(key, signal)));
  }
  if (keys.includes(claim)) await bucket.delete(claim, signal);
}

/**
 * Takes back what copies left that nobody continued for 14 days: found by their claims, so uploads and objects of others are never touched. Returns the
 * locations.
 */
export async function sweepClaims(bucket: Bucket, clock: Clock, signal: AbortSignal): Promise<readonly string[]> {
  const claims: string[] = [];
  const complete = new Set<string>();
  for await (const { key, modifiedMs } of bucket.list(keyPrefix(bucket.place), signal)) {
    const location = key.slice(0, Math.max(0, key.lastIndexOf('/')));
    if (key.endsWith(`/${MANIFEST_FILE}`)) complete.add(location);
    if (key.endsWith(`/${CLAIM_FILE}`) && clock.now() - modifiedMs >= KEPT_INCOMING_MS) claims.push(location);
  }
  for (const location of claims) {
    for await (const upload of listUploads(bucket, `${location}/`, signal)) await abortUpload(bucket, upload, signal);
    if (complete.has(location)) await bucket.delete(keyOf(location, CLAIM_FILE), signal);
    else await deleteBelow(bucket, location, signal);
  }
  return claims;
}
