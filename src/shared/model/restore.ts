import * as z from 'zod';
import { BackupSummary, ProofLevel } from './backup.ts';
import { ArtifactId, BackupId, IncidentId, JobId, PlaceId, RestoreId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';
import { Problem } from './problem.ts';
import { PlanStep, RunbookId } from './runbook.ts';
import { SitePath } from './source.ts';

/**
 * How the data of a database takes the place of the live one.
 * `swap`: imported into a schema beside it, then the tables change places. `switch-env`: the site's settings point to the new schema.
 * `in-place`: into the live schema itself, after a proven safety copy (hosts that allow one schema only).
 */
export const RestoreMethod = z.enum(['swap', 'switch-env', 'in-place']);
export type RestoreMethod = z.infer<typeof RestoreMethod>;

/**
 * What becomes of one table that is restored alone. `merge`: only rows the live table lacks, by primary key. `keep-aside`: nothing live changes.
 * `decide`: imported beside the live one and compared with it; then the restore waits for one of the others.
 */
export const TableAction = z.enum(['replace', 'merge', 'keep-aside', 'decide']);
export type TableAction = z.infer<typeof TableAction>;

export const TableChoice = z.strictObject({
  name: z.string().min(1).max(64),
  action: TableAction,
  /** The action was chosen after both sides were seen: the table lies beside the live one, whatever the action. */
  looked: z.literal(true).optional(),
});
export type TableChoice = z.infer<typeof TableChoice>;

/** What was chosen for a table that a restore waits with. */
export const TableDecision = z.strictObject({
  artifactId: ArtifactId,
  table: z.string().min(1).max(64),
  action: TableAction.exclude(['decide']),
});
export type TableDecision = z.infer<typeof TableDecision>;

/** One table, live and imported, side by side. Counts are exact, but of a table that cannot be read (`why`). */
export const TableComparison = z.object({
  artifactId: ArtifactId,
  database: z.string(),
  table: z.string(),
  action: TableAction,
  /** Null: the table is not there. */
  rowsNow: z.int().nonnegative().nullable(),
  rowsBackup: z.int().nonnegative().nullable(),
  /** Rows told apart by primary key; null where they cannot be (`why`). */
  onlyNow: z.int().nonnegative().nullable(),
  onlyBackup: z.int().nonnegative().nullable(),
  /** Rows of both sides that differ in a column both have; null where that is not known or would take long (`why`). */
  changed: z.int().nonnegative().nullable(),
  /** Primary keys of the first rows of each, as `id 4711`, in their order. */
  examples: z.object({ onlyNow: z.array(z.string()), onlyBackup: z.array(z.string()), changed: z.array(z.string()) }),
  /** Why something of the above is not known; null: all is. */
  why: z.string().nullable(),
});
export type TableComparison = z.infer<typeof TableComparison>;

export const DatabaseChoice = z.strictObject({
  artifactId: ArtifactId,
  /** Null: the whole database. */
  tables: z.array(TableChoice).min(1).max(1000).nullable(),
  content: z.enum(['all', 'structure', 'data']),
});
export type DatabaseChoice = z.infer<typeof DatabaseChoice>;

/** `whole`: the folders change places. `different`: only what is missing or different. `paths`: files and folders by name. */
export const MediaChoice = z.strictObject({
  artifactId: ArtifactId,
  mode: z.enum(['whole', 'different', 'paths']),
  /** How files are told apart with `different`. */
  compareBy: z.enum(['time', 'hash']),
  /** Below the site's root; with `paths` alone. */
  paths: z.array(SitePath).max(10_000),
});
export type MediaChoice = z.infer<typeof MediaChoice>;

/** What the operator chose to restore, from where, to where. */
export const RestoreChoice = z.strictObject({
  incidentId: IncidentId,
  backupId: BackupId,
  /** Null: the nearest place with the best proof. */
  placeId: PlaceId.nullable(),
  /** The registered site that is written to; the backup's own site unless another was chosen (staging, a new server). */
  targetSiteId: SiteId,
  databases: z.array(DatabaseChoice),
  media: z.array(MediaChoice),
  /** Null: `swap` where the user may create a schema, else `in-place`. */
  method: RestoreMethod.nullable(),
  /** The site shows its maintenance page while it is switched. */
  maintenance: z.boolean(),
  /** Runs the migrations of the code that is there after the switch. */
  migrate: z.boolean(),
});
export type RestoreChoice = z.infer<typeof RestoreChoice>;

/** What tells the target from every other; read again in the second before each destructive step. Nulls: not known there. */
export const TargetIdentity = z.object({
  serverName: z.string(),
  address: z.string(),
  /** `SHA256:...` of the pinned key, which the connection proved. */
  hostKey: z.string(),
  root: z.string(),
  /** What `.holdfast-site` in the site's root says: the id of the site. Null: there is none yet, the first step writes it. */
  marker: z.string().nullable(),
  appUrl: z.string().nullable(),
  databases: z.array(
    z.object({
      database: z.string(),
      user: z.string(),
      serverVersion: z.string(),
      /** `@@server_uuid`, or of MariaDB what stands for it: hostname, port, data folder and server id. */
      serverUuid: z.string(),
    }),
  ),
});
export type TargetIdentity = z.infer<typeof TargetIdentity>;

export const TableLoss = z.object({
  table: z.string(),
  /** Null: the table is not there. */
  rowsNow: z.int().nonnegative().nullable(),
  rowsBackup: z.int().nonnegative().nullable(),
  /** Rows counted by estimate, not exactly (very large tables). */
  estimated: z.boolean(),
  /** Column the newest record was told by; null: there is none that looks like a time. */
  timeColumn: z.string().nullable(),
  newestNow: z.string().nullable(),
  newestBackup: z.string().nullable(),
});
export type TableLoss = z.infer<typeof TableLoss>;

export const MediaLoss = z.object({
  artifactId: ArtifactId,
  added: z.int().nonnegative(),
  replaced: z.int().nonnegative(),
  /** On the server and not in the backup: moved aside with `whole`, left where they are else. */
  removed: z.int().nonnegative(),
  bytesToSend: z.int().nonnegative(),
  /** The first of each, escaped for display. */
  examples: z.array(z.object({ path: z.string(), change: z.enum(['added', 'replaced', 'removed']) })),
});
export type MediaLoss = z.infer<typeof MediaLoss>;

/** What a restore would take away, counted on both sides. */
export const LossPreview = z.object({
  /** When the live side was counted. */
  countedAt: Instant,
  databases: z.array(z.object({ database: z.string(), tables: z.array(TableLoss) })),
  media: z.array(MediaLoss),
  /** Of an undo: views, routines, triggers and events made or changed since the switch, which go as well. Plans of an earlier Holdfast do not say. */
  code: z.array(z.string()).default([]),
  /** Why some of it could not be counted; empty when all was. */
  unknown: z.array(z.string()),
});
export type LossPreview = z.infer<typeof LossPreview>;

export const PlanCheck = z.object({
  /** Stable key: `disk`, `privileges`, `version`, `collations`, `definers`, `sandbox-line`, `packet`, `foreign-keys`, `client`, `tar`... */
  id: z.string(),
  label: z.string(),
  found: z.string(),
  /** `fix-up`: will be put right while the dump streams. `stop`: the plan cannot run. */
  verdict: z.enum(['ok', 'attention', 'fix-up', 'stop']),
  why: z.string(),
});
export type PlanCheck = z.infer<typeof PlanCheck>;

/** Everything that will happen, before anything has. */
export const RestorePlan = z.object({
  id: RestoreId,
  createdAt: Instant,
  choice: RestoreChoice,
  runbook: RunbookId,
  siteName: z.string(),
  /** What must be typed to run it: the name of the target site. */
  confirmWith: z.string(),
  backup: BackupSummary,
  placeName: z.string(),
  level: ProofLevel,
  method: RestoreMethod,
  identity: TargetIdentity,
  loss: LossPreview,
  checks: z.array(PlanCheck),
  steps: z.array(PlanStep).min(1),
  bytesToSend: z.int().nonnegative(),
  rpoMs: z.int().nonnegative(),
  rtoMs: z.int().nonnegative().nullable(),
  rtoFrom: z.enum(['drill', 'rates', 'unknown']),
});
export type RestorePlan = z.infer<typeof RestorePlan>;

/** `skipped`: not needed, or not reached. `undone`: was done and taken back. */
export const RunStep = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'warning', 'failed', 'skipped', 'undone']),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** What it found or what the commands answered, secrets redacted; at most 20 kB. */
  output: z.string(),
  problem: Problem.nullable(),
});
export type RunStep = z.infer<typeof RunStep>;

