import * as z from 'zod';
import { ServerId, SiteId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Port } from './server.ts';

export const Profile = z.enum(['laravel', 'django', 'plain']);
export type Profile = z.infer<typeof Profile>;

/** Where a MySQL or MariaDB server listens, as seen from the site's server. `socket` wins over host and port. */
export const DatabaseAddress = z.object({
  host: z.string().min(1),
  port: Port,
  socket: z.string().min(1).nullable(),
});
export type DatabaseAddress = z.infer<typeof DatabaseAddress>;

/**
 * How to sign in to a database. `site-env`: name, address, user and password are read from the site's own file each time (the default);
 * what is stored here is what the file said last. `keychain`: typed in, the password lies in the secret store under the source's id.
 */
export const DatabaseAccess = z.discriminatedUnion('from', [
  z.object({ from: z.literal('site-env'), envFile: z.string().min(1) }),
  z.object({ from: z.literal('keychain') }),
]);
export type DatabaseAccess = z.infer<typeof DatabaseAccess>;

/** A database of a site. */
export const DatabaseSource = z.object({
  id: SourceId,
  siteId: SiteId,
  kind: z.literal('database'),
  /** Name of the schema. */
  database: z.string().min(1).max(64),
  address: DatabaseAddress,
  user: z.string(),
  access: DatabaseAccess,
});
export type DatabaseSource = z.infer<typeof DatabaseSource>;

export const Source = z.discriminatedUnion('kind', [DatabaseSource]);
export type Source = z.infer<typeof Source>;

export const Site = z.object({
  id: SiteId,
  serverId: ServerId,
  /** The operator's name, unique; also the folder of its backups. */
  name: z.string(),
  /** Absolute path on the server. */
  root: z.string(),
  profile: Profile,
  /** What the site calls itself (APP_URL), null when unknown. */
  url: z.string().nullable(),
  /** "Laravel 11.31", null when unknown. */
  framework: z.string().nullable(),
  createdAt: Instant,
});
export type Site = z.infer<typeof Site>;

/** A database found in the site's settings, or typed in. `password` only with access `keychain`; it goes to the secret store. */
export const DatabaseDraft = z.strictObject({
  database: z.string().trim().min(1).max(64),
  address: DatabaseAddress,
  user: z.string().trim().min(1).max(128),
  access: DatabaseAccess,
  password: z.string().max(4096).optional(),
});
export type DatabaseDraft = z.infer<typeof DatabaseDraft>;

export const SiteDraft = z.strictObject({
  serverId: ServerId,
  name: z.string().trim().min(1).max(100),
  root: z.string().trim().startsWith('/'),
  profile: Profile,
  url: z.string().trim().max(500).nullable(),
  framework: z.string().max(100).nullable(),
  databases: z.array(DatabaseDraft),
});
export type SiteDraft = z.infer<typeof SiteDraft>;

/** What a look at a folder of the server found. */
export const SiteProposal = z.object({
  root: z.string(),
  profile: Profile,
  framework: z.string().nullable(),
  url: z.string().nullable(),
  /** Proposed name: the host part of the URL, else the folder's name. */
  name: z.string(),
  databases: z.array(DatabaseDraft),
  /** What could not be read or decided, in the operator's words. */
  notes: z.array(z.string()),
});
export type SiteProposal = z.infer<typeof SiteProposal>;

/** What signing in to a database of a site showed. */
export const DatabaseCheck = z.object({
  serverVersion: z.string(),
  tables: z.int().nonnegative(),
  /** Sum of information_schema's estimates. */
  approximateRows: z.int().nonnegative(),
  /** Bytes of data and indexes as information_schema has them. */
  approximateBytes: z.int().nonnegative(),
  /** What the user may not read and a backup would therefore leave out, in the operator's words. */
  missing: z.array(z.string()),
  /** Statement that would grant what is missing; null when nothing is. */
  grantStatement: z.string().nullable(),
});
export type DatabaseCheck = z.infer<typeof DatabaseCheck>;
