import { readCreate, type Created } from './create-statement.ts';
import { DumpContents, type NamedKind, type QualifiedName } from './dump-contents.ts';
import type { DumpIndex } from './dump-index.ts';
import { DumpHeader } from './dump-header.ts';
import { NameDecoder } from './name-decoder.ts';
import { SqlModes } from './sql-modes.ts';
import type { Reading, SqlMode, StatementSink } from './statement-sink.ts';
import { canName, isMark, isWord, nameAt, splitAtCommas, type Token } from './tokens.ts';

type Verb = 'insert' | 'create' | 'gather' | 'none';

/** Enough for any statement that is gathered whole; a longer one is judged by its beginning. */
const MOST_TOKENS = 4096;
/** Statements that are understood when their end is seen. */
const GATHERED = new Set(['DROP', 'SET', 'LOCK', 'ALTER', 'USE']);
const DROPPED: Readonly<Record<string, NamedKind>> = { VIEW: 'views', TRIGGER: 'triggers', EVENT: 'events' };
const ROUTINES = ['PROCEDURE', 'FUNCTION', 'PACKAGE', 'SEQUENCE'];
const INSERT_OPTIONS = ['INTO', 'IGNORE', 'LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED'];

/** Understands the statements of a dump as far as an inventory needs, and remembers what they make. */
export class StatementReader implements StatementSink {
  private readonly contents = new DumpContents();
  private readonly modes = new SqlModes();
  private readonly header = new DumpHeader();
  private readonly names = new NameDecoder();
  private readonly characterSets = new Set<string>();
  private tokens: Token[] = [];
  private verb: Verb | null = null;
  private created: Created | null = null;
  private target: QualifiedName | null = null;
  private sawValues = false;
  private setRows = 0;
  private depth = 0;
  private altersDatabase = false;
  /** What was seen of `CHARACTER SET name` or `CHARSET=name`. */
  private charset: 'none' | 'character' | 'expected' = 'none';

  begin(): Reading {
    this.header.content();
    this.tokens = [];
    this.verb = null;
    this.created = null;
    this.target = null;
    this.sawValues = false;
    this.setRows = 0;
    this.depth = 0;
    this.charset = 'none';
    return 'tokens';
  }

  beginLikeLast(): void {
    this.header.content();
  }

  word(text: string): Reading {
    if (this.verb === 'create' && this.created !== null && !this.mayNameCharset(text)) return 'tokens';
    return this.take({ kind: 'word', word: text.toUpperCase(), value: this.names.decodeWord(text) });
  }

  name(bytes: Buffer): Reading {
    if (this.verb === 'create' && this.created !== null && this.charset !== 'expected') return 'tokens';
    return this.take({ kind: 'name', value: this.names.decode(bytes) });
  }

  text(bytes: Buffer): Reading {
    if (this.verb === 'create' && this.created !== null && this.charset !== 'expected') return 'tokens';
    return this.take({ kind: 'text', value: this.names.decode(bytes) });
  }

  mark(byte: number): Reading {
    return this.take({ kind: 'mark', value: String.fromCharCode(byte) });
  }

  end(start: number, end: number, rows: number): SqlMode {
    switch (this.verb) {
      case 'insert':
        this.nameInsert();
        if (this.target !== null) this.contents.insert(this.target, rows + this.setRows, start, end);
        break;
      case 'create':
        this.created ??= readCreate([...this.tokens, { kind: 'mark', value: '' }]);
        if (this.created !== null) this.remember(this.created, start, end);
        break;
      case 'gather':
        this.understand(this.tokens);
        break;
      case 'none':
      case null:
    }
    return this.modes.current;
  }

  comment(text: string, start: number, complete: boolean): void {
    const section = this.header.comment(text, start, complete);
    if (section !== null) this.contents.section({ schema: null, name: section });
  }

  result(): Omit<DumpIndex, 'uncompressedBytes'> {
    return {
      inventory: this.contents.inventory(),
      characterSets: [...this.characterSets].toSorted(),
      altersDatabase: this.altersDatabase,
      ...this.header.facts(),
    };
  }

  private take(token: Token): Reading {
    switch (this.verb) {
      case null:
        return this.takeVerb(token);
      case 'insert':
        return this.takeOfInsert(token);
      case 'create':
        return this.takeOfCreate(token);
      case 'gather':
        this.tokens.push(token);
        return this.tokens.length < MOST_TOKENS ? 'tokens' : 'skip';
      case 'none':
        return 'skip';
    }
  }

  private takeVerb(token: Token): Reading {
    if (isWord(token, 'DELIMITER')) return 'delimiter';
    if (isWord(token, 'INSERT', 'REPLACE')) this.verb = 'insert';
    else if (isWord(token, 'CREATE')) this.verb = 'create';
    else if (token.kind === 'word' && GATHERED.has(token.word)) this.verb = 'gather';
    else this.verb = 'none';
    this.tokens.push(token);
    return this.verb === 'none' ? 'skip' : 'tokens';
  }

