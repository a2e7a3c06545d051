import { createHash } from 'node:crypto';
import {
  type _Object,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type ObjectLockMode,
  PutObjectCommand,
  S3Client,
  type ServerSideEncryption,
  type StorageClass,
} from '@aws-sdk/client-s3';
import type { S3Place } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../support/clock.ts';
import { isNoSuchThing, isRefused, s3Problem } from './s3-problem.ts';

/** Of each request, with growing pauses between them (the SDK's own). */
const ATTEMPTS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
/** Silence on an open connection. */
const SILENCE_TIMEOUT_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Metadata on every object, so that whoever finds it knows what it should be, without reading it. */
export const SHA256_METADATA = 'sha256';
export const BACKUP_METADATA = 'holdfast-backup';

export interface ObjectHead {
  readonly bytes: number;
  readonly etag: string | null;
  /** False where the service encrypts with a key of its own store: the ETag looks like an MD5 then and is none. */
  readonly etagIsMd5: boolean;
  /** Ours; null on an object that somebody else put there. */
  readonly sha256: string | null;
  readonly backupId: string | null;
  /** Base64, `-N` at its end when over N parts; null where the service computed none. */
  readonly checksumSha256: string | null;
  readonly modifiedMs: number;
  /** Retention is on it; false also where the keys may not see that. */
  readonly isLocked: boolean;
}

export interface PutOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  /** Without the retention of the place: for what is to be deleted again. */
  readonly unlocked?: boolean;
  /** Refused by services that know it when the object is there already. */
  readonly onlyNew?: boolean;
}

/** One bucket with the settings of its place. Every method throws what `s3Problem` makes of a failure. */
export interface Bucket {
  readonly client: S3Client;
  readonly place: S3Place;
  /** Sends a request; `what` names the object for problems. */
  send<T>(what: string, signal: AbortSignal, request: (options: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T>;
  /** Settings of the place that go with every object. */
  writeSettings(options?: PutOptions): WriteSettings;
  /** Null when it is not there. */
  head(key: string, signal: AbortSignal): Promise<ObjectHead | null>;
  /** Whole, in memory; null when it is not there. Throws when it is larger than `maxBytes`. */
  getSmall(key: string, maxBytes: number, signal: AbortSignal): Promise<Buffer | null>;
  put(key: string, bytes: Buffer, options: PutOptions, signal: AbortSignal): Promise<void>;
  delete(key: string, signal: AbortSignal): Promise<void>;
  /** Everything below a prefix. */
  list(prefix: string, signal: AbortSignal): AsyncGenerator<ListedObject>;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface WriteSettings {
  readonly StorageClass?: StorageClass;
  readonly ServerSideEncryption?: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
  readonly ObjectLockMode?: ObjectLockMode;
  readonly ObjectLockRetainUntilDate?: Date;
  readonly Metadata?: Record<string, string>;
}

export interface BucketOptions {
  readonly clock: Clock;
  /** For tests. */
  readonly attempts?: number;
}

export function openBucket(place: S3Place, secretAccessKey: string, options: BucketOptions): Bucket {
  const whenToCheck = place.checksums === 'sdk' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const client = new S3Client({
    region: place.region,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    forcePathStyle: place.pathStyle,
    credentials: { accessKeyId: place.accessKeyId, secretAccessKey },
    requestChecksumCalculation: whenToCheck,
    responseChecksumValidation: whenToCheck,
    maxAttempts: options.attempts ?? ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: SILENCE_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
  });
  const inBucket = { Bucket: place.bucket };

  async function send<T>(
    what: string,
    signal: AbortSignal,
    request: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    try {
      return await request({ abortSignal: signal });
    } catch (error) {
      if (isNoSuchThing(error)) throw error;
      throw s3Problem(error, what, signal);
    }
  }

  function writeSettings({ metadata, unlocked = false }: PutOptions = {}): WriteSettings {
    const { storageClass, encryption, kmsKeyId, objectLock } = place;
    return {
      ...(storageClass === null ? {} : { StorageClass: storageClass as StorageClass }),
      ...(encryption === 'none' ? {} : { ServerSideEncryption: encryption }),
      ...(encryption === 'aws:kms' && kmsKeyId !== null ? { SSEKMSKeyId: kmsKeyId } : {}),
      ...(objectLock === null || unlocked
        ? {}
        : { ObjectLockMode: objectLock.mode, ObjectLockRetainUntilDate: new Date(options.clock.now() + objectLock.days * DAY_MS) }),
      ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
    };
  }

  async function head(key: string, signal: AbortSignal): Promise<ObjectHead | null> {
    try {
      const checksums = place.checksums === 'sdk' ? { ChecksumMode: 'ENABLED' as const } : {};
      return headOf(await send(key, signal, (how) => client.send(new HeadObjectCommand({ ...inBucket, Key: key, ...checksums }), how)));
    } catch (error) {
      if (isNoSuchThing(error) || (await isHiddenAbsence(error, key, signal))) return null;
      throw error;
    }
  }

  /** Keys that may list below a prefix only are told "refused" instead of "not there"; the list knows. */
  async function isHiddenAbsence(error: unknown, key: string, signal: AbortSignal): Promise<boolean> {
    if (!(error instanceof AppError) || !isRefused(error.cause)) return false;
    const input = { ...inBucket, Prefix: key, MaxKeys: 1 };
    const page = await client.send(new ListObjectsV2Command(input), { abortSignal: signal }).catch(() => null);
    return page !== null && page.Contents?.[0]?.Key !== key;
  }

  async function getSmall(key: string, maxBytes: number, signal: AbortSignal): Promise<Buffer | null> {
    try {
      return await send(key, signal, async (how) => {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ ...inBucket, Key: key }), how);
        if (ContentLength > maxBytes) throw new Error(`${key} has ${ContentLength} bytes, more than such a file can have.`);
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      });
    } catch (error) {
      if (isNoSuchThing(error) || (await isHiddenAbsence(error, key, signal))) return null;
      throw error;
    }
  }

