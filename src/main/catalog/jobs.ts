import * as z from 'zod';
import type { JobId, SiteId } from '../../shared/model/ids.ts';
import { Job, type JobKind, Progress } from '../../shared/model/job.ts';
import { Problem } from '../../shared/model/problem.ts';
import { AppError } from '../errors/app-error.ts';
import { decode, decodeAll, decodeMaybe, flag, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

/** Jobs are a history: what lists them, or looks for the newest, leaves out a row that cannot be read. */
export interface JobsRepository {
  /** `params`: JSON that starts the same work again; never a secret. */
  insert(job: Job, params: unknown): void;
  /** Everything but the parameters. Throws `job.not-found`. */
  update(job: Job): void;
  /** Throws `catalog.damaged` when its row cannot be read. */
  find(id: JobId): Job | null;
  /** Null also when its row cannot be read. */
  readable(id: JobId): Job | null;
  /** Throws `job.not-found`. */
  paramsOf(id: JobId): unknown;
  /** Newest first. */
  list(options?: { readonly limit?: number }): readonly Job[];
  /** Newest first. */
  listBySite(siteId: SiteId, options?: { readonly limit?: number }): readonly Job[];
  /** All that ended at or after `since`, newest first, however many there are: of one kind, or of all. */
  endedSince(since: string, kind?: JobKind): readonly Job[];
  /** Whether one of the kind ever ended well, if with a warning. */
  everDone(kind: JobKind): boolean;
  /** The job of this site that runs, else the one that waits longest. */
  activeOf(siteId: SiteId): Job | null;
  /** Newest that is neither queued nor running. */
  newestEnded(siteId: SiteId): Job | null;
  /** Newest of a kind that ended by itself or was interrupted; a cancelled one says nothing of the site. */
  newestOutcome(siteId: SiteId, kind: JobKind): Job | null;
  /** The same over all sites and what is no site's. */
  newestOutcomeOfAll(kind: JobKind): Job | null;
  /** Ended jobs that nothing needs any more, oldest first. */
  outdated(question: OutdatedQuestion): readonly OutdatedJob[];
  /** With what alerts noted of them. In one transaction. */
  forget(ids: readonly string[]): void;
  /** Those of these ids that no job has. */
  unknown(ids: readonly string[]): readonly string[];
  /** Queued and running jobs become `interrupted`. Only for who holds the data folder: nobody else may be running them. */
  markInterrupted(now: string): readonly Job[];
}

/** Times are UTC. */
export interface OutdatedQuestion {
  /** Created at or after it; empty: from the first on. */
  readonly from: string;
  /** What ended well is outdated when it ended before. */
  readonly wellBefore: string;
  /** Whatever came of it. Not after `wellBefore`. */
  readonly before: string;
  /** Jobs that are named where the catalog does not look for them. */
  readonly named: readonly string[];
  readonly limit: number;
}

/** As it lies there: also one that cannot be read goes in the end. */
export interface OutdatedJob {
  readonly id: string;
  readonly createdAt: string;
}

const OutdatedRow = z.object({ id: z.string(), createdAt: z.string() });
const JobRow = Job.extend({ cancelRequested: flag, progress: json(Progress).nullable(), problem: json(Problem).nullable() });
const ParamsRow = z.object({ params: json(z.unknown()) });

const SELECT = `
  SELECT id, kind, title, server_id AS serverId, site_id AS siteId, state, cancel_requested AS cancelRequested, progress, problem,
    backup_id AS backupId, created_at AS createdAt, started_at AS startedAt, ended_at AS endedAt
  FROM job`;
/** What began earlier and ended only now was paused by somebody. */
const LONGEST_JOB_MS = 14 * 24 * 3_600_000;
const ACTIVE = "state IN ('queued', 'running')";
const OUTCOME = "state IN ('succeeded', 'warning', 'failed', 'interrupted')";

/**
 * A restore, an undo or a drill is evidence, however well it ended. Never outdated: the work of a restore that is known; what made a backup that lies
 * somewhere; what a site (or what is no site's) last came to, of each kind; the last of each kind that was ever done.
 */
const OUTDATED = `
  SELECT id, created_at AS createdAt FROM job INDEXED BY job_by_time
  WHERE created_at >= :from AND created_at < :wellBefore AND ended_at < :wellBefore AND NOT (${ACTIVE})
    AND (ended_at < :before
      OR state = 'succeeded' AND kind NOT IN ('drill', 'restore', 'restore-undo', 'restore-let-go', 'restore-put-back'))
    AND id NOT IN (SELECT value FROM json_each(:named))
    AND NOT EXISTS (SELECT 1 FROM restore WHERE id = json_extract(job.params, '$.restoreId'))
    AND NOT (kind IN ('backup', 'adopt', 'synthesize') AND EXISTS (SELECT 1 FROM backup WHERE id = job.backup_id AND copy_count > 0))
    AND (NOT (${OUTCOME})
      OR site_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM site WHERE id = job.site_id)
      OR EXISTS (SELECT 1 FROM job AS newer INDEXED BY job_outcome
           WHERE newer.site_id IS job.site_id AND newer.kind = job.kind AND newer.created_at > job.created_at AND newer.${OUTCOME}))
    AND (state NOT IN ('succeeded', 'warning')
      OR EXISTS (SELECT 1 FROM job AS newer INDEXED BY job_outcome_of_all
           WHERE newer.kind = job.kind AND newer.created_at > job.created_at AND newer.${OUTCOME} AND newer.state IN ('succeeded', 'warning')))
  ORDER BY created_at LIMIT :limit`;

export function createJobsRepository(sql: Sql): JobsRepository {
  /** What is asked of many leaves out what cannot be read: one bad row must not hide the state of a site, nor keep the app from starting. */
  const many = (text: string, values: SqlValues): readonly Job[] =>
    sql.all(`${SELECT} ${text}`, values).flatMap((row) => {
      const read = JobRow.safeParse(row);
      return read.success ? [read.data] : [];
    });
  const one = (text: string, values: SqlValues): Job | null => {
    const row = sql.get(`${SELECT} ${text} LIMIT 1`, values);
    if (row === undefined) return null;
    const read = JobRow.safeParse(row);
    return read.success ? read.data : (many(text, values)[0] ?? null);
  };
  const update = (job: Job): void => {
    const changed = sql.run(
      `UPDATE job SET kind = :kind, title = :title, server_id = :serverId, site_id = :siteId, state = :state,
         cancel_requested = :cancelRequested, progress = :progress, problem = :problem, backup_id = :backupId,
         created_at = :createdAt, started_at = :startedAt, ended_at = :endedAt
       WHERE id = :id`,
      valuesOf(job),
    );
    if (changed === 0) throw new AppError('job.not-found', { detail: job.id });
  };
  return {
    insert(job, params) {
      sql.run(
        `INSERT INTO job (id, kind, title, server_id, site_id, state, cancel_requested, progress, problem, backup_id, created_at, started_at,
           ended_at, params)
         VALUES (:id, :kind, :title, :serverId, :siteId, :state, :cancelRequested, :progress, :problem, :backupId, :createdAt, :startedAt,
           :endedAt, :params)`,
        { ...valuesOf(job), params: JSON.stringify(params) },
      );
    },
    update,
    find: (id) => decodeMaybe(JobRow, 'job', sql.get(`${SELECT} WHERE id = :id`, { id })),
    readable: (id) => one('WHERE id = :id', { id }),
    paramsOf(id) {
      const row = sql.get('SELECT id, params FROM job WHERE id = :id', { id });
      if (row === undefined) throw new AppError('job.not-found', { detail: id });
      return decode(ParamsRow, 'job', row).params;
    },
    list: ({ limit = -1 } = {}) => many('ORDER BY created_at DESC, rowid DESC LIMIT :limit', { limit }),
    listBySite: (siteId, { limit = -1 } = {}) =>
      many('WHERE site_id = :siteId ORDER BY created_at DESC, rowid DESC LIMIT :limit', { siteId, limit }),
    endedSince: (since, kind) =>
      many(`WHERE created_at >= :begun AND ended_at >= :since AND (:kind IS NULL OR kind = :kind) ORDER BY created_at DESC, rowid DESC`, {
        since,
        begun: new Date(Date.parse(since) - LONGEST_JOB_MS).toISOString(),
        kind: kind ?? null,
      }),
    everDone: (kind) =>
      sql.get(
        `SELECT 1 FROM job WHERE kind = :kind AND state IN ('succeeded', 'warning') AND state IN ('succeeded', 'warning', 'failed', 'interrupted')
         LIMIT 1`,
        { kind },
      ) !== undefined,
    activeOf: (siteId) => one(`WHERE site_id = :siteId AND ${ACTIVE} ORDER BY state = 'running' DESC, created_at, rowid`, { siteId }),
    newestEnded: (siteId) => one(`WHERE site_id = :siteId AND NOT (${ACTIVE}) ORDER BY created_at DESC, rowid DESC`, { siteId }),
    newestOutcome: (siteId, kind) =>
      one(
        `WHERE site_id = :siteId AND kind = :kind AND state IN ('succeeded', 'warning', 'failed', 'interrupted')
         ORDER BY created_at DESC, rowid DESC`,
        { siteId, kind },
      ),
    newestOutcomeOfAll: (kind) =>
      one(
        `INDEXED BY job_outcome_of_all WHERE kind = :kind AND state IN ('succeeded', 'warning', 'failed', 'interrupted')
         ORDER BY created_at DESC`,
        { kind },
      ),
    outdated: ({ named, ...question }) => decodeAll(OutdatedRow, 'job', sql.all(OUTDATED, { ...question, named: JSON.stringify(named) })),
    forget: (ids) =>
      sql.atomically(() => {
        const these = { ids: JSON.stringify(ids) };
        sql.run('DELETE FROM alert_job WHERE job_id IN (SELECT value FROM json_each(:ids))', these);
        sql.run('DELETE FROM job WHERE id IN (SELECT value FROM json_each(:ids))', these);
      }),
    unknown: (ids) =>
      decodeAll(
        z.object({ id: z.string() }),
        'job',
        sql.all('SELECT value AS id FROM json_each(:ids) WHERE NOT EXISTS (SELECT 1 FROM job WHERE id = value)', {
          ids: JSON.stringify(ids),
        }),
      ).map(({ id }) => id),
    markInterrupted: (now) =>
      sql.atomically(() => {
        const problem = new AppError('job.interrupted').toProblem();
        const found = many(`WHERE ${ACTIVE} ORDER BY created_at, rowid`, {});
        const interrupted = found.map((job): Job => ({ ...job, state: 'interrupted', problem, endedAt: now }));
        interrupted.forEach(update);
        return interrupted;
      }),
  };
}

function valuesOf(job: Job): SqlValues {
  const { id, kind, title, serverId, siteId, state, backupId, createdAt, startedAt, endedAt } = job;
  return {
    id,
    kind,
    title,
    serverId,
    siteId,
    state,
    backupId,
    createdAt,
    startedAt,
    endedAt,
    cancelRequested: job.cancelRequested ? 1 : 0,
    progress: job.progress === null ? null : JSON.stringify(job.progress),
    problem: job.problem === null ? null : JSON.stringify(job.problem),
  };
}
