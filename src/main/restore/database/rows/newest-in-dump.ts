import { decompressed } from '../../../compression/decompressed.ts';
import { AppError } from '../../../errors/app-error.ts';
import { copySource } from '../../import/dump-source.ts';
import { DumpStates } from '../../import/dump-state.ts';
import { FixUps } from '../../import/fix-ups.ts';
import { readDump } from '../../import/read-dump.ts';
import { codeOf, is, nameOf, readPieces, type Piece } from '../../import/sql-pieces.ts';
import { StatementCutter, type Statement } from '../../import/statement-cutter.ts';
import type { ReadableDump } from '../database-work.ts';
import { newestValue } from './newest-value.ts';

/** A dump is read for its newest rows up to so many bytes as it lies there, and unpacked: a second or two, also over a line. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_UNPACKED = 128 * 1024 * 1024;
const LONGEST_STATEMENT = 64 * 1024 * 1024;

export interface NewestRows {
  /** By table. */
  readonly newest: ReadonlyMap<string, string>;
  /** Why they were not read; null: they were. */
  readonly why: string | null;
}

/** The greatest value of one column of each wanted table, as the dump has it. Reads the whole dump, or nothing of it. Throws the reason of the signal. */
export async function newestInDump(dump: ReadableDump, wanted: ReadonlyMap<string, string>, signal: AbortSignal): Promise<NewestRows> {
  const { artifact, copies } = dump;
  const none = (why: string): NewestRows => ({ newest: new Map(), why });
  if (wanted.size === 0 || artifact.inventory.tables.every(({ data }) => data === null)) return { newest: new Map(), why: null };
  if (artifact.bytes > MOST_BYTES || artifact.uncompressedBytes > MOST_UNPACKED)
    return none('The newest rows of the backup were not read: its dump is too large to be read for that.');
  let last = 'no place has it at hand';
  for (const copy of copies) {
    const reader = new NewestReader(wanted);
    try {
      for await (const piece of decompressed(
        readDump(copySource(copy, artifact), artifact, signal, () => {}),
        artifact.compression,
      )) {
        signal.throwIfAborted();
        reader.push(Buffer.from(piece));
      }
      reader.finish();
      return { newest: reader.newest, why: null };
    } catch (error) {
      signal.throwIfAborted();
      last = error instanceof AppError ? error.toProblem().title : error instanceof Error ? error.message : String(error);
    }
  }
  return none(`The newest rows of the backup were not read: ${last}.`);
}

class NewestReader {
  readonly newest = new Map<string, string>();
  private readonly wanted: ReadonlyMap<string, string>;
  private readonly states = new DumpStates(new FixUps());
  /** Where the column stands in a row without a list of columns. */
  private readonly places = new Map<string, number>();
  private readonly cutter = new StatementCutter((statement) => this.take(statement), LONGEST_STATEMENT);

  constructor(wanted: ReadonlyMap<string, string>) {
    this.wanted = wanted;
  }

  /** The piece belongs to the reader. */
  push(piece: Buffer): void {
    this.cutter.push(piece);
  }

  finish(): void {
    this.cutter.finish();
  }

  private take({ sql, rowsOf, plain }: Statement) {
    const mode = this.states.mode();
    if (rowsOf !== null) {
      const column = this.wanted.get(rowsOf.name);
      if (column !== undefined && plain) this.takeRows(rowsOf.name, column, sql.toString('latin1'));
      return mode;
    }
    const start = sql.subarray(0, 64).toString('latin1');
    if (/^\s*(?:\/\*!\d*\s*)?(?:SET|CREATE\s+TABLE)\b/i.test(start))
      this.takeOther(codeOf(readPieces(sql.toString('latin1'), mode, () => true)));
    return this.states.mode();
  }

  private takeOther(code: readonly Piece[]): void {
    if (is(code[0], 'SET')) {
      this.states.set(code);
      this.cutter.useCharacterSet(this.states.current.client);
      return;
    }
    const open = code.findIndex((piece) => is(piece, '('));
    if (!is(code[1], 'TABLE') || open < 3) return;
    const table = nameOf(code[open - 1] ?? code[0]!);
    const column = this.wanted.get(table);
    if (column === undefined) return;
    const place = listed(code.slice(open + 1)).findIndex((name) => name.toLowerCase() === column.toLowerCase());
    if (place !== -1) this.places.set(table, place);
  }

  private takeRows(table: string, column: string, sql: string): void {
    const values = /\bVALUES?\s*\(/i.exec(sql);
    if (values === null) return;
    const head = codeOf(readPieces(sql.slice(0, values.index), this.states.mode(), () => true));
    const open = head.findIndex((piece) => is(piece, '('));
    const place =
      open === -1 ? this.places.get(table) : listed(head.slice(open + 1)).findIndex((name) => name.toLowerCase() === column.toLowerCase());
    if (place === undefined || place === -1) return;
    const newest = newestValue(sql, values.index + values[0].length - 1, place, this.states.mode().backslashEscapes);
    const before = this.newest.get(table);
    if (newest !== null && (before === undefined || newest > before)) this.newest.set(table, newest);
  }
}

/** Names that begin the items of a list in parentheses: columns of a table, up to the first key, which begins with a word. */
function listed(pieces: readonly Piece[]): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  let isStart = true;
  for (const piece of pieces) {
    if (depth === 0 && is(piece, ')')) break;
    if (isStart && piece.kind === 'name') names.push(nameOf(piece));
    isStart = depth === 0 && is(piece, ',');
    if (is(piece, '(')) depth++;
    if (is(piece, ')')) depth--;
  }
  return names;
}