  private takeOfInsert(token: Token): Reading {
    if (this.sawValues) {
      if (isMark(token, '(')) return 'rows';
      return isMark(token, ',') || isWord(token, 'ROW') ? 'tokens' : 'skip';
    }
    if (isMark(token, '(')) this.depth++;
    if (isMark(token, ')')) this.depth--;
    if (this.target === null) {
      if (isMark(token, '.') || canName(token)) {
        if (this.tokens.length > 1 || !isWord(token, ...INSERT_OPTIONS)) this.tokens.push(token);
        if (!isWord(token, 'VALUES', 'VALUE', 'SET', 'SELECT', 'PARTITION')) return 'tokens';
        this.tokens.pop();
      }
      this.nameInsert();
      if (this.target === null) return 'skip';
    }
    if (this.depth > 0 || token.kind !== 'word') return 'tokens';
    if (token.word === 'VALUES' || token.word === 'VALUE') this.sawValues = true;
    if (token.word === 'SET') this.setRows = 1;
    return token.word === 'SET' || token.word === 'SELECT' ? 'skip' : 'tokens';
  }

  private nameInsert(): void {
    this.target ??= nameAt(this.tokens, 1)?.of ?? null;
  }

  private takeOfCreate(token: Token): Reading {
    if (this.created === null) {
      this.tokens.push(token);
      this.created = readCreate(this.tokens);
      if (this.created === null) return this.tokens.length < MOST_TOKENS ? 'tokens' : 'skip';
      return this.created.kind === 'table' ? 'tokens' : 'skip';
    }
    this.lookForCharset(token);
    return 'tokens';
  }

  /** Most words of a definition are of no interest; they are not worth a token. */
  private mayNameCharset(text: string): boolean {
    if (this.charset !== 'none') return true;
    const first = text.charCodeAt(0) | 0x20;
    return first === 0x63 && (text.length === 7 || text.length === 9);
  }

  private lookForCharset(token: Token): void {
    if (this.charset === 'expected' && !isMark(token, '=')) {
      if (token.kind !== 'mark') this.characterSets.add(token.value.toLowerCase());
      this.charset = 'none';
      return;
    }
    if (isWord(token, 'CHARSET') || (this.charset === 'character' && isWord(token, 'SET'))) this.charset = 'expected';
    else if (isWord(token, 'CHARACTER')) this.charset = 'character';
    else if (this.charset === 'character') this.charset = 'none';
  }

  private remember(created: Created, start: number, end: number): void {
    const named = { schema: created.of.schema, name: `${created.kind} ${created.of.name}` };
    switch (created.kind) {
      case 'table':
        this.contents.createTable(created.of, [start, end]);
        break;
      case 'view':
        this.contents.add('views', created.of);
        break;
      case 'trigger':
        this.contents.add('triggers', created.of);
        break;
      case 'event':
        this.contents.add('events', created.of);
        break;
      case 'procedure':
      case 'function':
      case 'package':
      case 'package body':
      case 'sequence':
        this.contents.add('routines', named);
        break;
      case 'temporary-table':
      case 'stand-in view':
      case 'other':
    }
  }

  private understand(tokens: readonly Token[]): void {
    const [verb, second] = tokens;
    if (isWord(verb, 'USE') && second !== undefined) this.contents.use(second.value);
    if (isWord(verb, 'SET')) this.set(tokens);
    if (isWord(verb, 'DROP')) this.drop(tokens);
    if (isWord(verb, 'LOCK')) this.lock(tokens);
    if (isWord(verb, 'ALTER') && isWord(second, 'DATABASE', 'SCHEMA')) this.altersDatabase = true;
    if (isWord(verb, 'ALTER') && isWord(second, 'TABLE')) {
      const table = nameAt(tokens, 2);
      if (table !== null && isWord(tokens[table.next], 'DISABLE') && isWord(tokens[table.next + 1], 'KEYS'))
        this.contents.section(table.of);
    }
  }

  private set(tokens: readonly Token[]): void {
    const names = this.modes.set(tokens);
    if (names === null) return;
    this.characterSets.add(names.toLowerCase());
    this.names.use(names);
  }

  /** LOCK TABLES `t` WRITE opens the data section of a table, even of an empty one. */
  private lock(tokens: readonly Token[]): void {
    for (const part of splitAtCommas(tokens.slice(2))) {
      const table = nameAt(part, 0);
      if (table !== null && part.some((token) => isWord(token, 'WRITE'))) this.contents.section(table.of);
    }
  }

  private drop(tokens: readonly Token[]): void {
    const what = tokens[1];
    if (what?.kind !== 'word') return;
    let at = 2;
    const isBody = what.word === 'PACKAGE' && isWord(tokens[at], 'BODY');
    while (isWord(tokens[at], 'BODY', 'IF', 'EXISTS')) at++;
    for (const part of splitAtCommas(tokens.slice(at))) {
      const of = nameAt(part, 0)?.of;
      if (of === undefined) continue;
      const kind = DROPPED[what.word];
      if (what.word === 'TABLE') this.contents.dropTable(of);
      else if (what.word === 'DATABASE' || what.word === 'SCHEMA') this.contents.dropSchema(of.name);
      else if (kind !== undefined) this.contents.drop(kind, of);
      else if (ROUTINES.includes(what.word)) {
        this.contents.drop('routines', { schema: of.schema, name: `${what.word.toLowerCase()}${isBody ? ' body' : ''} ${of.name}` });
      }
    }
  }
}
