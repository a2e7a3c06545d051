import * as z from 'zod';
import { BackupDetails, BackupFilter, BackupKind, BackupPage, BackupStatistics, BackupSummary } from '../model/backup.ts';
import { BackupDiff } from '../model/diff.ts';
import { Drill, DrillSettings, DrillStatus } from '../model/drill.ts';
import { FleetStatus, SiteStatus } from '../model/fleet.ts';
import { ArtifactId, BackupId, DrillId, IncidentId, JobId, PlaceId, RestoreId, ServerId, SiteId, SourceId } from '../model/ids.ts';
import { AfterCareTask, Incident, IncidentSummary } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { Job } from '../model/job.ts';
import { FilePage } from '../model/media-file.ts';
import { DriveCandidate, Place, PlaceDraft, PlaceStatus, PlaceTestReport, ThisComputerPlace } from '../model/place.ts';
import { SitePolicy, TransferSettings } from '../model/policy.ts';
import { Compression, PreflightReport } from '../model/preflight.ts';
import { Proposal, Sign } from '../model/proposal.ts';
import { LossPreview, Restore, RestoreChoice, RestorePlan, RestoreSummary, TableDecision } from '../model/restore.ts';
import {
  Deletion,
  EffectiveRetention,
  Leaving,
  RetentionPlan,
  RetentionPolicy,
  RetentionScope,
  RetentionSimulation,
} from '../model/retention.ts';
import { KeyStatus } from '../model/sealing.ts';
import { HostKeyAnswer, ImportCandidate, Server, ServerDraft } from '../model/server.ts';
import { AppInfo, FolderInspection, Theme } from '../model/settings.ts';
import { SiteRecovery } from '../model/site-recovery.ts';
import { Situation } from '../model/situation.ts';
import { DatabaseCheck, Site, SiteDraft, SiteProposal } from '../model/site.ts';
import { AdoptableFile, DatabaseDraft, FileSourceDraft, MediaDraft, MediaLook, Source, SourceProposals } from '../model/source.ts';
import { checklistCalls } from './calls/checklist-calls.ts';
import { alertCalls } from './calls/alert-calls.ts';
import { cronCalls } from './calls/cron-calls.ts';
import { scheduleCalls } from './calls/schedule-calls.ts';
import { searchCalls } from './calls/search-calls.ts';
import { healthCalls } from './calls/health-calls.ts';
import { anomalyCalls } from './calls/anomaly-calls.ts';
import { auditCalls } from './calls/audit-calls.ts';
import type { CallName, EventName } from './channels.ts';

