import { AppError } from '../../errors/app-error.ts';
import type { SqlMode } from '../../dump-index/statement-sink.ts';
import { checkRows } from './check-rows.ts';
import type { DumpHome } from './dump-plan.ts';
import { DumpStates, type DumpState } from './dump-state.ts';
import { withoutHome } from './qualified-names.ts';
import { renamedHead, renamedRows, type TableNames } from './rename-tables.ts';
import { rewrite, type Rewritten, type Rules } from './rewrite.ts';
import { codeOf, is, nameOf, readPieces, sqlOf, type Piece } from './sql-pieces.ts';
import { StatementCutter, type Statement } from './statement-cutter.ts';
import { knownSet, replacementFor } from './collations.ts';
import { knownModes, runsOn } from './target-facts.ts';

/** Receives a dump, statement by statement, as it may run. */
export interface StatementTaker {
  rows(table: string, sql: Buffer | string, rows: number, state: DumpState): Promise<void>;
  other(statement: Exclude<Rewritten, { readonly kind: 'nothing' }>, state: DumpState): Promise<void>;
}

type Item =
  | { readonly kind: 'rows'; readonly table: string; readonly sql: Buffer | string; readonly rows: number; readonly state: DumpState }
  | { readonly kind: 'other'; readonly statement: Exclude<Rewritten, { readonly kind: 'nothing' }>; readonly state: DumpState };

/** From the bytes of a dump to statements that are safe to run in the one schema. */
export class DumpTranslator {
  private readonly rules: Rules & { readonly home: DumpHome };
  private readonly taker: StatementTaker;
  private readonly renamed: TableNames | null;
  private readonly states: DumpStates;
  private readonly cutter: StatementCutter;
  private readonly runs: ReturnType<typeof runsOn>;
  private items: Item[] = [];
  /** As the sessions are told it: modes the server lacks are left out. */
  private told: { readonly of: DumpState; readonly state: DumpState } | null = null;
  private readonly elsewhere = new Set<string>();

  /** `renamed`: rows of these tables alone are handed on, into the tables of the names they get. */
  constructor(rules: Rules & { readonly home: DumpHome }, taker: StatementTaker, renamed?: TableNames) {
    this.renamed = renamed ?? null;
    this.rules = rules;
    this.taker = taker;
    this.states = new DumpStates(rules.fixUps);
    this.runs = runsOn(rules.facts);
    this.cutter = new StatementCutter((statement) => this.take(statement), rules.facts.maxPacket);
  }

  /** The end mark was the last of what came. */
  get trailer(): boolean {
    return this.cutter.header.facts().trailer;
  }

  get longestStatement(): number {
    return this.cutter.longest;
  }

  get sandboxLine(): boolean {
    return this.cutter.header.facts().sandboxLine;
  }

  /** Resolves when more may come. The piece belongs to the translator. */
  async push(piece: Buffer): Promise<void> {
    this.cutter.push(piece);
    await this.handOver();
  }

  async finish(): Promise<void> {
    this.cutter.finish();
    await this.handOver();
    if (this.sandboxLine) this.rules.fixUps.note('sandbox-line', 'The first line, which only the client of MariaDB knows, is left out.');
  }

  private async handOver(): Promise<void> {
    const items = this.items;
    this.items = [];
    for (const item of items) {
      if (item.kind === 'rows') await this.taker.rows(item.table, item.sql, item.rows, item.state);
      else await this.taker.other(item.statement, item.state);
    }
  }

  private take(statement: Statement): SqlMode {
    const { sql, rowsOf } = statement;
    if (sql.length > this.rules.facts.maxPacket - 1024) {
      const detail = `A statement${rowsOf === null ? '' : ` of table ${rowsOf.name}`} has ${sql.length} bytes, max_allowed_packet is ${this.rules.facts.maxPacket}.`;
      throw new AppError('import.packet-too-small', { detail });
    }
    if (rowsOf !== null) this.takeRows(statement, rowsOf);
    else this.takeOther(this.piecesOf(sql.toString('latin1')));
    return this.states.mode();
  }

