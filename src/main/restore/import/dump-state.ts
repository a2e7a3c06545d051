import { WITH_ANSI_QUOTES } from '../../dump-index/sql-modes.ts';
import type { SqlMode } from '../../dump-index/statement-sink.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FixUps } from './fix-ups.ts';
import { is, nameOf, type Piece } from './sql-pieces.ts';

/** The settings of a session that decide what a statement of a dump means. */
export interface DumpState {
  readonly client: string;
  /** Null: the usual one of the character set. */
  readonly collation: string | null;
  readonly sqlMode: string;
  readonly timeZone: string;
  /** MariaDB: former states of rows may be written. */
  readonly history: string;
}

export const FIRST_STATE: DumpState = {
  client: 'utf8mb4',
  collation: null,
  // What dumps set themselves: a row with id 0 keeps it.
  sqlMode: 'NO_AUTO_VALUE_ON_ZERO',
  timeZone: '+00:00',
  history: '0',
};

const TRACKED: Readonly<Record<string, keyof DumpState>> = {
  CHARACTER_SET_CLIENT: 'client',
  COLLATION_CONNECTION: 'collation',
  SQL_MODE: 'sqlMode',
  TIME_ZONE: 'timeZone',
  SYSTEM_VERSIONING_INSERT_HISTORY: 'history',
};
/** Each session has these as the import wants them. */
const OURS = new Set(
  'CHARACTER_SET_RESULTS CHARACTER_SET_CONNECTION FOREIGN_KEY_CHECKS UNIQUE_CHECKS SQL_NOTES AUTOCOMMIT SQL_QUOTE_SHOW_CREATE NOTE_VERBOSITY'.split(
    ' ',
  ),
);
/** In these a backslash or a quote can be half a character: what looks like the end of a string need not be one. */
const UNSAFE = new Set('big5 cp932 gb18030 gbk sjis ucs2 utf16 utf16le utf32'.split(' '));

/** Follows the SET statements of a dump instead of running them: each session is brought to the state a statement needs. */
export class DumpStates {
  current = FIRST_STATE;
  private readonly saved = new Map<string, string | null>();
  private readonly fixUps: FixUps;

  constructor(fixUps: FixUps) {
    this.fixUps = fixUps;
  }

  /** How the next statement is to be read. */
  mode(): SqlMode {
    const modes = this.current.sqlMode.toUpperCase().split(',');
    return {
      backslashEscapes: !modes.includes('NO_BACKSLASH_ESCAPES'),
      ansiQuotes: modes.some((one) => WITH_ANSI_QUOTES.has(one)),
    };
  }

  /** `code`: of a SET statement, SET included. */
  set(code: readonly Piece[]): void {
    const [, first, second] = code;
    if (is(first, 'PASSWORD', 'ROLE', 'DEFAULT', 'RESOURCE', 'STATEMENT'))
      throw new AppError('import.foreign-statement', { detail: `SET ${first?.value ?? ''}` });
    if (is(first, 'NAMES') || (is(first, 'CHARSET') && second !== undefined)) {
      const collate = code.findIndex((piece) => is(piece, 'COLLATE'));
      this.keep('client', valueOf(second));
      this.keep('collation', collate === -1 ? null : valueOf(code[collate + 1]));
      return;
    }
    for (const part of parts(code.slice(1))) this.assign(part);
  }

  private assign(part: readonly Piece[]): void {
    const equals = part.findIndex((piece) => is(piece, '='));
    if (equals === -1) return;
    const left = part
      .slice(0, equals)
      .map((piece) => piece.value.toUpperCase())
      .join(' ')
      .replace(/ ?:$/, '');
    const right = part.slice(equals + 1);
    const isGlobal = /^(@ @ )?(GLOBAL|PERSIST)\b/.test(left);
    const name = left.split(' ').at(-1) ?? '';
    if (/^@ (?!@)/.test(left)) {
      const from = TRACKED[right.at(-1)?.value.toUpperCase() ?? ''];
      if (from !== undefined && this.saved.size < 64) this.saved.set(name, this.current[from]);
      return;
    }
    if (name === 'GTID_PURGED' || name === 'SQL_LOG_BIN') {
      this.fixUps.note('gtid', `SET ${name} is left out: it belongs to replication of the server the dump was made on.`);
      return;
    }
    const tracked = TRACKED[name];
    if (tracked !== undefined && !isGlobal) this.keep(tracked, this.valueFor(tracked, right));
    else if (!OURS.has(name) || isGlobal) this.fixUps.note(`variable ${name}`, `SET ${isGlobal ? 'GLOBAL ' : ''}${name} is left out.`);
  }

  private valueFor(tracked: keyof DumpState, right: readonly Piece[]): string | null {
    if (right.length === 2 && is(right[0], '@')) return this.saved.get(right[1]?.value.toUpperCase() ?? '') ?? FIRST_STATE[tracked];
    if (tracked !== 'sqlMode') {
      // `+00:00` is a text; `SYSTEM` and names of character sets are words.
      return valueOf(right[0]);
    }
    const keeps = right.some((piece) => is(piece, 'SQL_MODE'));
    const modes = right
      .filter(({ kind }) => kind === 'text' || (right.length === 1 && kind !== 'mark'))
      .flatMap(({ value }) => value.split(','));
    return [...(keeps ? this.current.sqlMode.split(',') : []), ...modes].filter((one) => /^\w+$/.test(one)).join(',');
  }

  private keep(what: keyof DumpState, value: string | null): void {
    if (value !== null && !/^[\w+:,/ -]*$/.test(value)) throw new AppError('import.foreign-statement', { detail: `SET ${what}` });
    if (what === 'client' && UNSAFE.has((value ?? '').toLowerCase())) throw new AppError('import.character-set', { detail: value ?? '' });
    this.current = { ...this.current, [what]: what === 'collation' ? value : (value ?? FIRST_STATE[what]) };
  }
}

function valueOf(piece: Piece | undefined): string | null {
  if (piece === undefined) return null;
  if (piece.kind === 'text') return piece.value;
  if (piece.kind === 'mark') return null;
  const name = nameOf(piece);
  return name.toUpperCase() === 'NULL' ? null : name;
}

function parts(code: readonly Piece[]): Piece[][] {
  const list: Piece[][] = [[]];
  let depth = 0;
  for (const piece of code) {
    if (is(piece, '(')) depth++;
    if (is(piece, ')')) depth--;
    if (depth === 0 && is(piece, ',')) list.push([]);
    else list.at(-1)?.push(piece);
  }
  return list;
}
