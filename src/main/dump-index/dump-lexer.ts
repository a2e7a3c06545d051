import {
  BACKSLASH,
  BACKTICK,
  BLANK,
  CLOSE,
  COMMA,
  DASH,
  DOUBLE_QUOTE,
  HASH,
  LINE_FEED,
  OPEN,
  SINGLE_QUOTE,
  SLASH,
  STAR,
  WORD,
} from './bytes.ts';
import { LONGEST_OPENING, readBlockOpening } from './block-opening.ts';
import { Delimiter, delimiterOf } from './delimiter.ts';
import type { Reading, SqlMode, StatementSink } from './statement-sink.ts';
import { InsertHead } from './insert-head.ts';
import { AT_CODE, IN_BLOCK_COMMENT, IN_DELIMITER_LINE, IN_LINE_COMMENT, IN_NAME, IN_STRING, IN_WORD } from './scan-states.ts';
import { QuotedScanner } from './quoted-scanner.ts';
import { SHORT_RUN, SHORT_STRING } from './stop-finder.ts';
import { TokenText } from './token-text.ts';

/**
 * Cuts a dump, given in chunks of any size, into statements, tokens and rows. Keeps the state of the scan between chunks and at most a few bytes
 * of the last one, whatever the length of a statement.
 */
export class DumpLexer {
  private readonly sink: StatementSink;
  /** Of a word, a comment or a DELIMITER line. */
  private readonly token = new TokenText(4096);
  private state = AT_CODE;
  private reading: Reading = 'tokens';
  private carry: Buffer | null = null;
  private stalled = false;
  private final = false;
  /** Offset of the first byte of the buffer in hand. */
  private base = 0;
  /** A statement has begun at `start`. */
  private open = false;
  private start = 0;
  /** Open conditional comments, whose content counts. */
  private conditions = 0;
  private depth = 0;
  private rows = 0;
  private countsRows = false;
  /** Nothing but literals was met in bulk. */
  private plain = true;
  private delimiter = new Delimiter(';');
  private commentStart = 0;
  private mode: SqlMode = { backslashEscapes: true, ansiQuotes: false };
  private readonly head = new InsertHead();
  private readonly quoted = new QuotedScanner();

  constructor(sink: StatementSink) {
    this.sink = sink;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    const buffer = this.carry === null ? chunk : Buffer.concat([this.carry, chunk]);
    const consumed = this.scan(buffer);
    this.carry = consumed < buffer.length ? Buffer.from(buffer.subarray(consumed)) : null;
    this.base += consumed;
  }

  /** Reads what was held back. An unfinished statement is never reported as ended. */
  finish(): void {
    this.final = true;
    if (this.carry !== null) this.base += this.scan(this.carry);
    if (this.state === IN_LINE_COMMENT || this.state === IN_BLOCK_COMMENT) this.reportComment(false);
  }

  private scan(buffer: Buffer): number {
    const end = buffer.length;
    let at = 0;
    this.stalled = false;
    this.quoted.stops.reset();
    while (at < end && !this.stalled) {
      switch (this.state) {
        case AT_CODE:
          at = this.reading === 'tokens' ? this.scanTokens(buffer, at, end) : this.scanBulk(buffer, at, end);
          break;
        case IN_WORD:
          at = this.scanWord(buffer, at, end);
          break;
        case IN_STRING:
          at = this.scanString(buffer, at, end);
          break;
        case IN_NAME:
          at = this.scanName(buffer, at, end);
          break;
        case IN_LINE_COMMENT:
          at = this.scanLineComment(buffer, at, end);
          break;
        case IN_BLOCK_COMMENT:
          at = this.scanBlockComment(buffer, at, end);
          break;
        default:
          at = this.scanDelimiterLine(buffer, at, end);
      }
    }
    return at;
  }