  private takeRows({ sql, rows, plain }: Statement, { schema, name }: { readonly schema: string | null; readonly name: string }): void {
    if (schema !== null && !this.rules.home.has(schema))
      throw new AppError('import.other-database', { detail: `It names ${schema}.${name}.` });
    if (this.elsewhere.has(name)) throw new AppError('import.foreign-statement', { detail: `It fills ${name}, whose rows lie elsewhere.` });
    const to = this.renamed?.get(name);
    if (this.renamed !== null && to === undefined) return;
    const item = { kind: 'rows', table: name, rows, state: this.state() } as const;
    const asItIs = !plain || schema !== null ? null : to === undefined ? sql : renamedRows(sql, to);
    if (asItIs !== null) {
      this.items.push({ ...item, sql: asItIs });
      return;
    }
    const pieces = this.piecesOf(sql.toString('latin1'));
    if (!plain) checkRows(pieces);
    const end = pieces.findIndex((piece) => is(piece, 'VALUES', 'VALUE', 'SET'));
    const own = withoutHome(pieces.slice(0, end), this.rules.home).pieces;
    const head = to === undefined ? own : renamedHead(own, to);
    this.items.push({ ...item, rows: plain ? rows : Math.max(rows, 0), sql: sqlOf([...head, ...pieces.slice(end)]) });
  }

  private takeOther(pieces: readonly Piece[]): void {
    const code = codeOf(pieces);
    const [verb, second] = code;
    if (verb === undefined) return;
    if (is(verb, 'SET')) {
      this.states.set(code);
      this.cutter.useCharacterSet(this.states.current.client);
      return;
    }
    const { home, fixUps, schema } = this.rules;
    if (is(verb, 'USE')) {
      const name = second === undefined ? '' : nameOf(second);
      if (!home.use(name)) throw new AppError('import.other-database', { detail: `USE ${name}` });
      fixUps.note('database-name', `CREATE DATABASE and USE of ${name} are left out: everything goes to ${schema}.`);
      return;
    }
    if (is(verb, 'CREATE', 'DROP') && is(second, 'DATABASE', 'SCHEMA')) {
      // Ahead of USE; the name counts as the dump's own as long as it has made nothing.
      const named = code.slice(2).find((piece) => (piece.kind === 'name' || piece.kind === 'word') && !is(piece, 'IF', 'NOT', 'EXISTS'));
      if (named !== undefined) home.use(nameOf(named));
    } else home.settle();
    const statement = rewrite(pieces, this.rules);
    if (statement.kind === 'nothing') return;
    if (statement.kind === 'table' && statement.writesElsewhere) this.elsewhere.add(statement.table);
    this.items.push({ kind: 'other', statement, state: this.state() });
  }

  private piecesOf(sql: string): Piece[] {
    try {
      return readPieces(sql, this.states.mode(), this.runs);
    } catch (cause) {
      throw new AppError('import.foreign-statement', { detail: cause instanceof Error ? cause.message : '', cause });
    }
  }

  private state(): DumpState {
    const { current } = this.states;
    if (this.told?.of === current) return this.told.state;
    const sqlMode = knownModes(current.sqlMode, this.rules.facts);
    if (sqlMode.length < current.sqlMode.replace(/,+$/, '').length)
      this.rules.fixUps.note('sql-mode', `Of sql_mode ${current.sqlMode} this server knows ${sqlMode === '' ? 'nothing' : sqlMode}.`);
    this.told = {
      of: current,
      state: { ...current, sqlMode, client: this.knownClient(current.client), collation: this.knownCollation(current.collation) },
    };
    return this.told.state;
  }

  /** MySQL 8 sets its own collation around triggers and views. */
  private knownCollation(collation: string | null): string | null {
    const { facts, fixUps } = this.rules;
    const replacement = collation === null ? null : replacementFor(collation, facts);
    if (replacement === null) return collation;
    fixUps.note(`collation ${collation}`, `${collation}, which this server lacks, becomes ${replacement}.`);
    return replacement;
  }

  private knownClient(client: string): string {
    return knownSet(client, this.rules.facts.characterSets);
  }
}