interface Call {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** One for each table that waits. */
const TableDecisions = z.array(TableDecision).min(1).max(1000);

/** Every question the renderer may ask, with the shape of question and answer. Failures are a `Problem` in the reply. */
export const calls = {
  'app.info': { input: z.void(), output: AppInfo },
  'app.set-theme': { input: z.strictObject({ theme: Theme }), output: z.void() },

  /** Opens the system's folder dialog. Null when it was closed, or where the host has no dialog (browser): type the path instead. */
  'place.choose-folder': { input: z.void(), output: z.string().nullable() },
  'place.inspect-folder': { input: z.strictObject({ folder: z.string().min(1) }), output: FolderInspection },
  /** Makes the folder (0700) and uses it from now on as the place "this computer". Copies that lie elsewhere stay where they are. */
  'place.set-folder': { input: z.strictObject({ folder: z.string().min(1) }), output: ThisComputerPlace },
  /** This computer first, then by name. Looks at folders and drives; S3 and servers are not asked. */
  'place.list': { input: z.void(), output: z.array(PlaceStatus) },
  /** The same of one place, which is asked whatever it is. */
  'place.look': { input: z.strictObject({ placeId: PlaceId }), output: PlaceStatus },
  /** Mounted drives that could hold copies, without the one the system runs from. */
  'place.drives': { input: z.void(), output: z.array(DriveCandidate) },
  /** A folder on a drive or on a server gets its marker now, or keeps the one it has; a bucket is only registered: `place.test` tries it. */
  'place.add': { input: PlaceDraft, output: Place },
  'place.edit': { input: z.strictObject({ placeId: PlaceId, draft: PlaceDraft }), output: Place },
  /** The catalog forgets the place and its copies; nothing in it is deleted. Refused for the chosen place of this computer and while work is going on there. */
  'place.remove': { input: z.strictObject({ placeId: PlaceId }), output: z.void() },
  /** Writes, reads back and deletes a small file, and says which rights are too many or too few. */
  'place.test': { input: z.strictObject({ placeId: PlaceId }), output: PlaceTestReport },

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
  'site.remove': {
    input: z.strictObject({
      siteId: SiteId,
      /** Else a site whose server makes backups by itself is refused: it would go on, and nobody could take the lines out from here. */
      leaveCron: z.boolean().default(false),
    }),
    output: z.void(),
  },
  'site.policy': { input: z.strictObject({ siteId: SiteId }), output: SitePolicy },
  'site.set-policy': { input: z.strictObject({ siteId: SiteId, policy: SitePolicy }), output: SitePolicy },
  'source.add': { input: z.strictObject({ siteId: SiteId, draft: DatabaseDraft }), output: Source },
  'source.edit': { input: z.strictObject({ sourceId: SourceId, draft: DatabaseDraft }), output: Source },
  'source.remove': { input: z.strictObject({ sourceId: SourceId }), output: z.void() },
  /** Signs in to the database through the tunnel: version, size, what the user may not read. */
  'source.check': { input: z.strictObject({ sourceId: SourceId }), output: DatabaseCheck },
  /** Looks at the site's folder: what media, settings and server-made backups it has. Only reads. */
  'source.propose': { input: z.strictObject({ siteId: SiteId }), output: SourceProposals },
  /** Adds a source that is no database, or changes it. `sourceId` null: a new one; a site has at most one of kind `config`. */
  'source.put': { input: z.strictObject({ siteId: SiteId, sourceId: SourceId.nullable(), draft: FileSourceDraft }), output: Source },
  /** Counts the files of a media source as it would be, and compresses a sample of them. Only reads. */
  'source.look-at-media': { input: z.strictObject({ siteId: SiteId, draft: MediaDraft }), output: MediaLook },
  /** Of the encrypted zips of a server-backups source; goes to the secret store. Null: forget it. */
  'source.set-archive-password': {
    input: z.strictObject({ sourceId: SourceId, password: z.string().min(1).max(4096).nullable() }),
    output: z.void(),
  },

  'fleet.status': { input: z.void(), output: FleetStatus },
  'site.status': { input: z.strictObject({ siteId: SiteId }), output: SiteStatus },

  /** Queues a backup of a site; progress arrives on `job.changed`. Copies follow as the site's policy says. */
  'backup.start': {
    input: z.strictObject({
      siteId: SiteId,
      kind: BackupKind.default('full'),
      /** Null: everything the site has but server-made backups (with `structure` and `data`: its databases). */
      sourceIds: z.array(SourceId).min(1).nullable().default(null),
      /** Of database dumps. Null: the best that both ends have. */
      compression: Compression.nullable().default(null),
      /** A name makes it a checkpoint. */
      label: z.string().trim().min(1).max(100).nullable().default(null),
      /** Reads the copy back from the disk when it is written. */
      verify: z.boolean().default(true),
      /** Null: as the site's policy says. */
      copyTo: z.array(PlaceId).nullable().default(null),
    }),
    output: Job,
  },
  /** Newest first. Null: of all sites. */
  'backup.list': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(BackupSummary) },
  'backup.details': { input: z.strictObject({ backupId: BackupId }), output: BackupDetails },
  /**
   * Queues a check of a copy. `intact`: re-read and hash. `sound`: also decompress, index and compare. `placeId` null: on this computer, else wherever it
   * is.
   */
  'backup.verify': {
    input: z.strictObject({ backupId: BackupId, level: z.enum(['intact', 'sound']), placeId: PlaceId.nullable().default(null) }),
    output: Job,
  },
  /** Shows the folder in the system's file manager. */
  'backup.reveal': { input: z.strictObject({ backupId: BackupId }), output: z.void() },
  /** Newest first. */
  'backup.search': {
    input: z.strictObject({ filter: BackupFilter, offset: z.int().nonnegative(), limit: z.int().min(1).max(500) }),
    output: BackupPage,
  },
  /** Null: of all sites. */
  'backup.statistics': { input: z.strictObject({ siteId: SiteId.nullable() }), output: BackupStatistics },
  /** Changes what is given and leaves the rest. A label can be changed, not taken from a checkpoint. */
  'backup.annotate': {
    input: z.strictObject({
      backupId: BackupId,
      label: z.string().trim().min(1).max(100).nullable().optional(),
      note: z.string().max(5000).optional(),
      held: z.boolean().optional(),
    }),
    output: z.void(),
  },
  /** Files of a media artifact or of a zip: the children of a folder (`parent` empty: the root), or with `search` all whose name holds it. Folders first, by name. */
  'backup.files': {
    input: z.strictObject({
      backupId: BackupId,
      artifactId: ArtifactId,
      parent: z.string().max(16384),
      search: z.string().max(200),
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(1000),
    }),
    output: FilePage,
  },
  'backup.diff': { input: z.strictObject({ beforeId: BackupId, afterId: BackupId }), output: BackupDiff },
  /** Queues building a full from the chain of a backup, on this computer, without asking the server. */
  'backup.synthesize': { input: z.strictObject({ backupId: BackupId }), output: Job },

