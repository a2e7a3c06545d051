import * as z from 'zod';
import { BackupDetails, BackupSummary, DatabaseKind, Place } from '../model/backup.ts';
import { FleetStatus, SiteStatus } from '../model/fleet.ts';
import { BackupId, JobId, ServerId, SiteId, SourceId } from '../model/ids.ts';
import { Job } from '../model/job.ts';
import { Compression, PreflightReport } from '../model/preflight.ts';
import { HostKeyAnswer, ImportCandidate, Server, ServerDraft } from '../model/server.ts';
import { AppInfo, FolderInspection, Theme } from '../model/settings.ts';
import { DatabaseCheck, DatabaseDraft, Site, SiteDraft, SiteProposal, Source } from '../model/site.ts';
import type { CallName, EventName } from './channels.ts';

interface Call {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** Every question the renderer may ask, with the shape of question and answer. Failures are a `Problem` in the reply. */
export const calls = {
  'app.info': { input: z.void(), output: AppInfo },
  'app.set-theme': { input: z.strictObject({ theme: Theme }), output: z.void() },

  /** Opens the system's folder dialog. Null when it was closed, or where the host has no dialog (browser): type the path instead. */
  'place.choose-folder': { input: z.void(), output: z.string().nullable() },
  'place.inspect-folder': { input: z.strictObject({ folder: z.string().min(1) }), output: FolderInspection },
  /** Makes the folder (0700) and uses it from now on as the place "this computer". Copies that lie elsewhere stay where they are. */
  'place.set-folder': { input: z.strictObject({ folder: z.string().min(1) }), output: Place },

  'server.list': { input: z.void(), output: z.array(Server) },
  /** Hosts of `~/.ssh/config`; no command found in the file is run. */
  'server.import-candidates': { input: z.void(), output: z.array(ImportCandidate) },
  /** Opens the system's file dialog in `~/.ssh`; null as with `place.choose-folder`. */
  'server.choose-key-file': { input: z.void(), output: z.string().nullable() },
  /** Registers a server without a pinned key. Nothing is sent to it. */
  'server.add': { input: ServerDraft, output: Server },
  /** A changed address, port or jump server drops the pinned key. */
  'server.edit': { input: z.strictObject({ serverId: ServerId, draft: ServerDraft }), output: Server },
  /** Refused while sites are on it. */
  'server.remove': { input: z.strictObject({ serverId: ServerId }), output: z.void() },
  /** Asks the server for its host key and hangs up before signing in. */
  'server.ask-host-key': { input: z.strictObject({ serverId: ServerId }), output: HostKeyAnswer },
  /** The operator's decision. The server is asked again; a key with another fingerprint is refused. */
  'server.pin-host-key': { input: z.strictObject({ serverId: ServerId, fingerprint: z.string() }), output: Server },
  /** Preflight: what can this server do? Only reads. */
  'server.check': { input: z.strictObject({ serverId: ServerId }), output: PreflightReport },

  /** Looks for sites on a server; in `root` alone when it is given, else in the usual folders of the account. Only reads. */
  'site.detect': {
    input: z.strictObject({ serverId: ServerId, root: z.string().startsWith('/').nullable() }),
    output: z.array(SiteProposal),
  },
  'site.add': { input: SiteDraft, output: Site },
  'site.edit': {
    input: z.strictObject({ siteId: SiteId, name: SiteDraft.shape.name, root: SiteDraft.shape.root, url: SiteDraft.shape.url }),
    output: Site,
  },
  /** The site leaves the register; its backups and their copies stay in the catalog and on disk. */
  'site.remove': { input: z.strictObject({ siteId: SiteId }), output: z.void() },
  'source.add': { input: z.strictObject({ siteId: SiteId, draft: DatabaseDraft }), output: Source },
  'source.edit': { input: z.strictObject({ sourceId: SourceId, draft: DatabaseDraft }), output: Source },
  'source.remove': { input: z.strictObject({ sourceId: SourceId }), output: z.void() },
  /** Signs in to the database through the tunnel: version, size, what the user may not read. */
  'source.check': { input: z.strictObject({ sourceId: SourceId }), output: DatabaseCheck },

  'fleet.status': { input: z.void(), output: FleetStatus },
  'site.status': { input: z.strictObject({ siteId: SiteId }), output: SiteStatus },

  /** Queues a backup of a site; progress arrives on `job.changed`. */
  'backup.start': {
    input: z.strictObject({
      siteId: SiteId,
      kind: DatabaseKind.default('full'),
      /** Null: the best that both ends have. */
      compression: Compression.nullable().default(null),
      /** A name makes it a checkpoint. */
      label: z.string().trim().min(1).max(100).nullable().default(null),
      /** Reads the copy back from the disk when it is written. */
      verify: z.boolean().default(true),
    }),
    output: Job,
  },
  /** Newest first. Null: of all sites. */
  'backup.list': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(BackupSummary) },
  'backup.details': { input: z.strictObject({ backupId: BackupId }), output: BackupDetails },
  /** Queues a check of the copy on this computer. `intact`: re-read and hash. `sound`: also decompress, index and compare. */
  'backup.verify': { input: z.strictObject({ backupId: BackupId, level: z.enum(['intact', 'sound']) }), output: Job },
  /** Shows the folder in the system's file manager. */
  'backup.reveal': { input: z.strictObject({ backupId: BackupId }), output: z.void() },

  /** Newest first. */
  'job.list': { input: z.void(), output: z.array(Job) },
  'job.log': { input: z.strictObject({ jobId: JobId }), output: z.string() },
  /** Asks a job to stop. Resolves when the request is accepted, not when the job has ended. */
  'job.cancel': { input: z.strictObject({ jobId: JobId }), output: z.void() },
  /** Queues the same work as a new job. */
  'job.again': { input: z.strictObject({ jobId: JobId }), output: Job },
  /** Queues a scan of the place: every manifest found there is in the catalog afterwards. */
  'catalog.rebuild': { input: z.void(), output: Job },
} as const satisfies Record<CallName, Call>;

/** `fleet.changed`: servers, sites, backups or proofs changed; ask again for what is on screen. */
export const events = { 'job.changed': Job, 'fleet.changed': z.void() } as const satisfies Record<EventName, z.ZodType>;

export type Input<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type Output<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type Payload<N extends EventName> = z.output<(typeof events)[N]>;
