import type { AuditRepository, AuditRow } from '../catalog/audit.ts';

const PAGE = 1000;

/** All entries after `after` in order, a page at a time: the record of years does not lie in memory. */
export function* allRows(rows: Pick<AuditRepository, 'rowsAfter'>, after = 0): Generator<AuditRow> {
  for (let seq = after; ;) {
    const page = rows.rowsAfter(seq, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    seq = last.seq;
  }
}