  /** Queues copying to a place. `backupIds` null: everything site policies want there (of one site when `siteId` is given). */
  'copy.push': {
    input: z.strictObject({ placeId: PlaceId, siteId: SiteId.nullable(), backupIds: z.array(BackupId).min(1).max(10_000).nullable() }),
    output: Job,
  },
  /** Queues copying backups to this computer. `fromPlaceId` null: from the nearest place that has an intact copy. */
  'copy.pull': { input: z.strictObject({ backupIds: z.array(BackupId).min(1).max(10_000), fromPlaceId: PlaceId.nullable() }), output: Job },
  /** Queues replacing a copy that failed its check by one from another place that passes it. */
  'copy.heal': { input: z.strictObject({ backupId: BackupId, placeId: PlaceId }), output: Job },
  /** Starts what is owed to places that can be reached now; what runs already is left alone. */
  'copy.catch-up': { input: z.void(), output: z.array(Job) },

  /** What the server made itself, in the folders of the site's server-backups sources, newest first. Only reads. */
  'adopt.list': { input: z.strictObject({ siteId: SiteId }), output: z.array(AdoptableFile) },
  /** Queues pulling them. `paths` null: what the sources say, newest or all new. */
  'adopt.start': { input: z.strictObject({ siteId: SiteId, paths: z.array(z.string()).min(1).max(10_000).nullable() }), output: Job },

  'retention.get': { input: RetentionScope, output: EffectiveRetention },
  /** Null: this scope follows the next wider one again. */
  'retention.set': { input: z.strictObject({ scope: RetentionScope, policy: RetentionPolicy.nullable() }), output: EffectiveRetention },
  /** Deletes nothing. `siteId` null: all sites. `policy`: as if it were set for this scope; null: what holds. */
  'retention.plan': {
    input: z.strictObject({ placeId: PlaceId, siteId: SiteId.nullable(), policy: RetentionPolicy.nullable().default(null) }),
    output: RetentionPlan,
  },
  'retention.simulate': {
    input: z.strictObject({
      placeId: PlaceId,
      siteId: SiteId,
      days: z.int().min(1).max(3650),
      policy: RetentionPolicy.nullable().default(null),
    }),
    output: RetentionSimulation,
  },
  /** Queues deleting what the plan with this fingerprint names; refused when the plan is another one by now. */
  'retention.apply': { input: z.strictObject({ placeId: PlaceId, siteId: SiteId.nullable(), fingerprint: z.string() }), output: Job },
  /** What leaves by the end of tomorrow over the whole fleet, at most ten minutes old. */
  'retention.leaving': { input: z.void(), output: Leaving },
  /** Newest first, at most 1,000. */
  'retention.deletions': { input: z.void(), output: z.array(Deletion) },
  'retention.take-back': { input: z.strictObject({ deletionId: z.uuid() }), output: z.void() },

  /** Queues re-reading the copies proved longest ago, within today's budget. */
  'verification.run-due': { input: z.void(), output: Job },
  'transfer.settings': { input: z.void(), output: TransferSettings },
  'transfer.set-settings': { input: TransferSettings, output: TransferSettings },

  'key.status': { input: z.void(), output: KeyStatus },
  /** Makes the key when there is none. */
  'key.create': { input: z.void(), output: KeyStatus },
  /**
   * Writes the recovery kit, a page to print, 0600. `file` null: opens the system's save dialog; the answer is null when it was closed. The page holds the
   * secret key, so only its path comes back.
   */
  'key.save-kit': { input: z.strictObject({ file: z.string().min(1).nullable() }), output: z.string().nullable() },
  /**
   * Takes over the secret key of a recovery kit: its line, its groups, or the whole page. Refused while another key seals here, unless `replace` says that it
   * is to seal from now on; the other one stays for what it has sealed.
   */
  'key.import': {
    input: z.strictObject({ identity: z.string().min(1).max(100_000), replace: z.boolean().default(false) }),
    output: KeyStatus,
  },
  /** Makes another key for what is sealed from now on; the one before stays for what it has sealed. Its kit is to be saved anew. */
  'key.replace': { input: z.void(), output: KeyStatus },

