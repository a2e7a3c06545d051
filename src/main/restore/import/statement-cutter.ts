import type { QualifiedName } from '../../dump-index/dump-contents.ts';
import { DumpHeader } from '../../dump-index/dump-header.ts';
import { DumpLexer } from '../../dump-index/dump-lexer.ts';
import { NameDecoder } from '../../dump-index/name-decoder.ts';
import type { Reading, SqlMode, StatementSink } from '../../dump-index/statement-sink.ts';
import { isMark, isWord, nameAt, type Token } from '../../dump-index/tokens.ts';
import { AppError } from '../../errors/app-error.ts';

/** A whole statement of a dump, without its delimiter. */
export interface Statement {
  readonly sql: Buffer;
  /** Of INSERT and REPLACE; null for any other statement. */
  readonly rowsOf: QualifiedName | null;
  readonly rows: number;
  /** Rows of nothing but literals: it may run as it is. */
  readonly plain: boolean;
}

const INSERT_OPTIONS = ['INTO', 'IGNORE', 'LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED'];
const MOST_TOKENS = 4096;
/** No definition is longer; an open quote would swallow the rest of the dump. */
const LONGEST_OTHER = 64 * 1024 * 1024;

/** Cuts a dump into statements, whatever is in its strings. `modeAfter` is asked, in order, how what follows a statement is to be read. */
export class StatementCutter implements StatementSink {
  readonly header = new DumpHeader();
  /** Bytes of the longest statement so far. */
  longest = 0;
  private readonly lexer = new DumpLexer(this);
  private readonly names = new NameDecoder();
  private readonly modeAfter: (statement: Statement) => SqlMode;
  private readonly mostBytes: number;
  private held: Buffer[] = [];
  private heldFrom = 0;
  private heldBytes = 0;
  private tokens: Token[] = [];
  private verb: 'none' | 'insert' | 'other' = 'none';
  private target: QualifiedName | null = null;
  private sawValues = false;
  private plain = true;

  /** `mostBytes`: of one statement, else `import.packet-too-small`. */
  constructor(modeAfter: (statement: Statement) => SqlMode, mostBytes: number) {
    this.modeAfter = modeAfter;
    this.mostBytes = mostBytes;
  }

  /** The chunk belongs to the cutter. */
  push(chunk: Buffer): void {
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    this.lexer.push(chunk);
    if (this.heldBytes > this.mostBytes + chunk.length + 4096) {
      const detail = `A statement${this.target === null ? '' : ` of table ${this.target.name}`} is longer than ${this.mostBytes} bytes.`;
      throw new AppError('import.packet-too-small', { detail });
    }
    if (this.verb === 'other' && this.heldBytes > LONGEST_OTHER)
      throw new AppError('import.foreign-statement', { detail: 'It does not end.' });
  }

  finish(): void {
    this.lexer.finish();
  }

  /** The character set names of what follows are written in. */
  useCharacterSet(name: string): void {
    this.names.use(name);
  }

  begin(): Reading {
    this.header.content();
    this.tokens = [];
    this.verb = 'none';
    this.target = null;
    this.sawValues = false;
    this.plain = true;
    return 'tokens';
  }

  beginLikeLast(): void {
    this.header.content();
    this.plain = true;
  }

  word(text: string): Reading {
    return this.take({ kind: 'word', word: text.toUpperCase(), value: this.names.decodeWord(text) });
  }

  name(bytes: Buffer): Reading {
    return this.take({ kind: 'name', value: this.names.decode(bytes) });
  }

  text(): Reading {
    return this.take({ kind: 'text', value: '' });
  }

  mark(byte: number): Reading {
    return this.take({ kind: 'mark', value: String.fromCharCode(byte) });
  }

  end(start: number, end: number, rows: number, delimiterBytes: number, plain: boolean): SqlMode {
    const sql = this.cut(start, end - delimiterBytes, end);
    this.longest = Math.max(this.longest, sql.length);
    const rowsOf = this.verb === 'insert' ? (this.target ?? { schema: null, name: '' }) : null;
    return this.modeAfter({ sql, rowsOf, rows, plain: plain && this.plain && this.sawValues && rows > 0 });
  }

  comment(text: string, start: number, complete: boolean): void {
    this.header.comment(text, start, complete);
  }

  private take(token: Token): Reading {
    if (this.verb === 'other') return 'skip';
    if (this.verb === 'none') {
      if (isWord(token, 'DELIMITER')) return 'delimiter';
      this.verb = isWord(token, 'INSERT', 'REPLACE') ? 'insert' : 'other';
      this.tokens.push(token);
      return this.verb === 'insert' ? 'tokens' : 'skip';
    }
    return this.takeOfInsert(token);
  }

  private takeOfInsert(token: Token): Reading {
    if (this.sawValues) {
      if (isMark(token, '(')) return 'rows';
      if (isMark(token, ',')) return 'tokens';
      this.plain = false;
      return isWord(token, 'ROW') ? 'tokens' : 'skip';
    }
    if (this.tokens.length >= MOST_TOKENS) {
      this.plain = false;
      return 'skip';
    }
    if (this.target === null && token.kind !== 'mark' && this.tokens.length === 1 && isWord(token, ...INSERT_OPTIONS)) return 'tokens';
    if (!isWord(token, 'VALUES', 'VALUE', 'SET', 'SELECT')) {
      this.tokens.push(token);
      return 'tokens';
    }
    this.target = nameAt(this.tokens, 1)?.of ?? null;
    this.sawValues = isWord(token, 'VALUES', 'VALUE');
    if (!this.sawValues) this.plain = false;
    return this.sawValues ? 'tokens' : 'skip';
  }

  /** The bytes from `start` to `stop`; what lies before `end` is let go. */
  private cut(start: number, stop: number, end: number): Buffer {
    const parts: Buffer[] = [];
    let from = this.heldFrom;
    let first = 0;
    for (const [index, chunk] of this.held.entries()) {
      const to = from + chunk.length;
      if (to > start && from < stop) parts.push(chunk.subarray(Math.max(0, start - from), Math.min(chunk.length, stop - from)));
      if (to <= end) first = index + 1;
      from = to;
    }
    const rest = this.held.slice(first);
    const gone = this.held.slice(0, first).reduce((sum, { length }) => sum + length, 0);
    this.heldFrom += gone;
    this.heldBytes -= gone;
    const [head] = rest;
    if (head !== undefined && end > this.heldFrom) {
      const cutAway = end - this.heldFrom;
      rest[0] = head.subarray(cutAway);
      this.heldFrom += cutAway;
      this.heldBytes -= cutAway;
    }
    this.held = rest;
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }
}
