import { AuditEntry } from '../../shared/model/audit.ts';
import type { AuditLink } from '../catalog/audit.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import type { AuditCopy, CopyLine } from './audit-copy.ts';
import { allRows } from './all-rows.ts';
import { BEGINNING, hashOf } from './chain.ts';

/** What became of two records that should be one. */
export type Reconciled =
  | { readonly kind: 'same' }
  /** The copy lacked the newest: the computer went down between two writes. */
  | { readonly kind: 'copy-completed'; readonly entries: number }
  /** The catalog lacked the newest, or is a new one: they are in it again. `from`: the first of them. */
  | { readonly kind: 'brought-back'; readonly entries: number; readonly from: number }
  /** They contradict each other: the copy lies aside for a person to look at, and a new one was begun. */
  | { readonly kind: 'put-aside'; readonly file: string };

/** Brings the catalog's entries and the copy beside it together. Nothing that either of them alone has is lost. */
export async function reconcile(catalog: Catalog, copy: AuditCopy, now: string): Promise<Reconciled> {
  const { audit } = catalog;
  const tail = copy.tail({ mend: true });
  const head = audit.head() ?? audit.anchor();
  if (tail !== null && tail.seq === head?.seq && tail.hash === head.hash) return { kind: 'same' };
  if (tail === null) {
    // A copy whose end cannot be read may still hold what the catalog lost: it is not written over before that is known.
    const brought = await bringBack(catalog, copy, head);
    const hasNothing = brought === null && (await isEmpty(copy));
    if (hasNothing && head === null) return { kind: 'same' };
    if (brought !== null || hasNothing) {
      await copy.rewrite(audit.anchor(), allRows(audit));
      return brought ?? { kind: 'copy-completed', entries: audit.rowsAfter(0, 1).length };
    }
  } else if (head === null || tail.seq > head.seq) {
    const brought = await bringBack(catalog, copy, head);
    if (brought !== null) return brought;
  } else if (tail.seq < head.seq && audit.hashAt(tail.seq) === tail.hash) {
    let entries = 0;
    for (const row of allRows(audit, tail.seq)) {
      copy.append(row);
      entries += 1;
    }
    return { kind: 'copy-completed', entries };
  }
  const file = await copy.putAside(now);
  await copy.rewrite(audit.anchor(), allRows(audit));
  return { kind: 'put-aside', file };
}

/** Null: the copy does not go on where the catalog ends. */
async function bringBack(catalog: Catalog, copy: AuditCopy, head: AuditLink | null): Promise<Reconciled | null> {
  const { audit } = catalog;
  const anchor = await copy.anchor();
  const start = head ?? anchor ?? BEGINNING;
  const newer: CopyLine[] = [];
  let meets = head === null || (anchor?.seq === head.seq && anchor.hash === head.hash);
  for await (const line of copy.lines()) {
    if (line.seq < start.seq) continue;
    if (line.seq === start.seq) meets = line.hash === start.hash;
    else newer.push(line);
  }
  if (!meets || newer.length === 0 || !chains(start, newer)) return null;
  catalog.atomically(() => {
    // A pruned copy of a catalog that is gone: its entries go on from the anchor.
    if (head === null && anchor !== null) audit.prune(anchor);
    for (const { document, hash } of newer)
      audit.insert({ ...AuditEntry.omit({ hash: true }).parse(JSON.parse(document)), hash }, document);
  });
  return { kind: 'brought-back', entries: newer.length, from: start.seq + 1 };
}

async function isEmpty(copy: AuditCopy): Promise<boolean> {
  const lines = copy.lines();
  const { done } = await lines.next();
  await lines.return(undefined);
  return done === true;
}

function chains(start: AuditLink, lines: readonly CopyLine[]): boolean {
  let last = start;
  for (const line of lines) {
    if (line.seq !== last.seq + 1 || hashOf(last.hash, line.document) !== line.hash) return false;
    last = line;
  }
  return true;
}
