import * as z from 'zod';
import { AlertCondition, type AlertConditionId, AlertDigestLine, AlertMessage, type AlertMessageId } from '../../shared/model/alert.ts';
import type { JobId } from '../../shared/model/ids.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

/** Who sends a message, and until when nobody else does. */
export interface MessageClaim {
  readonly by: string;
  readonly until: string;
}

export interface AlertsRepository {
  /** Oldest first. */
  openConditions(): readonly AlertCondition[];
  /** Newest first. */
  resolvedConditions(limit: number): readonly AlertCondition[];
  findCondition(id: AlertConditionId): AlertCondition | null;
  lastResolved(key: string): AlertCondition | null;
  /** New, or as it is now. */
  putCondition(condition: AlertCondition): void;
  /** Oldest first: what waits and what is being sent. */
  unsettledMessages(): readonly AlertMessage[];
  /** Newest first. */
  settledMessages(limit: number): readonly AlertMessage[];
  findMessage(id: AlertMessageId): AlertMessage | null;
  /** Oldest first. */
  messagesOf(conditionId: AlertConditionId): readonly AlertMessage[];
  /** New, or as it is now. */
  putMessage(message: AlertMessage): void;
  /** A message that is there, as it is under way. */
  claimMessage(message: AlertMessage, claim: MessageClaim): void;
  /** Null: nobody ever sent it. */
  claimOf(id: AlertMessageId): MessageClaim | null;
  /** Oldest first. */
  digestLines(): readonly AlertDigestLine[];
  addDigestLine(line: AlertDigestLine): void;
  dropDigestLine(id: string): void;
  /** Ended jobs made since then that were not heard yet, oldest first. */
  unheardJobs(since: string, limit: number): readonly JobId[];
  hearJob(jobId: JobId): void;
  /** Of jobs made before then none is news any more. */
  hearJobsBefore(before: string): void;
  /** Forgets what was over before then, and that jobs made before then were heard. */
  forget(before: string): void;
}

const ConditionRow = z.object({ document: json(AlertCondition) });
const MessageRow = z.object({ document: json(AlertMessage) });
const LineRow = z.object({ document: json(AlertDigestLine) });
/** As it lies there: whoever reads the job finds out whether it can be read. */
const ClaimRow = z.object({ by: z.string(), until: z.string() });
const JobRow = z.object({ id: z.string() });

export function createAlertsRepository(sql: Sql): AlertsRepository {
  const documents = <T>(schema: z.ZodType<{ document: T }>, table: string, text: string, values: SqlValues = {}): readonly T[] =>
    decodeAll(schema, table, sql.all(`SELECT id, document FROM ${table} ${text}`, values)).map(({ document }) => document);
  const conditions = (text: string, values?: SqlValues): readonly AlertCondition[] =>
    documents(ConditionRow, 'alert_condition', text, values);
  const messages = (text: string, values?: SqlValues): readonly AlertMessage[] => documents(MessageRow, 'alert_message', text, values);
  const putMessage = (message: AlertMessage): void => {
    const { id, channel, conditionId, state, createdAt, settledAt } = message;
    sql.run(
      `INSERT INTO alert_message (id, channel, condition_id, state, created_at, settled_at, document)
       VALUES (:id, :channel, :conditionId, :state, :createdAt, :settledAt, :document)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at, document = excluded.document`,
      { id, channel, conditionId, state, createdAt, settledAt, document: JSON.stringify(message) },
    );
  };
  return {
    openConditions: () => conditions('WHERE resolved_at IS NULL ORDER BY opened_at, rowid'),
    resolvedConditions: (limit) =>
      conditions('WHERE resolved_at IS NOT NULL ORDER BY resolved_at DESC, rowid DESC LIMIT :limit', { limit }),
    findCondition: (id) => conditions('WHERE id = :id', { id })[0] ?? null,
    lastResolved: (key) => conditions('WHERE key = :key AND resolved_at IS NOT NULL ORDER BY resolved_at DESC LIMIT 1', { key })[0] ?? null,
    putCondition(condition) {
      const { id, key, siteId, openedAt, resolvedAt } = condition;
      sql.run(
        `INSERT INTO alert_condition (id, key, site_id, opened_at, resolved_at, document)
         VALUES (:id, :key, :siteId, :openedAt, :resolvedAt, :document)
         ON CONFLICT (id) DO UPDATE SET resolved_at = excluded.resolved_at, document = excluded.document`,
        { id, key, siteId, openedAt, resolvedAt, document: JSON.stringify(condition) },
      );
    },
    unsettledMessages: () => messages('WHERE settled_at IS NULL ORDER BY created_at, rowid'),
    settledMessages: (limit) => messages('WHERE settled_at IS NOT NULL ORDER BY settled_at DESC, rowid DESC LIMIT :limit', { limit }),
    findMessage: (id) => messages('WHERE id = :id', { id })[0] ?? null,
    messagesOf: (conditionId) => messages('WHERE condition_id = :conditionId ORDER BY created_at, rowid', { conditionId }),
    putMessage,
    claimMessage(message, { by, until }) {
      putMessage(message);
      sql.run('UPDATE alert_message SET claimed_by = :by, claimed_until = :until WHERE id = :id', { id: message.id, by, until });
    },
    claimOf: (id) =>
      decodeMaybe(
        ClaimRow,
        'alert_message',
        sql.get('SELECT claimed_by AS by, claimed_until AS until FROM alert_message WHERE id = :id AND claimed_by IS NOT NULL', { id }),
      ),
    digestLines: () => documents(LineRow, 'alert_digest_line', 'ORDER BY at, rowid'),
    addDigestLine(line) {
      const { id, at } = line;
      sql.run('INSERT INTO alert_digest_line (id, at, document) VALUES (:id, :at, :document)', { id, at, document: JSON.stringify(line) });
    },
    dropDigestLine: (id) => void sql.run('DELETE FROM alert_digest_line WHERE id = :id', { id }),
    unheardJobs: (since, limit) =>
      decodeAll(
        JobRow,
        'job',
        sql.all(
          `SELECT id FROM job
           WHERE created_at >= :since AND state NOT IN ('queued', 'running') AND NOT EXISTS (SELECT 1 FROM alert_job WHERE job_id = job.id)
           ORDER BY ended_at, rowid LIMIT :limit`,
          { since, limit },
        ),
      ).map(({ id }) => id as JobId),
    hearJob: (jobId) => void sql.run('INSERT OR IGNORE INTO alert_job (job_id) VALUES (:jobId)', { jobId }),
    hearJobsBefore: (before) =>
      void sql.run('INSERT OR IGNORE INTO alert_job (job_id) SELECT id FROM job WHERE created_at < :before', { before }),
    forget(before) {
      sql.run('DELETE FROM alert_condition WHERE resolved_at < :before', { before });
      sql.run('DELETE FROM alert_message WHERE settled_at < :before', { before });
      sql.run('DELETE FROM alert_job WHERE job_id NOT IN (SELECT id FROM job WHERE created_at >= :before)', { before });
    },
  };
}