  private scanTokens(buffer: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end) {
      const byte = buffer[at]!;
      if (BLANK[byte] === 1) {
        at++;
        continue;
      }
      if (byte === DASH || byte === SLASH || byte === STAR || byte === HASH) {
        const next = this.openOrCloseComment(buffer, at, end);
        if (this.stalled || next !== at) return next;
      }
      if (byte === this.delimiter.first) {
        if (this.mustWait(at + this.delimiter.length, end)) return at;
        if (this.delimiter.matches(buffer, at)) {
          at += this.delimiter.length;
          this.endStatement(this.base + at);
          continue;
        }
      }
      if (!this.open) {
        const next = this.beginStatement(buffer, at);
        if (next !== at) return next;
      }
      if (WORD[byte] === 1) {
        this.state = IN_WORD;
        this.token.clear();
        return at;
      }
      at++;
      if (byte === BACKTICK || (byte === DOUBLE_QUOTE && this.mode.ansiQuotes)) return this.enterQuoted(IN_NAME, byte, at);
      if (byte === SINGLE_QUOTE || byte === DOUBLE_QUOTE) return this.enterQuoted(IN_STRING, byte, at);
      this.reading = this.sink.mark(byte);
      if (this.reading !== 'tokens') {
        if (this.reading === 'rows') this.enterRows(buffer, at);
        return at;
      }
    }
    return at;
  }

  /** Long data: only quotes, parentheses, comments and the delimiter are looked at. Ends where a token matters again. */
  private scanBulk(buffer: Buffer, from: number, end: number): number {
    const special = this.delimiter.special;
    const counting = this.reading === 'rows';
    const escapes = this.mode.backslashEscapes;
    let depth = this.depth;
    let at = from;
    while (at < end) {
      const byte = buffer[at]!;
      if (special[byte] === 0) {
        const near = at + SHORT_RUN < end ? at + SHORT_RUN : end;
        at++;
        while (at < near && special[buffer[at]!] === 0) at++;
        if (at === near && at < end) at = this.quoted.stops.nextOfAny(buffer, at, end, this.delimiter.specials);
        continue;
      }
      if (byte === SINGLE_QUOTE) {
        // Short strings are the most of a dump: crossed here, without a call.
        const near = at + SHORT_STRING < end ? at + SHORT_STRING : end;
        let inner = at + 1;
        while (inner < near) {
          const letter = buffer[inner]!;
          if (letter === SINGLE_QUOTE || (letter === BACKSLASH && escapes)) break;
          inner++;
        }
        if (inner < near && buffer[inner] === SINGLE_QUOTE) {
          at = inner + 1;
          continue;
        }
        this.enterQuoted(IN_STRING, SINGLE_QUOTE, inner);
        at = this.scanString(buffer, inner, end);
        if (this.state !== AT_CODE) break;
        continue;
      }
      if (byte === OPEN) {
        if (counting && ++depth > 1) this.plain = false;
        at++;
        continue;
      }
      if (byte === CLOSE) {
        at++;
        if (!counting || depth === 0 || --depth > 0) continue;
        this.rows++;
        if (buffer[at] === COMMA) {
          const next = buffer[at + 1] === LINE_FEED ? at + 2 : at + 1;
          if (buffer[next] === OPEN) {
            at = next + 1;
            depth = 1;
            continue;
          }
        }
        // Between two tuples anything may stand; words there (ON DUPLICATE KEY ...) decide what follows.
        this.reading = 'tokens';
        break;
      }
      if (byte === this.delimiter.first) {
        if (this.mustWait(at + this.delimiter.length, end)) break;
        if (this.delimiter.matches(buffer, at)) {
          at += this.delimiter.length;
          this.endStatement(this.base + at);
          return at;
        }
      }
      if (byte === DOUBLE_QUOTE || byte === BACKTICK) {
        if (byte === BACKTICK || this.mode.ansiQuotes) this.plain = false;
        this.enterQuoted(byte === BACKTICK || this.mode.ansiQuotes ? IN_NAME : IN_STRING, byte, at + 1);
        at++;
        break;
      }
      const next = this.openOrCloseComment(buffer, at, end);
      if (this.stalled) break;
      if (next === at) at++;
      else {
        this.plain = false;
        at = next;
        if (this.state !== AT_CODE) break;
      }
    }
    this.depth = depth;
    return at;
  }

  private scanWord(buffer: Buffer, from: number, end: number): number {
    const first = this.delimiter.first;
    let at = from;
    while (at < end && WORD[buffer[at]!] === 1) {
      // `END$$` ends a body: the delimiter wins over the word.
      if (buffer[at] === first && (this.mustWait(at + this.delimiter.length, end) || this.delimiter.matches(buffer, at))) break;
      at++;
    }
    this.token.append(buffer, from, at);
    if (at === end || this.stalled) return at;
    this.state = AT_CODE;
    this.reading = this.sink.word(this.token.latin1());
    this.token.clear();
    if (this.reading === 'delimiter') this.state = IN_DELIMITER_LINE;
    return at;
  }

  private scanString(buffer: Buffer, from: number, end: number): number {
    const at = this.quoted.string(buffer, from, end, this.mode.backslashEscapes);
    if (this.quoted.done) {
      this.state = AT_CODE;
      if (this.quoted.captures) this.reading = this.sink.text(this.quoted.text.bytes());
    }
    return at;
  }

  private scanName(buffer: Buffer, from: number, end: number): number {
    const at = this.quoted.name(buffer, from, end);
    if (this.quoted.done) {
      this.state = AT_CODE;
      if (this.quoted.captures) this.reading = this.sink.name(this.quoted.text.bytes());
    }
    return at;
  }

  private scanLineComment(buffer: Buffer, from: number, end: number): number {
    const lineFeed = buffer.indexOf(LINE_FEED, from);
    const stop = lineFeed === -1 ? end : lineFeed;
    if (!this.open) this.token.append(buffer, from, stop);
    if (lineFeed === -1) return end;
    this.state = AT_CODE;
    this.reportComment(true);
    return lineFeed + 1;
  }

  private scanBlockComment(buffer: Buffer, from: number, end: number): number {
    let star = buffer.indexOf(STAR, from);
    while (star !== -1 && star + 1 < end && buffer[star + 1] !== SLASH) star = buffer.indexOf(STAR, star + 1);
    const stop = star === -1 ? end : star;
    if (!this.open) this.token.append(buffer, from, stop);
    if (star === -1) return end;
    if (star + 1 === end) {
      this.stalled = !this.final;
      return this.final ? end : star;
    }
    this.state = AT_CODE;
    this.reportComment(true);
    return star + 2;
  }

  private scanDelimiterLine(buffer: Buffer, from: number, end: number): number {
    const lineFeed = buffer.indexOf(LINE_FEED, from);
    const stop = lineFeed === -1 ? end : lineFeed;
    this.token.append(buffer, from, stop);
    if (lineFeed === -1) return end;
    this.delimiter = delimiterOf(this.token.latin1());
    this.head.forget();
    this.open = false;
    this.state = AT_CODE;
    this.reading = 'tokens';
    return lineFeed + 1;
  }

  /** At `-`, `#`, `/` or `*`: enters a comment, or passes the border of a conditional one. Returns `at` when it is neither. */
  private openOrCloseComment(buffer: Buffer, at: number, end: number): number {
    const byte = buffer[at]!;
    if (byte === HASH) return this.enterComment(buffer, IN_LINE_COMMENT, at, at + 1);
    if (this.mustWait(at + 2, end)) return at;
    const next = buffer[at + 1];
    if (byte === DASH) {
      if (next !== DASH || this.mustWait(at + 3, end)) return at;
      const third = buffer[at + 2];
      // `5--3` is arithmetic; at the start of a statement the client takes any `--` for a comment.
      if (this.open && third !== undefined && third > 0x20) return at;
      return this.enterComment(buffer, IN_LINE_COMMENT, at, at + 2);
    }
    if (byte === STAR) {
      if (this.conditions === 0 || next !== SLASH) return at;
      this.conditions--;
      return at + 2;
    }
    if (byte !== SLASH || next !== STAR) return at;
    if (this.mustWait(at + LONGEST_OPENING + 1, end)) return at;
    const block = readBlockOpening(buffer, at);
    if (!block.executed) return this.enterComment(buffer, IN_BLOCK_COMMENT, at, block.inside);
    if (!this.open) {
      this.openAt(this.base + at);
      this.reading = this.sink.begin();
    }
    this.conditions++;
    return block.inside;
  }

  private enterComment(buffer: Buffer, state: number, at: number, inside: number): number {
    this.state = state;
    this.commentStart = this.base + at;
    this.token.clear();
    this.token.append(buffer, at, inside);
    return inside;
  }

  private reportComment(complete: boolean): void {
    if (!this.open) this.sink.comment(this.token.bytes().toString(), this.commentStart, complete);
  }

  private enterQuoted(state: number, quote: number, inside: number): number {
    this.state = state;
    this.quoted.begin(quote, this.reading === 'tokens');
    return inside;
  }

  /** At the first byte of a statement. Crosses the whole head at once when it equals the last one: most statements of a dump of single rows. */
  private beginStatement(buffer: Buffer, at: number): number {
    this.openAt(this.base + at);
    const repeated = this.head.repeatedAt(buffer, at);
    if (repeated === 0) {
      this.reading = this.sink.begin();
      return at;
    }
    this.sink.beginLikeLast();
    this.reading = 'rows';
    this.depth = 1;
    this.countsRows = true;
    return at + repeated;
  }

  private openAt(offset: number): void {
    this.open = true;
    this.start = offset;
    this.rows = 0;
    this.depth = 0;
    this.countsRows = false;
    this.plain = true;
  }

  private enterRows(buffer: Buffer, at: number): void {
    this.depth = 1;
    const start = this.start - this.base;
    if (!this.countsRows && start >= 0 && this.conditions === 0) this.head.remember(buffer, start, at);
    this.countsRows = true;
  }

  private endStatement(end: number): void {
    if (this.open) this.mode = this.sink.end(this.start, end, this.rows, this.delimiter.length, this.plain);
    // Any other statement may change what the same head means (USE, SET).
    if (!this.countsRows) this.head.forget();
    this.open = false;
    this.conditions = 0;
    this.reading = 'tokens';
  }

  /** Whether bytes up to `needed` must be seen first; then the scan stops here and goes on with the next chunk. */
  private mustWait(needed: number, end: number): boolean {
    if (needed <= end || this.final) return false;
    this.stalled = true;
    return true;
  }
}
