import * as z from 'zod';
import { ServerId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { DatabaseDraft } from './source.ts';

export const Profile = z.enum(['laravel', 'django', 'plain']);
export type Profile = z.infer<typeof Profile>;

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
