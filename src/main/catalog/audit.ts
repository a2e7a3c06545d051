import * as z from 'zod';
import { AuditEntry, type AuditFilter, AuditOutcome } from '../../shared/model/audit.ts';
import { decode, decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** A place in the chain. */
export interface AuditLink {
  readonly seq: number;
  readonly hash: string;
}

/** An entry as its columns are, whatever somebody made of them. */
export type AuditRow = z.infer<typeof RawRow>;

export interface AuditRepository {
  /** Null: there is no entry. */
  head(): AuditLink | null;
  /** The last entry that was pruned; null: none ever was. */
  anchor(): AuditLink | null;
  /** `document`: exactly the text that was hashed. Throws when the number is taken. */
  insert(entry: AuditEntry, document: string): void;
  /** Whether an entry was taken in that was left under this name. */
  wasTaken(leftAs: string): boolean;
  /** In order, those after `seq`; not decoded, for the check. */
  rowsAfter(seq: number, limit: number): readonly AuditRow[];
  hashAt(seq: number): string | null;
  /** The newest entry before `before` (UTC) behind which nothing is younger; null: none. */
  newestBefore(before: string): AuditLink | null;
  /** Lets go of everything up to the anchor. */
  prune(anchor: AuditLink): number;
  /** Newest first. */
  search(filter: AuditFilter, page: { readonly offset: number; readonly limit: number }): readonly AuditEntry[];
  /** Oldest first, those after `seq` that the filter lets through. */
  searchAfter(filter: AuditFilter, seq: number, limit: number): readonly AuditEntry[];
  count(filter: AuditFilter): number;
  actions(): readonly string[];
}

const Link = z.object({ seq: z.int(), hash: z.string() });
const RawRow = z.object({
  seq: z.int(),
  at: z.string(),
  action: z.string(),
  siteId: z.string().nullable(),
  outcome: z.string(),
  document: z.string(),
  hash: z.string(),
});
const EntryRow = z
  .object({ document: json(AuditEntry.omit({ hash: true })), hash: z.string() })
  .transform(({ document, hash }) => ({ ...document, hash }));

const COLUMNS = 'seq, at, action, site_id AS siteId, outcome, document, hash';
const MATCHES = `(:text = '' OR instr(lower(document), lower(:text)) > 0)
  AND action = coalesce(:action, action)
  AND (:siteId IS NULL OR site_id = :siteId)
  AND (:outcome IS NULL OR outcome = :outcome OR (:outcome = 'trouble' AND outcome <> '${AuditOutcome.enum.done}'))
  AND at >= coalesce(:from, at) AND (:until IS NULL OR at < :until)`;

export function createAuditRepository(sql: Sql): AuditRepository {
  return {
    head: () => decodeMaybe(Link, 'audit_entry', sql.get('SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1')),
    anchor: () => decodeMaybe(Link, 'audit_anchor', sql.get('SELECT seq, hash FROM audit_anchor')),
    insert({ seq, at, action, siteId, outcome, hash }, document) {
      sql.run(
        `INSERT INTO audit_entry (seq, at, action, site_id, outcome, document, hash)
         VALUES (:seq, :at, :action, :siteId, :outcome, :document, :hash)`,
        { seq, at, action, siteId, outcome, document, hash },
      );
    },
    wasTaken: (leftAs) => sql.get(`SELECT 1 FROM audit_entry WHERE json_extract(document, '$.leftAs') = :leftAs`, { leftAs }) !== undefined,
    rowsAfter: (seq, limit) =>
      decodeAll(
        RawRow,
        'audit_entry',
        sql.all(`SELECT ${COLUMNS} FROM audit_entry WHERE seq > :seq ORDER BY seq LIMIT :limit`, { seq, limit }),
      ),
    hashAt: (seq) => decodeMaybe(Link, 'audit_entry', sql.get('SELECT seq, hash FROM audit_entry WHERE seq = :seq', { seq }))?.hash ?? null,
    newestBefore: (before) =>
      decodeMaybe(
        Link,
        'audit_entry',
        sql.get(
          `SELECT seq, hash FROM audit_entry
           WHERE seq < coalesce((SELECT min(seq) FROM audit_entry WHERE at >= :before), 9007199254740991) ORDER BY seq DESC LIMIT 1`,
          { before },
        ),
      ),
    prune: ({ seq, hash }) =>
      sql.atomically(() => {
        sql.run(
          'INSERT INTO audit_anchor (one, seq, hash) VALUES (1, :seq, :hash) ON CONFLICT (one) DO UPDATE SET seq = :seq, hash = :hash',
          {
            seq,
            hash,
          },
        );
        return sql.run('DELETE FROM audit_entry WHERE seq <= :seq', { seq });
      }),
    search: (filter, { offset, limit }) =>
      decodeAll(
        EntryRow,
        'audit_entry',
        sql.all(`SELECT document, hash FROM audit_entry WHERE ${MATCHES} ORDER BY seq DESC LIMIT :limit OFFSET :offset`, {
          ...filter,
          limit,
          offset,
        }),
      ),
    searchAfter: (filter, seq, limit) =>
      decodeAll(
        EntryRow,
        'audit_entry',
        sql.all(`SELECT document, hash FROM audit_entry WHERE seq > :seq AND ${MATCHES} ORDER BY seq LIMIT :limit`, {
          ...filter,
          seq,
          limit,
        }),
      ),
    count: (filter) =>
      decode(
        z.object({ count: z.int() }),
        'audit_entry',
        sql.get(`SELECT count(*) AS count FROM audit_entry WHERE ${MATCHES}`, { ...filter }),
      ).count,
    actions: () =>
      decodeAll(z.object({ action: z.string() }), 'audit_entry', sql.all('SELECT DISTINCT action FROM audit_entry ORDER BY action')).map(
        ({ action }) => action,
      ),
  };
}
