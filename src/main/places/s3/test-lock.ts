import { createHash, randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  type ObjectLockMode,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { PlaceTestRow } from '../../../shared/model/place.ts';
import type { Clock } from '../../support/clock.ts';
import { attentionRow, failedRow, notTriedRow, okRow } from '../test-rows.ts';
import type { Bucket } from './bucket.ts';
import { keyPrefix } from './keys.ts';
import { isRefused } from './s3-problem.ts';

const VERSIONING = 'Keep old versions';
const LOCK = 'Lock objects against deletion';
const FOREVER = 'Not delete for good';
/** The object of the test stays so long where nobody can delete it. */
const LOCKED_MS = 60_000;

/** What stands between a thief of the keys and the copies: versions, retention, and whether the keys get around them. */
export async function testLock(bucket: Bucket, clock: Clock, signal: AbortSignal): Promise<readonly PlaceTestRow[]> {
  const versioning = await ask(() => isVersioned(bucket, signal), signal);
  const lock = await ask(() => isLockable(bucket, signal), signal);
  const tried = versioning === true ? await tryDeletingForever(bucket, clock, lock === true, signal) : null;
  return [versioningRow(versioning), lockRow(bucket, lock, tried), foreverRow(versioning, tried)];
}

/** Null: the keys may not ask, or the service does not know the question. */
async function ask(question: () => Promise<boolean>, signal: AbortSignal): Promise<boolean | null> {
  try {
    return await question();
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function isVersioned(bucket: Bucket, signal: AbortSignal): Promise<boolean> {
  const { place, client } = bucket;
  const { Status } = await bucket.send(place.bucket, signal, (how) =>
    client.send(new GetBucketVersioningCommand({ Bucket: place.bucket }), how),
  );
  return Status === 'Enabled';
}

async function isLockable({ place, client }: Bucket, signal: AbortSignal): Promise<boolean> {
  try {
    const command = new GetObjectLockConfigurationCommand({ Bucket: place.bucket });
    const { ObjectLockConfiguration } = await client.send(command, { abortSignal: signal });
    return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  } catch (error) {
    if (error instanceof Error && error.name === 'ObjectLockConfigurationNotFoundError') return false;
    throw error;
  }
}

interface Tried {
  /** A version was deleted for good although it was locked (in a bucket with lock), or at all. */
  readonly deleted: boolean;
  /** Writing with retention failed. */
  readonly lockProblem: unknown;
}

/** Null when nothing is known: the service gave no version, or failed. */
async function tryDeletingForever(bucket: Bucket, clock: Clock, locks: boolean, signal: AbortSignal): Promise<Tried | null> {
  const { place, client } = bucket;
  const where = { Bucket: place.bucket, Key: `${keyPrefix(place)}.holdfast-test-${randomBytes(6).toString('hex')}` };
  const body = Buffer.from('written by a test of this place, to be deleted\n');
  const retention = {
    ObjectLockMode: 'GOVERNANCE' satisfies ObjectLockMode,
    ObjectLockRetainUntilDate: new Date(clock.now() + LOCKED_MS),
  } as const;
  const put = { ...where, Body: body, ContentMD5: createHash('md5').update(body).digest('base64'), ...(locks ? retention : {}) };
  let version: string | undefined;
  try {
    ({ VersionId: version } = await bucket.send(where.Key, signal, (how) => client.send(new PutObjectCommand(put), how)));
  } catch (error) {
    signal.throwIfAborted();
    return { deleted: false, lockProblem: error };
  }
  if (version === undefined) return null;
  const bypass = locks ? { BypassGovernanceRetention: true } : {};
  const deletion = { ...where, VersionId: version, ...bypass };
  try {
    await bucket.send(where.Key, signal, (how) => client.send(new DeleteObjectCommand(deletion), how));
    return { deleted: true, lockProblem: null };
  } catch (error) {
    signal.throwIfAborted();
    // Hidden at least; the version itself stays as long as the service holds it.
    await bucket.delete(where.Key, signal).catch(() => {});
    return isRefused(error) || isRefused(error instanceof Error ? error.cause : undefined) ? { deleted: false, lockProblem: null } : null;
  }
}

function versioningRow(versioning: boolean | null): PlaceTestRow {
  if (versioning === null) return notTriedRow('versioning', VERSIONING, 'The keys may not ask, or the service has no versions.');
  if (versioning)
    return okRow(
      'versioning',
      VERSIONING,
      'The bucket keeps versions: what is removed here stays as an old version until a lifecycle rule ends it.',
    );
  const why =
    'Whoever has these keys can delete and overwrite every copy for good. Switch versioning on, with a lifecycle rule for old versions.';
  return attentionRow('versioning', VERSIONING, 'The bucket keeps no versions.', why);
}

function lockRow({ place }: Bucket, lock: boolean | null, tried: Tried | null): PlaceTestRow {
  const wanted = place.objectLock !== null;
  if (lock === true && tried?.lockProblem) {
    const why = 'Without s3:PutObjectRetention the retention that is set for this place cannot be put on copies.';
    return wanted
      ? failedRow('object-lock', LOCK, tried.lockProblem, why)
      : notTriedRow('object-lock', LOCK, 'The keys may not lock; it is not asked for.');
  }
  if (lock === true && wanted) return okRow('object-lock', LOCK, 'The bucket can lock objects, and these keys may.');
  if (lock === true) {
    return attentionRow(
      'object-lock',
      LOCK,
      'The bucket can lock objects, but no retention is set for this place.',
      'Set a retention: a locked copy survives stolen keys.',
    );
  }
  if (wanted) {
    const why =
      'The retention of this place would be refused. Object lock is switched on when a bucket is made; choose another bucket, or no retention.';
    return failedRow(
      'object-lock',
      LOCK,
      lock === null ? 'The keys may not ask whether the bucket can lock objects.' : 'The bucket cannot lock objects.',
      why,
    );
  }
  if (lock === null) return notTriedRow('object-lock', LOCK, 'The keys may not ask, or the service has no lock.');
  return attentionRow(
    'object-lock',
    LOCK,
    'The bucket cannot lock objects.',
    'No copy here is safe from whoever has the keys. A bucket with object lock gives the one copy that nobody can delete.',
  );
}

function foreverRow(versioning: boolean | null, tried: Tried | null): PlaceTestRow {
  if (versioning !== true || tried === null || tried.lockProblem) return notTriedRow('delete-forever', FOREVER, 'Not known.');
  if (!tried.deleted) return okRow('delete-forever', FOREVER, 'The keys may not delete versions for good.');
  const why =
    'Whoever has these keys gets around versions and locks. Take s3:DeleteObjectVersion and s3:BypassGovernanceRetention from them.';
  return attentionRow('delete-forever', FOREVER, 'The keys may delete versions for good.', why);
}