/** One line of the verification after the switch. */
export const RestoreCheck = z.object({ label: z.string(), expected: z.string(), found: z.string(), ok: z.boolean() });
export type RestoreCheck = z.infer<typeof RestoreCheck>;

/**
 *   planned -> running -> done ------> undone
 *              ^  |  \                   `(undo, until it is let go)
 *              |  |   `-> deciding      (tables lie beside the live ones and were compared; waits for what becomes of them)
 *              `------------'
 *                 |   `-> failed        (before the live site was touched: what lay beside it is removed)
 *                 |   `-> rolled-back   (after: everything is as it was before)
 *                 |   `-> stuck         (neither could be finished: the journal says what is where, "settle" goes on)
 *                 |   `-> cancelled     (by the operator, before the live site was touched, or rolled back)
 *                 `-> interrupted       (the app ended; settled at the next start when the live site was being changed)
 */
export const RestoreState = z.enum([
  'planned',
  'running',
  'deciding',
  'done',
  'failed',
  'rolled-back',
  'stuck',
  'cancelled',
  'interrupted',
  'undone',
]);
export type RestoreState = z.infer<typeof RestoreState>;

/** `armed`: one press brings back the state before the switch. `let-go`: the old data was deleted. */
export const Undo = z.object({
  state: z.enum(['none', 'armed', 'used', 'let-go']),
  /** What lies beside the live data for it, for people: schemas and folders on the server. */
  keeps: z.array(z.string()),
  /** Bytes it takes on the server; null: not known. */
  bytes: z.int().nonnegative().nullable(),
});
export type Undo = z.infer<typeof Undo>;

