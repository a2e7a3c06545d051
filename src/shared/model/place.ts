import * as z from 'zod';
import { PlaceId, ServerId } from './ids.ts';
import { Instant } from './instant.ts';

/** The kind of medium a copy lies on; 3-2-1 wants two different ones. */
export const Medium = z.enum(['server-disk', 'computer-disk', 'external-drive', 'object-storage']);
export type Medium = z.infer<typeof Medium>;

const Common = {
  id: PlaceId,
  name: z.string(),
  /** Not at the provider of the servers whose copies lie here, as the operator says. */
  offsite: z.boolean(),
};

export const ThisComputerPlace = z.object({
  ...Common,
  kind: z.literal('this-computer'),
  /** Absolute folder. */
  folder: z.string(),
});
export type ThisComputerPlace = z.infer<typeof ThisComputerPlace>;

/** A folder on a drive that comes and goes. The marker in the folder says which drive it is; letter and mount point may change. */
export const DrivePlace = z.object({
  ...Common,
  kind: z.literal('drive'),
  /** Absolute folder where the drive was seen last. */
  folder: z.string(),
  /** From the root of the drive to the folder, with `/`; empty when it is the root. Looked for on every mounted drive. */
  folderOnDrive: z.string(),
  /** Null: not since it was added. */
  lastSeenAt: Instant.nullable(),
});
export type DrivePlace = z.infer<typeof DrivePlace>;

export const ObjectLock = z.object({ mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), days: z.int().min(1).max(3650) });
export type ObjectLock = z.infer<typeof ObjectLock>;

/** A prefix of a bucket, at AWS or a compatible provider. The secret access key lies in the secret store under `place:<id>`. */
export const S3Place = z.object({
  ...Common,
  kind: z.literal('s3'),
  /** Null: AWS's own for the region. */
  endpoint: z.url().nullable(),
  region: z.string().min(1),
  bucket: z.string().min(3).max(63),
  /** Without slashes at its ends; empty: the whole bucket. */
  prefix: z.string(),
  /** Bucket in the path instead of the host name: what most compatible providers need. */
  pathStyle: z.boolean(),
  /** `STANDARD_IA`, `GLACIER_IR`...; null: the bucket's own. */
  storageClass: z.string().nullable(),
  encryption: z.enum(['none', 'AES256', 'aws:kms']),
  /** Key id for `aws:kms`; null: the account's own key. */
  kmsKeyId: z.string().nullable(),
  /** Retention put on every object that is written; null: none. */
  objectLock: ObjectLock.nullable(),
  /** `when-required`: no CRC trailers, for providers that refuse or mangle them. `sdk`: the SDK's default. */
  checksums: z.enum(['sdk', 'when-required']),
  accessKeyId: z.string().min(1),
});
export type S3Place = z.infer<typeof S3Place>;

/** A folder on a registered server, reached over SFTP: a storage box, a second server, or the site's own. */
export const ServerFolderPlace = z.object({
  ...Common,
  kind: z.literal('server-folder'),
  serverId: ServerId,
  /** Absolute folder on the server. */
  folder: z.string(),
});
export type ServerFolderPlace = z.infer<typeof ServerFolderPlace>;

/** Where copies lie. */
export const Place = z.discriminatedUnion('kind', [ThisComputerPlace, DrivePlace, S3Place, ServerFolderPlace]);
export type Place = z.infer<typeof Place>;
export type PlaceKind = Place['kind'];

/** Places whose copies are folders of this computer at this moment. */
export type FolderPlace = ThisComputerPlace | DrivePlace;

export function isFolderPlace(place: Place): place is FolderPlace {
  return place.kind === 'this-computer' || place.kind === 'drive';
}

/** Where it is, for people: `D:\\Backups`, `bucket/prefix at s3.example.org`. */
export function whereIs(place: Place): string {
  switch (place.kind) {
    case 'this-computer':
    case 'drive':
    case 'server-folder':
      return place.folder;
    case 's3': {
      const path = place.prefix === '' ? place.bucket : `${place.bucket}/${place.prefix}`;
      return place.endpoint === null ? `${path}, ${place.region}` : `${path} at ${new URL(place.endpoint).host}`;
    }
  }
}

