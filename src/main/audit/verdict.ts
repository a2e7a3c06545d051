import type { AuditBreak, AuditVerdict } from '../../shared/model/audit.ts';
import type { AuditLink, AuditRepository } from '../catalog/audit.ts';
import { allRows } from './all-rows.ts';
import type { AuditCopy } from './audit-copy.ts';
import { endOf, followChain, startOf } from './verify-chain.ts';

/** Reads the whole record and its copy. Only reads; safe beside a process that writes: an entry is in the catalog before it is in the copy. */
export async function verdictOn(audit: AuditRepository, copy: AuditCopy, checkedAt: string): Promise<AuditVerdict> {
  const copied = await linksOf(copy);
  const anchor = audit.anchor();
  // From 0 on, not from the anchor: what somebody put before it is to show.
  const state = followChain(startOf(anchor), allRows(audit), anchor);
  const head = audit.head();
  const compared = compare(audit, copied, head ?? anchor);
  return {
    checkedAt,
    entries: state.entries,
    firstSeq: audit.rowsAfter(0, 1)[0]?.seq ?? null,
    lastSeq: head?.seq ?? null,
    head: head?.hash ?? null,
    prunedTo: anchor?.seq ?? 0,
    copy: compared.copy,
    broken: endOf(state, anchor) ?? compared.broken,
  };
}

interface Copied {
  readonly hashes: ReadonlyMap<number, string>;
  readonly tail: AuditLink | null;
}

async function linksOf(copy: AuditCopy): Promise<Copied> {
  const hashes = new Map<number, string>();
  let tail: AuditLink | null = await copy.anchor();
  for await (const { seq, hash } of copy.lines()) {
    hashes.set(seq, hash);
    tail = { seq, hash };
  }
  return { hashes, tail };
}

function compare(
  audit: AuditRepository,
  { hashes, tail }: Copied,
  head: AuditLink | null,
): { readonly copy: AuditVerdict['copy']; readonly broken: AuditBreak | null } {
  if (tail === null) return { copy: 'none', broken: null };
  for (const { seq, hash } of allRows(audit)) {
    const copied = hashes.get(seq);
    if (copied !== undefined && copied !== hash)
      return {
        copy: 'differs',
        broken: { seq, kind: 'copy-differs', text: `The copy beside the catalog tells entry ${seq} differently.` },
      };
  }
  const last = head?.seq ?? 0;
  if (tail.seq > last)
    return {
      copy: 'differs',
      broken: {
        seq: last + 1,
        kind: 'missing',
        text: `Entries ${last + 1} to ${tail.seq} are in the copy beside the catalog, but not in the catalog.`,
      },
    };
  return { copy: tail.seq === last ? 'same' : 'behind', broken: null };
}
