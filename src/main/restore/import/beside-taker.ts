import { AppError } from '../../errors/app-error.ts';
import type { DumpState } from './dump-state.ts';
import type { StatementTaker } from './dump-translator.ts';
import { renamedAlter, renamedCreate, type TableNames } from './rename-tables.ts';
import type { Rewritten } from './rewrite.ts';

/**
 * Stands before the sessions where a dump is imported into the schema the site works on. What is handed on makes, fills or changes a table of one of the given names;
 * everything else of the dump is left out, whatever it is: no statement with the name of a live table passes.
 */
export class BesideTaker implements StatementTaker {
  private readonly next: StatementTaker;
  private readonly names: TableNames;

  constructor(next: StatementTaker, names: TableNames) {
    this.next = next;
    this.names = names;
  }

  async rows(table: string, sql: Buffer | string, rows: number, state: DumpState): Promise<void> {
    // The translator has put the other name into it.
    const to = this.names.get(table);
    if (to !== undefined) await this.next.rows(to, sql, rows, state);
  }

  async other(statement: Exclude<Rewritten, { readonly kind: 'nothing' }>, state: DumpState): Promise<void> {
    if (statement.kind !== 'table' && statement.kind !== 'alter') return;
    const to = this.names.get(statement.table);
    if (to === undefined) return;
    if (statement.kind === 'alter') {
      const pieces = renamedAlter(statement.pieces, to);
      if (pieces !== null) await this.next.other({ kind: 'alter', table: to, pieces }, state);
      return;
    }
    // There is room for it: what an earlier attempt left was dropped by name.
    if (!statement.create) return;
    if (statement.writesElsewhere)
      throw new AppError('import.foreign-statement', { detail: `The rows of ${statement.table} lie elsewhere.` });
    await this.next.other({ ...statement, table: to, pieces: renamedCreate(statement.pieces, to) }, state);
  }
}
