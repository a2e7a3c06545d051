import type { SqlMode } from '../../dump-index/statement-sink.ts';

/**
 * A piece of a statement. `raw` is what stands there, one character a byte. Conditional comments are resolved: their borders are gone, and so is what
 * the server would not run, so that no two readers can take different bytes of it for code.
 */
export interface Piece {
  readonly kind: 'word' | 'name' | 'text' | 'mark' | 'blank' | 'comment';
  readonly raw: string;
  /** Words in upper case, names and texts without their quotes, else as `raw`. */
  readonly value: string;
}

/** Whether the server runs what stands in a conditional comment: `/*!50003` (`mariadb` false) or MariaDB's own kind. Version null: in any case. */
export type Runs = (mariaDb: boolean, version: number | null) => boolean;

const SPACE: Piece = { kind: 'blank', raw: ' ', value: ' ' };
const BLANK = /[\t\n\v\f\r ]+/y;
const WORD = /[0-9A-Za-z$_\x80-\xff]+/y;
// Behind two dashes stands a blank or a control character: whatever is not printable.
const LINE_COMMENT = /(?:--(?![!-\uffff])|#)[^\n]*(?:\n|$)/y;
const OPENING = /\/\*(M?)!(\d{0,6})/y;
const COMMENT = /\/\*[\s\S]*?\*\//y;

/** `sql`: one whole statement, read as latin1. Throws a RangeError when a quote or comment is left open. */
export function readPieces(sql: string, mode: SqlMode, runs: Runs): Piece[] {
  const pieces: Piece[] = [];
  /** Of the conditional comments that are open: whether the content runs. */
  const open: boolean[] = [];
  let at = 0;
  const matched = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(sql);
  };
  const emit = (piece: Piece): void => {
    if (open.every(Boolean)) pieces.push(piece);
    at += piece.raw.length;
  };
  while (at < sql.length) {
    const blank = matched(BLANK);
    if (blank !== null) {
      emit({ kind: 'blank', raw: blank[0], value: ' ' });
      continue;
    }
    const letter = sql.charAt(at);
    if (letter === '*' && open.length > 0 && sql.charAt(at + 1) === '/') {
      open.pop();
      at += 2;
      if (open.every(Boolean)) pieces.push(SPACE);
      continue;
    }
    const opening = matched(OPENING);
    if (opening !== null) {
      const version = opening[2] === '' ? null : Number(opening[2]);
      if (open.every(Boolean)) pieces.push(SPACE);
      open.push(runs(opening[1] === 'M', version));
      at += opening[0].length;
      continue;
    }
    const comment = matched(COMMENT) ?? matched(LINE_COMMENT);
    if (comment !== null) {
      emit({ kind: 'comment', raw: comment[0], value: '' });
      continue;
    }
    if (letter === '/' && sql.charAt(at + 1) === '*') throw new RangeError('a comment is left open');
    const word = matched(WORD);
    if (word !== null) {
      emit({ kind: 'word', raw: word[0], value: word[0].toUpperCase() });
      continue;
    }
    if (letter === '`' || letter === '"' || letter === "'") emit(quotedAt(sql, at, mode));
    else emit({ kind: 'mark', raw: letter, value: letter });
  }
  if (open.length > 0) throw new RangeError('a conditional comment is left open');
  return pieces;
}

function quotedAt(sql: string, at: number, mode: SqlMode): Piece {
  const quote = sql.charAt(at);
  const isName = quote === '`' || (quote === '"' && mode.ansiQuotes);
  let end = at + 1;
  for (;;) {
    const letter = sql.charAt(end);
    if (letter === '') throw new RangeError('a quote is left open');
    if (letter === '\\' && !isName && mode.backslashEscapes) end += 2;
    else if (letter !== quote) end++;
    else if (sql.charAt(end + 1) === quote) end += 2;
    else break;
  }
  const raw = sql.slice(at, end + 1);
  return { kind: isName ? 'name' : 'text', raw, value: raw.slice(1, -1).replaceAll(quote + quote, quote) };
}

/** The pieces that are code: neither blanks nor comments. */
export function codeOf(pieces: readonly Piece[]): Piece[] {
  return pieces.filter(({ kind }) => kind !== 'blank' && kind !== 'comment');
}

export function sqlOf(pieces: readonly Piece[]): string {
  return pieces
    .map(({ raw }) => raw)
    .join('')
    .trim();
}

export function mark(text: string): Piece {
  return { kind: 'mark', raw: text, value: text };
}

export function word(text: string): Piece {
  return { kind: 'word', raw: text, value: text.toUpperCase() };
}

export function is(piece: Piece | undefined, ...values: readonly string[]): boolean {
  return piece !== undefined && (piece.kind === 'word' || piece.kind === 'mark') && values.includes(piece.value);
}

export function names(piece: Piece | undefined): piece is Piece {
  return piece?.kind === 'name' || (piece?.kind === 'word' && !/^\d+$/.test(piece.raw));
}

/** The name as the server has it: words keep their case. */
export function nameOf(piece: Piece): string {
  return Buffer.from(piece.kind === 'name' ? piece.value : piece.raw, 'latin1').toString();
}