  async function put(key: string, bytes: Buffer, putOptions: PutOptions, signal: AbortSignal): Promise<void> {
    // Every service compares it on arrival, and an object with retention is refused without one.
    const ContentMD5 = createHash('md5').update(bytes).digest('base64');
    const checksum = place.checksums === 'sdk' ? { ChecksumSHA256: createHash('sha256').update(bytes).digest('base64') } : {};
    const settings = writeSettings(putOptions);
    const onlyNew = putOptions.onlyNew === true ? { IfNoneMatch: '*' } : {};
    const input = { ...inBucket, Key: key, Body: bytes, ContentLength: bytes.length, ContentMD5, ...checksum, ...settings, ...onlyNew };
    await send(key, signal, (how) => client.send(new PutObjectCommand(input), how));
  }

  async function remove(key: string, signal: AbortSignal): Promise<void> {
    try {
      await send(key, signal, (how) => client.send(new DeleteObjectCommand({ ...inBucket, Key: key }), how));
    } catch (error) {
      if (!isNoSuchThing(error)) throw error;
    }
  }

  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<ListedObject> {
    for (let token: string | undefined; ;) {
      const input = { ...inBucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) };
      const page = await send(`${place.bucket}/${prefix}`, signal, (how) => client.send(new ListObjectsV2Command(input), how));
      yield* (page.Contents ?? []).flatMap(listedObject);
      if (page.IsTruncated !== true || page.NextContinuationToken === undefined) return;
      token = page.NextContinuationToken;
    }
  }

  return { client, place, send, writeSettings, head, getSmall, put, delete: remove, list };
}

function listedObject({ Key, Size = 0, LastModified }: _Object): readonly ListedObject[] {
  return Key === undefined ? [] : [{ key: Key, bytes: Size, modifiedMs: LastModified?.getTime() ?? 0 }];
}

function headOf(answer: HeadObjectCommandOutput): ObjectHead {
  const { ContentLength = 0, ETag, Metadata = {}, ChecksumSHA256, LastModified, ServerSideEncryption, ObjectLockMode } = answer;
  return {
    isLocked: ObjectLockMode !== undefined,
    bytes: ContentLength,
    etag: ETag ?? null,
    etagIsMd5: ServerSideEncryption === undefined || ServerSideEncryption === 'AES256',
    sha256: Metadata[SHA256_METADATA] ?? null,
    backupId: Metadata[BACKUP_METADATA] ?? null,
    checksumSha256: ChecksumSHA256 ?? null,
    modifiedMs: LastModified?.getTime() ?? 0,
  };
}
