import * as z from 'zod';
import { SiteId, SourceId } from './ids.ts';
import { Port } from './server.ts';

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

const Common = { id: SourceId, siteId: SiteId };

/** A database of a site. */
export const DatabaseSource = z.object({
  ...Common,
  kind: z.literal('database'),
  /** Name of the schema. */
  database: z.string().min(1).max(64),
  address: DatabaseAddress,
  user: z.string(),
  access: DatabaseAccess,
});
export type DatabaseSource = z.infer<typeof DatabaseSource>;

/** A path below the site's root, without `.` and `..`, `/` between its parts; `.` alone is the root itself. */
export const SitePath = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\n]+$/u, 'a path below the site folder');
export type SitePath = z.infer<typeof SitePath>;

/** A pattern of file names as in `.gitignore` without `!`: `*.log`, `cache/`, `thumbs/**`; matched against paths below the source's folders. */
export const ExcludePattern = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\0\n!][^\0\n]*$/u);
export type ExcludePattern = z.infer<typeof ExcludePattern>;

const MediaSettings = {
  folders: z.array(SitePath).min(1).max(50),
  excludes: z.array(ExcludePattern).max(200),
  /** `keep`: links stay links. `follow`: what they point to is captured in their place. */
  symlinks: z.enum(['keep', 'follow']),
  /** Null: decided anew for every full by a sample of the files. */
  compression: z.enum(['gzip', 'zstd', 'none']).nullable(),
};

/** Folders of files of a site. */
export const MediaSource = z.object({ ...Common, kind: z.literal('media'), ...MediaSettings });
export type MediaSource = z.infer<typeof MediaSource>;

const ConfigSettings = {
  /** Files below the site's root beyond the ones every profile has; taken where they exist. */
  extraFiles: z.array(SitePath).max(100),
  /** The site's settings file, which also holds the application key. */
  envFile: SitePath,
};

/** The settings of a site: `.env`, lock files, cron table, versions. Sealed from the first day. */
export const ConfigSource = z.object({ ...Common, kind: z.literal('config'), ...ConfigSettings });
export type ConfigSource = z.infer<typeof ConfigSource>;

const ServerBackupsSettings = {
  /** Folders below the site's root, or absolute, in which the server keeps backups it made itself. */
  folders: z
    .array(
      z
        .string()
        .min(1)
        .max(4096)
        .regex(/^[^\0\n]+$/u),
    )
    .min(1)
    .max(50),
  /** File names, `*` and `?` as in a shell. */
  patterns: z
    .array(
      z
        .string()
        .min(1)
        .max(500)
        .regex(/^[^\0\n/]+$/u),
    )
    .min(1)
    .max(50),
  /** What a pull takes when nothing was chosen by hand. */
  take: z.enum(['newest', 'all-new']),
  /** IANA zone in which the times in file names are meant; null: the server's own. */
  zone: z.string().nullable(),
};

/** Backups the server made itself, to be adopted. */
export const ServerBackupsSource = z.object({ ...Common, kind: z.literal('server-backups'), ...ServerBackupsSettings });
export type ServerBackupsSource = z.infer<typeof ServerBackupsSource>;

export const Source = z.discriminatedUnion('kind', [DatabaseSource, MediaSource, ConfigSource, ServerBackupsSource]);
export type Source = z.infer<typeof Source>;
export type SourceKind = Source['kind'];

export const MediaDraft = z.strictObject({ kind: z.literal('media'), ...MediaSettings });
export type MediaDraft = z.infer<typeof MediaDraft>;
export const ConfigDraft = z.strictObject({ kind: z.literal('config'), ...ConfigSettings });
export type ConfigDraft = z.infer<typeof ConfigDraft>;
export const ServerBackupsDraft = z.strictObject({ kind: z.literal('server-backups'), ...ServerBackupsSettings });
export type ServerBackupsDraft = z.infer<typeof ServerBackupsDraft>;

/** A source that is no database; passwords of zips go through `source.set-archive-password`. */
export const FileSourceDraft = z.discriminatedUnion('kind', [MediaDraft, ConfigDraft, ServerBackupsDraft]);
export type FileSourceDraft = z.infer<typeof FileSourceDraft>;

/** Which compression a sample of files speaks for, and why. */
export const CompressionAdvice = z.object({
  proposed: z.enum(['gzip', 'zstd', 'none']),
  /** One sentence with the figures: "12 of 16 sampled files are compressed already: 2 % would be saved." */
  why: z.string(),
  sampledFiles: z.int().nonnegative(),
  /** Size after compression over size before, over the sampled bytes; null when nothing was sampled. */
  ratio: z.number().nonnegative().nullable(),
});
export type CompressionAdvice = z.infer<typeof CompressionAdvice>;

/** What lies in the folders of a media source now. */
export const MediaLook = z.object({
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  folders: z.int().nonnegative(),
  links: z.int().nonnegative(),
  /** Sockets, devices and pipes, escaped for display; at most 20. */
  skipped: z.array(z.string()),
  /** Folders of the draft that are not there. */
  missing: z.array(z.string()),
  /** What could not be listed, in the server's words; at most 20. */
  unreadable: z.array(z.string()),
  advice: CompressionAdvice,
});
export type MediaLook = z.infer<typeof MediaLook>;

/** What a look at a site proposes beyond its databases. */
export const SourceProposals = z.object({
  media: z.array(z.object({ folder: SitePath, files: z.int().nonnegative(), bytes: z.int().nonnegative(), proposed: z.boolean() })),
  excludes: z.array(ExcludePattern),
  config: z.object({ envFile: SitePath, found: z.array(z.string()) }).nullable(),
  serverBackups: z.array(z.object({ folder: z.string(), files: z.int().nonnegative(), bytes: z.int().nonnegative() })),
});
export type SourceProposals = z.infer<typeof SourceProposals>;

/** A database found in the site's settings, or typed in. `password` only with access `keychain`; it goes to the secret store. */
export const DatabaseDraft = z.strictObject({
  database: z.string().trim().min(1).max(64),
  address: DatabaseAddress,
  user: z.string().trim().min(1).max(128),
  access: DatabaseAccess,
  password: z.string().max(4096).optional(),
});
export type DatabaseDraft = z.infer<typeof DatabaseDraft>;

/** A file in the folders of a server-backups source. */
export const AdoptableFile = z.object({
  sourceId: SourceId,
  /** Absolute path on the server. */
  path: z.string(),
  name: z.string(),
  bytes: z.int().nonnegative(),
  /** Of the recovery point: from the name where it tells, else the file's own. UTC. */
  at: z.iso.datetime({ offset: false }),
  timeFrom: z.enum(['name', 'modified']),
  what: z.enum(['dump', 'archive', 'zip', 'unknown']),
  /** `growing`: its size changed within seconds, it is left for the next time. `adopted`: in the catalog already. */
  state: z.enum(['new', 'adopted', 'growing', 'refused']),
  /** Why it is refused; empty otherwise. */
  reason: z.string(),
});
export type AdoptableFile = z.infer<typeof AdoptableFile>;
