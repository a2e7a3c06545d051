/**
 * How the rest of a statement is to be read:
 * `tokens` one by one; `rows` tuples are counted and nothing else reported; `skip` only its end matters; `delimiter` the rest of the line names
 * the new delimiter.
 */
export type Reading = 'tokens' | 'rows' | 'skip' | 'delimiter';

/** Follows the statements of a dump. Each token answers how to read on. Offsets count bytes from the start of the dump. */
export interface StatementSink {
  begin(): Reading;
  /** A keyword, a number or an unquoted name. */
  word(text: string): Reading;
  /** A quoted name, as bytes without its quotes; valid during the call only. */
  name(bytes: Buffer): Reading;
  /** A string literal as it is written, without its quotes. */
  text(bytes: Buffer): Reading;
  /** Any other single byte. */
  mark(byte: number): Reading;
  /**
   * The statement is complete; `end` lies behind its delimiter of `delimiterBytes`. `plain`: where it was read as `rows` or `skip` stood nothing but
   * literals (no comment, no quoted name, no further parenthesis). Returns the mode in which the next one is to be read.
   */
  end(start: number, end: number, rows: number, delimiterBytes: number, plain: boolean): SqlMode;
  /** A statement whose first bytes, up to its first tuple, equal those of the one before: it inserts into the same table. */
  beginLikeLast(): void;
  /** A comment between statements, from its opening on; capped. `complete`: its end was seen. */
  comment(text: string, start: number, complete: boolean): void;
}

export interface SqlMode {
  readonly backslashEscapes: boolean;
  readonly ansiQuotes: boolean;
}