  /** Newest first. */
  'job.list': { input: z.void(), output: z.array(Job) },
  'job.log': { input: z.strictObject({ jobId: JobId }), output: z.string() },
  /** Asks a job to stop. Resolves when the request is accepted, not when the job has ended. */
  'job.cancel': { input: z.strictObject({ jobId: JobId }), output: z.void() },
  /** Asks a job to stop and to keep what has arrived; "again" goes on from there. Only copies, adoptions and heals can be paused. */
  'job.pause': { input: z.strictObject({ jobId: JobId }), output: z.void() },
  /** Queues the same work as a new job. */
  'job.again': { input: z.strictObject({ jobId: JobId }), output: Job },
  /** Queues a scan: every manifest found is in the catalog afterwards. `placeId` null: all places that can be reached. */
  'catalog.rebuild': { input: z.strictObject({ placeId: PlaceId.nullable() }).optional(), output: Job },

  'recovery.settings': { input: z.strictObject({ siteId: SiteId }), output: SiteRecovery },
  'recovery.set-settings': { input: z.strictObject({ siteId: SiteId, settings: SiteRecovery }), output: SiteRecovery },
  /** Puts up or takes down the site's maintenance page, by its profile's command; the link that passes it is on the incident. */
  'recovery.maintenance': { input: z.strictObject({ incidentId: IncidentId, up: z.boolean() }), output: Incident },

