import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Presence, S3Place } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { type Clock, systemClock } from '../../support/clock.ts';
import type { CopyStore, FoundFile } from '../copy-store.ts';
import { refuseUnsafeFile } from '../refuse-name.ts';
import { type Bucket, openBucket } from './bucket.ts';
import { CLAIM_FILE, insidePrefix, keyOf, keyPrefix, locationOfManifest } from './keys.ts';
import { readObject } from './read.ts';
import { deleteBelow, sweepClaims } from './remove.ts';
import { beginS3Copy } from './s3-draft.ts';
import { testS3 } from './test-s3.ts';

export interface S3StoreOptions {
  readonly clock?: Clock;
  /** Of each request; default: 4, with growing pauses. */
  readonly attempts?: number;
}

/** As the port says. */
const SMALL_BYTES = 64 * 1024 * 1024;
const HEADS_AT_ONCE = 8;

/**
 * Copies below a prefix of a bucket, at AWS or a compatible service. No bin: what is removed is gone, or stays as an old version where the bucket keeps
 * versions. What an interrupted copy left is remembered by the service alone.
 */
export function openS3Store(place: S3Place, secretAccessKey: string, options: S3StoreOptions = {}): CopyStore {
  const clock = options.clock ?? systemClock;
  const bucket = openBucket(place, secretAccessKey, { clock, ...(options.attempts === undefined ? {} : { attempts: options.attempts }) });
  return {
    place,
    presence: (signal) => presence(bucket, signal),
    list: (signal) => list(bucket, signal),
    look: (location, signal) => look(bucket, insidePrefix(place, location), signal),
    readSmall: async (location, file, signal) => {
      refuseUnsafeFile(file);
      return bucket.getSmall(keyOf(insidePrefix(place, location), file), SMALL_BYTES, signal);
    },
    read: (location, file, from, signal) => {
      refuseUnsafeFile(file);
      return readObject(bucket, keyOf(insidePrefix(place, location), file), from, signal);
    },
    begin: (plan, signal) => beginS3Copy(bucket, plan, clock, signal),
    remove: async (location, signal) => {
      await deleteBelow(bucket, insidePrefix(place, location), signal);
      return { bin: null };
    },
    takeBack: async (bin) => {
      throw new Error(`a bucket has no bin: ${bin}`);
    },
    purge: async () => {},
    sweep: (signal) => sweepClaims(bucket, clock, signal),
    top: {
      read: async (file, signal) => {
        refuseUnsafeFile(file);
        return bucket.getSmall(`${keyPrefix(place)}${file}`, SMALL_BYTES, signal);
      },
      replace: async (file, content, signal) => {
        refuseUnsafeFile(file);
        await bucket.put(`${keyPrefix(place)}${file}`, content, { unlocked: true }, signal);
      },
      remove: async (file, signal) => {
        refuseUnsafeFile(file);
        await bucket.delete(`${keyPrefix(place)}${file}`, signal);
      },
    },
    test: (signal) => testS3(bucket, clock, signal),
  };
}

/** Asked by a list of at most one key: unlike a question for the bucket itself it says in words why it is refused, and needs no right beyond the prefix. */
async function presence(bucket: Bucket, signal: AbortSignal): Promise<Presence> {
  const { place, client } = bucket;
  const input = { Bucket: place.bucket, Prefix: keyPrefix(place), MaxKeys: 1 };
  try {
    await bucket.send(place.bucket, signal, (how) => client.send(new ListObjectsV2Command(input), how));
    return { state: 'there', freeBytes: null, totalBytes: null };
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'unreachable', reason: error instanceof AppError ? `${error.toProblem().title}. ${error.detail}` : String(error) };
  }
}

async function* list(bucket: Bucket, signal: AbortSignal): AsyncGenerator<string> {
  for await (const { key } of bucket.list(keyPrefix(bucket.place), signal)) {
    const location = locationOfManifest(bucket.place, key);
    if (location !== null) yield location;
  }
}

async function look(bucket: Bucket, location: string, signal: AbortSignal): Promise<ReadonlyMap<string, FoundFile> | null> {
  const names: string[] = [];
  for await (const { key } of bucket.list(`${location}/`, signal)) {
    const name = key.slice(location.length + 1);
    if (name !== CLAIM_FILE && !name.includes('/')) names.push(name);
  }
  const files = new Map<string, FoundFile>();
  for (let from = 0; from < names.length; from += HEADS_AT_ONCE) {
    const some = names.slice(from, from + HEADS_AT_ONCE);
    const heads = await Promise.all(some.map((name) => bucket.head(keyOf(location, name), signal)));
    for (const [index, head] of heads.entries()) {
      if (head !== null) files.set(some[index] ?? '', { bytes: head.bytes, sha256: head.sha256 });
    }
  }
  return files.size === 0 ? null : files;
}