export function mediumOf(place: Pick<Place, 'kind'>): Medium {
  switch (place.kind) {
    case 'this-computer':
      return 'computer-disk';
    case 'drive':
      return 'external-drive';
    case 's3':
      return 'object-storage';
    case 'server-folder':
      return 'server-disk';
  }
}

/** Whether what lies in a place can be reached now. `absent`: a drive that is not plugged in, which is no failure. */
export const Presence = z.discriminatedUnion('state', [
  z.object({ state: z.literal('there'), freeBytes: z.int().nonnegative().nullable(), totalBytes: z.int().nonnegative().nullable() }),
  z.object({ state: z.literal('absent'), reason: z.string() }),
  z.object({ state: z.literal('unreachable'), reason: z.string() }),
]);
export type Presence = z.infer<typeof Presence>;

export const PlaceStatus = z.object({
  place: Place,
  /** The chosen place "this computer", where captures are written first. */
  isHome: z.boolean(),
  /** Null: not looked at yet (S3 and servers are asked only on request). */
  presence: Presence.nullable(),
  copies: z.int().nonnegative(),
  failedCopies: z.int().nonnegative(),
  /** Bytes of the copies as their manifests say. */
  bytes: z.int().nonnegative(),
  newestCopyAt: Instant.nullable(),
  /** Oldest time at which a copy here was last re-read; null: none was ever. */
  oldestProofAt: Instant.nullable(),
  /** Copies of which not one byte was ever read back. */
  neverRead: z.int().nonnegative(),
  /** Copies that site policies want here and that are not. */
  owed: z.int().nonnegative(),
});
export type PlaceStatus = z.infer<typeof PlaceStatus>;

const DraftName = z.string().trim().min(1).max(100);

export const PlaceDraft = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drive'), name: DraftName, offsite: z.boolean(), folder: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('s3'),
    name: DraftName,
    offsite: z.boolean(),
    ...S3Place.omit({ id: true, kind: true, name: true, offsite: true }).shape,
    /** Goes to the secret store; absent while editing: the stored one stays. */
    secretAccessKey: z.string().min(1).max(4096).optional(),
  }),
  z.strictObject({
    kind: z.literal('server-folder'),
    name: DraftName,
    offsite: z.boolean(),
    serverId: ServerId,
    folder: z.string().trim().startsWith('/'),
  }),
]);
export type PlaceDraft = z.infer<typeof PlaceDraft>;

/** A mounted drive that could hold copies. */
export const DriveCandidate = z.object({
  /** Its root: `E:\\`, `/Volumes/Vault-A`. */
  mount: z.string(),
  label: z.string(),
  freeBytes: z.int().nonnegative().nullable(),
  totalBytes: z.int().nonnegative().nullable(),
  /** A place that is marked on it already. */
  placeId: PlaceId.nullable(),
});
export type DriveCandidate = z.infer<typeof DriveCandidate>;

/** One thing tried in a place. `attention`: it works, with more or fewer rights than are good. */
export const PlaceTestRow = z.object({
  /** Stable key: `reach`, `write`, `read-back`, `list`, `delete`, `outside`, `delete-forever`, `versioning`, `object-lock`, `room`, `file-system`. */
  id: z.string(),
  label: z.string(),
  found: z.string(),
  verdict: z.enum(['ok', 'attention', 'failed', 'not-tried']),
  /** Why it matters and what to do; empty when all is well. */
  why: z.string(),
});
export type PlaceTestRow = z.infer<typeof PlaceTestRow>;

export const PlaceTestReport = z.object({ placeId: PlaceId, testedAt: Instant, usable: z.boolean(), rows: z.array(PlaceTestRow) });
export type PlaceTestReport = z.infer<typeof PlaceTestReport>;
