import type { ImportSession } from './client-session.ts';
import { deferKeys } from './defer-keys.ts';
import type { Wanted } from './dump-plan.ts';
import type { DumpState } from './dump-state.ts';
import type { StatementTaker } from './dump-translator.ts';
import type { OpenSessions } from './open-sessions.ts';
import type { Rewritten } from './rewrite.ts';
import { codeOf, is, names, sqlOf, type Piece } from './sql-pieces.ts';

/** Rows of a big table go to one session for so many bytes, so that each session fills a range of the table in order. */
const RUN_BYTES = 4 * 1024 * 1024;

type Made = Exclude<Rewritten, { readonly kind: 'nothing' }>;

interface Later {
  readonly label: string;
  readonly sql: string;
  readonly state: DumpState;
}

/**
 * Hands the statements of a dump to the sessions. A small table stays with one session from its definition to its last row, so nothing has to be waited for; a big
 * one is made through the session for definitions, then filled by all.
 */
export class Dispatcher implements StatementTaker {
  rowsSent = 0;
  readonly enabledEvents: string[] = [];
  private readonly sessions: OpenSessions;
  private readonly big: ReadonlySet<string>;
  private readonly wanted: Wanted;
  private readonly seen = new Set<string>();
  /** Big tables that all sessions may fill. */
  private readonly shared = new Set<string>();
  private readonly owners = new Map<string, ImportSession>();
  private readonly keys: Later[] = [];
  private readonly alters: Later[] = [];
  private readonly late: Later[] = [];
  private run: { readonly session: ImportSession; left: number } | null = null;

  constructor(sessions: OpenSessions, { big, wanted }: { readonly big: ReadonlySet<string>; readonly wanted: Wanted }) {
    this.sessions = sessions;
    this.big = big;
    this.wanted = wanted;
  }

  /** Tables that were begun. */
  get tables(): number {
    return this.seen.size;
  }

  async rows(table: string, sql: Buffer | string, rows: number, state: DumpState): Promise<void> {
    if (!this.wanted.rows || !this.wanted.table(table)) return;
    this.seen.add(table);
    this.rowsSent += rows;
    const session = this.shared.has(table) ? this.nextOfRun(sql.length) : this.ownerOf(table);
    await session.send(sql, state, `table ${table}`);
  }

  async other(statement: Made, state: DumpState): Promise<void> {
    switch (statement.kind) {
      case 'table':
        if (this.wanted.structure && this.wanted.table(statement.table)) await this.table(statement, state);
        break;
      case 'early':
        if (!this.wanted.all) return;
        await this.sessions.control.send(statement.sql, state, 'sequence');
        await this.settled();
        break;
      case 'alter':
        if (this.wanted.structure && this.wanted.table(statement.table))
          this.alters.push({ label: `table ${statement.table}`, sql: sqlOf(statement.pieces), state });
        break;
      case 'late': {
        const { what, name, table, sql, enabled } = statement;
        if (table === null ? !this.wanted.all : !this.wanted.code || !this.wanted.table(table)) return;
        this.late.push({ label: what === 'drop' ? `DROP of ${name}` : `${what} ${name}`, sql, state });
        if (what === 'event' && enabled) this.enabledEvents.push(name);
      }
    }
  }

  /** Resolves when everything ran: rows, then keys, then changes of tables, then code. */
  async finish(): Promise<void> {
    const { control, workers, answersAtOnce } = this.sessions;
    const others = workers.filter((worker) => worker !== control);
    if (answersAtOnce) await Promise.all(others.map((worker) => worker.mark()));
    else await Promise.all(others.map((worker) => worker.finish()));
    const builders = answersAtOnce && others.length > 0 ? others : [control];
    // Each takes the next table when it is through with its last.
    const keys = [...this.keys];
    await Promise.all(
      builders.map(async (session) => {
        for (let next = keys.shift(); next !== undefined; next = keys.shift()) {
          await session.send(next.sql, next.state, next.label);
          if (session !== control) await session.mark();
        }
      }),
    );
    if (answersAtOnce) await Promise.all(others.map((worker) => worker.finish()));
    for (const { sql, state, label } of [...this.alters, ...this.late]) await control.send(sql, state, label);
    await control.finish();
  }

  private async table({ table, create, pieces }: Extract<Made, { readonly kind: 'table' }>, state: DumpState): Promise<void> {
    const label = `table ${table}`;
    if (create) this.seen.add(table);
    const { control } = this.sessions;
    if (!this.big.has(table) || !this.wanted.rows) return this.ownerOf(table).send(sqlOf(pieces), state, label);
    // What is to be filled by all goes through one session, so that DROP comes before CREATE.
    this.owners.set(table, control);
    const deferred = create ? deferKeys(pieces) : null;
    await control.send(sqlOf(deferred?.create ?? pieces), state, label);
    if (deferred === null) return;
    if (deferred.additions.length > 0) {
      const sql = `ALTER TABLE ${nameIn(pieces)} ${deferred.additions.join(', ')}`;
      this.keys.push({ label: `keys of table ${table}`, sql, state });
    }
    this.shared.add(table);
    await this.settled();
  }

  /** Waits until what the session for definitions was sent has run: others build on it. */
  private async settled(): Promise<void> {
    if (this.sessions.workers.some((worker) => worker !== this.sessions.control)) await this.sessions.control.mark();
  }

  private ownerOf(table: string): ImportSession {
    let owner = this.owners.get(table);
    if (owner === undefined) {
      owner = this.idlest();
      this.owners.set(table, owner);
    }
    return owner;
  }

  private nextOfRun(bytes: number): ImportSession {
    if (this.run === null || this.run.left <= 0) this.run = { session: this.idlest(), left: RUN_BYTES };
    this.run.left -= bytes;
    return this.run.session;
  }

  private idlest(): ImportSession {
    const [first, ...rest] = this.sessions.workers;
    return rest.reduce((best, one) => (one.load < best.load ? one : best), first);
  }
}

function nameIn(create: readonly Piece[]): string {
  const code = codeOf(create);
  const at = code.findIndex((piece) => is(piece, 'TABLE'));
  return code.slice(at + 1).find((piece) => names(piece) && !is(piece, 'IF', 'NOT', 'EXISTS'))?.raw ?? '';
}