/** Rows that the switch took away from a table, kept beside the live data to be put back by choice. */
export const SideRows = z.object({ database: z.string(), table: z.string(), rows: z.int().nonnegative(), putBack: z.boolean() });
export type SideRows = z.infer<typeof SideRows>;

/** A restore from plan to undo: the journal as it lies in the catalog. */
export const Restore = z.object({
  id: RestoreId,
  incidentId: IncidentId,
  siteId: SiteId,
  targetSiteId: SiteId,
  state: RestoreState,
  plan: RestorePlan,
  steps: z.array(RunStep),
  /** True from the moment the first step that changes the live site begins, until it was taken back. */
  liveTouched: z.boolean(),
  jobId: JobId.nullable(),
  createdAt: Instant,
  confirmedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  problem: Problem.nullable(),
  safetyCopyId: BackupId.nullable(),
  checks: z.array(RestoreCheck),
  /** Of tables that wait, or waited, for a decision. */
  comparisons: z.array(TableComparison).default([]),
  sideRows: z.array(SideRows),
  undo: Undo,
  /** Link that passes the maintenance page while it is up; null: none. */
  bypassUrl: z.string().nullable(),
});
export type Restore = z.infer<typeof Restore>;

/** A row of the list. */
export const RestoreSummary = z.object({
  id: RestoreId,
  incidentId: IncidentId,
  siteId: SiteId,
  siteName: z.string(),
  targetName: z.string(),
  backupAt: Instant,
  method: RestoreMethod,
  state: RestoreState,
  createdAt: Instant,
  endedAt: Instant.nullable(),
  undo: Undo.shape.state,
});
export type RestoreSummary = z.infer<typeof RestoreSummary>;