  /** The open incident of the site, or a new one. Nothing is asked of the server. */
  'incident.open': { input: z.strictObject({ siteId: SiteId }), output: Incident },
  /** Newest first, at most 200. Null: of all sites. */
  'incident.list': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(IncidentSummary) },
  'incident.get': { input: z.strictObject({ incidentId: IncidentId }), output: Incident },
  /** Keeps the answers of the first screen, and what was chosen since (null: nothing yet). */
  'incident.answer': {
    input: z.strictObject({ incidentId: IncidentId, situation: Situation, choice: RestoreChoice.nullable().default(null) }),
    output: Incident,
  },
  /** Looks on the server and in the catalog for when it began: executables in upload folders, accounts, file dates. Only reads. Earliest first. */
  'incident.look-for-signs': { input: z.strictObject({ incidentId: IncidentId }), output: z.array(Sign) },
  /** Which backup answers the situation, and why not the others. Asks no server. */
  'incident.propose': { input: z.strictObject({ incidentId: IncidentId }), output: Proposal },
  'incident.note': { input: z.strictObject({ incidentId: IncidentId, note: z.string().max(20_000) }), output: Incident },
  'incident.set-task': {
    input: z.strictObject({ incidentId: IncidentId, taskId: z.string(), done: z.boolean(), note: z.string().max(2000).optional() }),
    output: Incident,
  },
  'incident.add-task': {
    input: z.strictObject({ incidentId: IncidentId, title: AfterCareTask.shape.title.trim().min(1).max(200), dueAt: Instant }),
    output: Incident,
  },
  /** Refused while a restore of it runs. */
  'incident.close': { input: z.strictObject({ incidentId: IncidentId }), output: Incident },
  /** One readable page, or everything as JSON. */
  'incident.report': { input: z.strictObject({ incidentId: IncidentId, format: z.enum(['html', 'json']) }), output: z.string() },
  /** `file` null: opens the system's save dialog; the answer is null when it was closed. PDF needs a host that can print (the desktop window). */
  'incident.save-report': {
    input: z.strictObject({ incidentId: IncidentId, format: z.enum(['html', 'json', 'pdf']), file: z.string().min(1).nullable() }),
    output: z.string().nullable(),
  },

  /** Tables of the live databases of a site with their estimated rows: to choose from. Only reads. */
  'restore.live-tables': {
    input: z.strictObject({ siteId: SiteId }),
    output: z.array(
      z.object({ database: z.string(), tables: z.array(z.object({ name: z.string(), approximateRows: z.int().nonnegative() })) }),
    ),
  },
  /** Everything that would happen, counted on both sides. Only reads, on the server too. */
  'restore.plan': { input: RestoreChoice, output: RestorePlan },
  /** Queues the restore of a plan. `confirm`: the name of the target site, typed. Refused when it differs or the plan has a check that stops. */
  'restore.run': { input: z.strictObject({ restoreId: RestoreId, confirm: z.string() }), output: Restore },
  /** What would happen with the tables a restore waits with, once each has its action: the whole plan, counted again. Only reads, and keeps nothing. */
  'restore.plan-decision': { input: z.strictObject({ restoreId: RestoreId, tables: TableDecisions }), output: RestorePlan },
  /** Queues the rest of a restore that waits for a decision. Refused where a table has none, the name differs, or what was chosen is not possible. */
  'restore.decide': { input: z.strictObject({ restoreId: RestoreId, tables: TableDecisions, confirm: z.string() }), output: Restore },
  /**
   * Queues going on with a restore that was interrupted or is stuck: `continue` to its end, or `roll-back` to how the site was. One that waits for a decision can be
   * taken back: what lies beside the live data is removed.
   */
  'restore.settle': { input: z.strictObject({ restoreId: RestoreId, how: z.enum(['continue', 'roll-back']) }), output: Restore },
  /** What an undo would take away now: rows and files that came since the switch. Only reads. */
  'restore.undo-preview': { input: z.strictObject({ restoreId: RestoreId }), output: LossPreview },
  /** Queues bringing back the state before the switch. */
  'restore.undo': { input: z.strictObject({ restoreId: RestoreId, confirm: z.string() }), output: Restore },
  /** Queues deleting the old data an undo would need. */
  'restore.let-go': { input: z.strictObject({ restoreId: RestoreId, confirm: z.string() }), output: Restore },
  /** Queues putting rows of the side database back into their tables; rows whose key is taken stay aside. */
  'restore.put-back': {
    input: z.strictObject({
      restoreId: RestoreId,
      tables: z
        .array(z.strictObject({ database: z.string(), table: z.string() }))
        .min(1)
        .max(1000),
    }),
    output: Restore,
  },
  'restore.get': { input: z.strictObject({ restoreId: RestoreId }), output: Restore },
  /** Newest first, at most 200. Null: of all sites. */
  'restore.list': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(RestoreSummary) },

  'drill.status': { input: z.strictObject({ siteId: SiteId }), output: DrillStatus },
  'drill.set-settings': { input: z.strictObject({ siteId: SiteId, settings: DrillSettings }), output: DrillStatus },
  /** Of the scratch database server; goes to the secret store. Null: forget it. */
  'drill.set-target-password': { input: z.strictObject({ siteId: SiteId, password: z.string().max(4096).nullable() }), output: z.void() },
  /** Queues a drill. Nulls: the newest whole backup, from the nearest place with the best proof. */
  'drill.start': { input: z.strictObject({ siteId: SiteId, backupId: BackupId.nullable(), placeId: PlaceId.nullable() }), output: Job },
  /** Newest first, at most 200. Null: of all sites. */
  'drill.list': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(Drill) },
  'drill.report': { input: z.strictObject({ drillId: DrillId, format: z.enum(['html', 'json']) }), output: z.string() },
  /** As `incident.save-report`. */
  'drill.save-report': {
    input: z.strictObject({ drillId: DrillId, format: z.enum(['html', 'json', 'pdf']), file: z.string().min(1).nullable() }),
    output: z.string().nullable(),
  },
  ...cronCalls,
  ...alertCalls,
  ...checklistCalls,
  ...searchCalls,
  ...healthCalls,
  ...auditCalls,
  ...anomalyCalls,
  ...scheduleCalls,
} as const satisfies Record<CallName, Call>;

/**
 * `fleet.changed`: servers, sites, backups or proofs changed; ask again for what is on screen. `restore.changed`: the journal of a restore moved on.
 * `incident.changed`: ask again for this incident. `schedule.changed`: a schedule, a slot or their settings changed.
 * `alerts.changed`: a condition, a message or a setting of alerts changed.
 */
export const events = {
  'job.changed': Job,
  'fleet.changed': z.void(),
  'restore.changed': Restore,
  'incident.changed': z.object({ incidentId: IncidentId }),
  'schedule.changed': z.void(),
  'alerts.changed': z.void(),
} as const satisfies Record<EventName, z.ZodType>;

export type Input<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type Output<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type Payload<N extends EventName> = z.output<(typeof events)[N]>;
