import * as z from 'zod';
import type { AuditBreak } from '../../shared/model/audit.ts';
import type { AuditLink, AuditRow } from '../catalog/audit.ts';
import { BEGINNING, hashOf } from './chain.ts';

/** Of an entry, what its columns repeat; the pruning entry names the anchor it left. */
const Told = z.object({
  seq: z.int(),
  at: z.string(),
  action: z.string(),
  siteId: z.string().nullable(),
  outcome: z.string(),
  details: z.record(z.string(), z.unknown()),
});

export interface ChainState {
  /** The link the next row must follow. */
  readonly last: AuditLink;
  readonly entries: number;
  /** Whether the anchor is one that a pruning entry names. */
  readonly anchorIsNamed: boolean;
  readonly broken: AuditBreak | null;
}

export function startOf(anchor: AuditLink | null): ChainState {
  return { last: anchor ?? BEGINNING, entries: 0, anchorIsNamed: anchor === null, broken: null };
}

/** Goes on with rows in their order. Pure; after the first break nothing more is looked at, for every hash behind it is another one. */
export function followChain(state: ChainState, rows: Iterable<AuditRow>, anchor: AuditLink | null): ChainState {
  let { last, entries, anchorIsNamed, broken } = state;
  for (const row of rows) {
    if (broken !== null) break;
    broken = breakAt(last, row);
    if (broken !== null) break;
    entries += 1;
    last = { seq: row.seq, hash: row.hash };
    if (row.action === PRUNED && anchor !== null && names(row, anchor)) anchorIsNamed = true;
  }
  return { last, entries, anchorIsNamed, broken };
}

/** Action of the entry that letting go of old entries writes. */
export const PRUNED = 'audit.prune';

/** What only shows at the end: an anchor nobody set by the record's own retention. */
export function endOf({ broken, anchorIsNamed }: ChainState, anchor: AuditLink | null): AuditBreak | null {
  if (broken !== null || anchorIsNamed || anchor === null) return broken;
  return {
    seq: anchor.seq + 1,
    kind: 'anchor',
    text: `Entries up to ${anchor.seq} are gone, and no entry says that the record's own retention let them go.`,
  };
}

function breakAt(last: AuditLink, row: AuditRow): AuditBreak | null {
  const expected = last.seq + 1;
  if (row.seq > expected) {
    const until = row.seq - 1;
    const which = until === expected ? `Entry ${expected} is` : `Entries ${expected} to ${until} are`;
    return { seq: expected, kind: 'missing', text: `${which} missing.` };
  }
  if (row.seq < expected) return { seq: expected, kind: 'out-of-order', text: `Entry ${row.seq} stands where entry ${expected} belongs.` };
  const told = toldBy(row.document);
  if (told === null) return { seq: expected, kind: 'unreadable', text: `Entry ${expected} cannot be read.` };
  if (told.seq !== row.seq)
    return { seq: expected, kind: 'out-of-order', text: `What stands at ${expected} was written as entry ${told.seq}.` };
  const agrees = told.at === row.at && told.action === row.action && told.siteId === row.siteId && told.outcome === row.outcome;
  if (agrees && hashOf(last.hash, row.document) === row.hash) return null;
  return { seq: expected, kind: 'changed', text: `Entry ${expected} is not as it was written, or the one before it was exchanged.` };
}

function toldBy(document: string): z.infer<typeof Told> | null {
  try {
    return Told.safeParse(JSON.parse(document)).data ?? null;
  } catch {
    return null;
  }
}

function names(row: AuditRow, anchor: AuditLink): boolean {
  const details = toldBy(row.document)?.details;
  return details?.['upTo'] === anchor.seq && details['hash'] === anchor.hash;
}
