import { join } from 'node:path';
import type { AuditEvent, AuditVerdict } from '../../shared/model/audit.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { allRows } from './all-rows.ts';
import { createAuditCopy } from './audit-copy.ts';
import { createAuditInbox } from './audit-inbox.ts';
import { BEGINNING, linkTo } from './chain.ts';
import { reconcile, type Reconciled } from './reconcile.ts';
import { PRUNED } from './verify-chain.ts';
import { verdictOn } from './verdict.ts';

export interface AuditLogOptions {
  readonly home: string;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `read`: beside another process that may continue the chain; entries go to its inbox. */
  readonly access: 'work' | 'read';
}

/** The hash-chained record. Never throws while recording: what cannot be written must not stop the work, and is said loudly in the log. */
export interface AuditLog {
  record(event: AuditEvent): void;
  /** Brings the copy beside the catalog and the catalog's own entries together, and takes in what was left meanwhile. Once, before the first entry. */
  settle(own: (action: string, details: AuditEvent['details']) => AuditEvent): Promise<void>;
  takeInbox(): void;
  verify(): Promise<AuditVerdict>;
  /** Lets go of what is older than `keepDays`; the number of entries. `own`: the entry that says so. */
  prune(keepDays: number, own: (action: string, details: AuditEvent['details']) => AuditEvent): Promise<number>;
  /** When the last entry could not be written; null: it could. */
  failedAt(): string | null;
}

const DAY_MS = 86_400_000;

export function createAuditLog({ home, catalog, clock, logger, access }: AuditLogOptions): AuditLog {
  const rows = catalog.audit;
  const copy = createAuditCopy(join(home, 'audit.jsonl'));
  const inbox = createAuditInbox(home);
  let failedAt: string | null = null;
  /** While the copy is written anew, entries go into the catalog alone and follow when it is done: the old file takes none along. */
  let isRewriting = false;

  function attempt(event: AuditEvent, write: () => void): boolean {
    try {
      write();
      failedAt = null;
      return true;
    } catch (cause) {
      failedAt = instantOf(clock);
      logger.error('audit.not-written', { action: event.action, at: event.at, siteId: event.siteId, outcome: event.outcome, cause });
      return false;
    }
  }
  function append(event: AuditEvent): void {
    const link = catalog.atomically(() => {
      // Taken in by a process that ended before it could remove the file.
      if (event.leftAs !== undefined && rows.wasTaken(event.leftAs)) return null;
      const next = linkTo(rows.head() ?? rows.anchor() ?? BEGINNING, event);
      rows.insert(next.entry, next.document);
      return next;
    });
    if (link === null || isRewriting) return;
    const { entry, document } = link;
    try {
      copy.append({ seq: entry.seq, hash: entry.hash, document });
    } catch (cause) {
      // The catalog has it; the next start brings the copy up to it.
      logger.error('audit.copy-not-written', { seq: entry.seq, cause });
    }
  }
  const record = (event: AuditEvent): boolean => attempt(event, () => (access === 'read' ? inbox.leave(event) : append(event)));
  const takeInbox = (): void => {
    try {
      const unread = inbox.takeIn((event) => append(event));
      if (unread.length > 0) logger.error('audit.inbox-unreadable', { files: unread });
    } catch (cause) {
      logger.error('audit.inbox-not-taken', { cause });
    }
  };
  return {
    record: (event) => void record(event),
    async settle(own) {
      try {
        const found = await reconcile(catalog, copy, instantOf(clock));
        tellOf(found, logger, (action, details) => record(own(action, details)));
      } catch (cause) {
        logger.error('audit.not-reconciled', { cause });
      }
      takeInbox();
    },
    takeInbox,
    verify: () => verdictOn(rows, copy, instantOf(clock)),
    async prune(keepDays, own) {
      const upTo = rows.newestBefore(new Date(clock.now() - keepDays * DAY_MS).toISOString());
      if (upTo === null) return 0;
      const first = rows.rowsAfter(0, 1)[0]?.seq ?? upTo.seq;
      const entries = upTo.seq - first + 1;
      // The anchor counts only because an entry of the chain names it: without that entry nothing may go.
      if (!record(own(PRUNED, { upTo: upTo.seq, hash: upTo.hash, entries, keepDays }))) return 0;
      const gone = rows.prune(upTo);
      const last = rows.head() ?? upTo;
      isRewriting = true;
      try {
        await copy.rewrite(upTo, allRows(rows));
      } finally {
        isRewriting = false;
        for (const row of allRows(rows, last.seq)) copy.append(row);
      }
      return gone;
    },
    failedAt: () => failedAt,
  };
}

function tellOf(found: Reconciled, logger: Logger, record: (action: string, details: AuditEvent['details']) => void): void {
  switch (found.kind) {
    case 'same':
      return;
    case 'copy-completed':
      logger.info('audit.copy-completed', { entries: found.entries });
      return;
    case 'brought-back':
      logger.warn('audit.brought-back', { entries: found.entries, from: found.from });
      record('audit.bring-back', { entries: found.entries, from: found.from });
      return;
    case 'put-aside':
      logger.error('audit.copy-differs', { file: found.file });
      record('audit.put-copy-aside', { file: found.file });
      return;
  }
}
