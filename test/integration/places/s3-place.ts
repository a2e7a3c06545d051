import { randomBytes, randomUUID } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import { PlaceId } from '../../../src/shared/model/ids.ts';
import type { S3Place } from '../../../src/shared/model/place.ts';
import type { S3Keys } from '../../lab/radosgw.ts';
import type { ContractPlace } from './copy-store-contract.ts';

export interface S3Server {
  readonly endpoint: string;
  readonly keys: S3Keys;
}

export interface S3ContractPlace extends ContractPlace {
  readonly place: S3Place;
  readonly secret: string;
  /** The tests' own client, with all rights. */
  readonly client: S3Client;
}

export interface S3PlaceOptions {
  readonly locked?: boolean;
  readonly changes?: Partial<S3Place>;
  /** Where the keeper goes instead of straight to the server. */
  readonly through?: string;
}

export function s3Client({ endpoint, keys }: S3Server): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: keys,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** A bucket of its own with a place below a prefix of it. */
export async function makeS3Place(server: S3Server, options: S3PlaceOptions = {}): Promise<S3ContractPlace> {
  const client = s3Client(server);
  const bucket = `lab-${randomBytes(6).toString('hex')}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: options.locked === true }));
  const place: S3Place = {
    id: PlaceId.parse(randomUUID()),
    kind: 's3',
    name: 's3-main',
    offsite: true,
    endpoint: options.through ?? server.endpoint,
    region: 'us-east-1',
    bucket,
    prefix: 'holdfast/backups',
    pathStyle: true,
    storageClass: null,
    encryption: 'none',
    kmsKeyId: null,
    objectLock: null,
    checksums: 'when-required',
    accessKeyId: server.keys.accessKeyId,
    ...options.changes,
  };
  const secret = server.keys.secretAccessKey;
  const keyOf = (path: string) => `${place.prefix}/${path}`;
  return {
    place,
    secret,
    client,
    open: (clock) => openS3Store(place, secret, clock === undefined ? {} : { clock }),
    everything: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key = '' }) => Key.replace(`${place.prefix}/`, '')).toSorted();
    },
    put: async (path, bytes) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(path), Body: bytes }));
    },
    get: async (path) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(path) }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    victim: { kind: 's3', place, secret },
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}
