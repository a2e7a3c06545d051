import type { PlaceDraft, S3Place } from '../../../shared/model/place.ts';
import type { S3Provider } from './s3-providers.ts';
import { S3_PROVIDERS, providerOf } from './s3-providers.ts';

/** What stands in the fields of an S3 place. */
export interface S3Fields {
  readonly provider: S3Provider;
  readonly name: string;
  readonly offsite: boolean;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secret: string;
  readonly pathStyle: boolean;
  readonly checksums: S3Place['checksums'];
  readonly storageClass: string;
  readonly encryption: S3Place['encryption'];
  readonly kmsKeyId: string;
  readonly lock: 'none' | 'GOVERNANCE' | 'COMPLIANCE';
  readonly lockDays: string;
}

const { aws } = S3_PROVIDERS;

export const NEW_S3: S3Fields = {
  provider: 'aws',
  name: '',
  offsite: true,
  endpoint: '',
  region: aws.region,
  bucket: '',
  prefix: '',
  accessKeyId: '',
  secret: '',
  pathStyle: aws.pathStyle,
  checksums: aws.checksums,
  storageClass: '',
  encryption: 'none',
  kmsKeyId: '',
  lock: 'none',
  lockDays: '30',
};

/** What is stored of a place, in fields; the secret never comes back. */
export function s3FieldsOf(place: S3Place): S3Fields {
  return {
    provider: providerOf(place.endpoint),
    name: place.name,
    offsite: place.offsite,
    endpoint: place.endpoint ?? '',
    region: place.region,
    bucket: place.bucket,
    prefix: place.prefix,
    accessKeyId: place.accessKeyId,
    secret: '',
    pathStyle: place.pathStyle,
    checksums: place.checksums,
    storageClass: place.storageClass ?? '',
    encryption: place.encryption,
    kmsKeyId: place.kmsKeyId ?? '',
    lock: place.objectLock?.mode ?? 'none',
    lockDays: String(place.objectLock?.days ?? 30),
  };
}

/** Fields after another provider was chosen: what depends on it is filled anew, what was typed stays. */
export function withProvider(fields: S3Fields, provider: S3Provider): S3Fields {
  const preset = S3_PROVIDERS[provider];
  return {
    ...fields,
    provider,
    endpoint: preset.endpoint(preset.region),
    region: preset.region,
    pathStyle: preset.pathStyle,
    checksums: preset.checksums,
  };
}

/** Fields after another region was typed; an address that follows from the region follows it. */
export function withRegion(fields: S3Fields, region: string): S3Fields {
  const { endpoint } = S3_PROVIDERS[fields.provider];
  return { ...fields, region, endpoint: fields.endpoint === endpoint(fields.region) ? endpoint(region) : fields.endpoint };
}

export type S3Problems = Readonly<Partial<Record<keyof S3Fields, string>>>;

/** What is wrong with the fields; empty when they can be used. */
export function checkS3(fields: S3Fields, hasSecret: boolean): S3Problems {
  const problems: { -readonly [K in keyof S3Fields]?: string } = {};
  if (fields.name.trim() === '') problems.name = 'A place has a name.';
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(fields.bucket.trim()))
    problems.bucket = 'A bucket has 3 to 63 small letters, digits, dots or hyphens.';
  if (fields.region.trim() === '') problems.region = 'Enter the region; providers without one take us-east-1 or auto.';
  if (fields.provider !== 'aws' && !isAddress(fields.endpoint)) problems.endpoint = 'An address that begins with https:// or http://.';
  if (fields.provider === 'aws' && fields.endpoint.trim() !== '' && !isAddress(fields.endpoint))
    problems.endpoint = 'An address that begins with https://, or nothing.';
  if (fields.accessKeyId.trim() === '') problems.accessKeyId = 'Enter the id of the access key.';
  if (fields.secret === '' && !hasSecret) problems.secret = 'Enter the secret of the access key.';
  if (fields.lock !== 'none' && lockDaysOf(fields.lockDays) === null) problems.lockDays = 'A number of days from 1 to 3,650.';
  return problems;
}

/** The draft that fields without problems stand for. An empty secret keeps the stored one. */
export function s3DraftOf(fields: S3Fields): PlaceDraft {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    kind: 's3',
    name: fields.name.trim(),
    offsite: fields.offsite,
    endpoint: orNull(fields.endpoint),
    region: fields.region.trim(),
    bucket: fields.bucket.trim(),
    prefix: fields.prefix.trim().replace(/^\/+|\/+$/g, ''),
    pathStyle: fields.pathStyle,
    storageClass: orNull(fields.storageClass),
    encryption: fields.encryption,
    kmsKeyId: fields.encryption === 'aws:kms' ? orNull(fields.kmsKeyId) : null,
    objectLock: fields.lock === 'none' ? null : { mode: fields.lock, days: lockDaysOf(fields.lockDays) ?? 30 },
    checksums: fields.checksums,
    accessKeyId: fields.accessKeyId.trim(),
    ...(fields.secret === '' ? {} : { secretAccessKey: fields.secret }),
  };
}

function isAddress(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:\/\/[^<>]+$/.test(text.trim());
}

function lockDaysOf(text: string): number | null {
  const days = Number(text.trim());
  return Number.isInteger(days) && days >= 1 && days <= 3650 ? days : null;
}
