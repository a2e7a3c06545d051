/**
 * Reads a `.env` file as the site's own framework does, without running anything.
 *
 * - `laravel`: vlucas/phpdotenv 5. An unquoted value ends at white space or `#`; double quotes know \" \\ \$ \n \r \t \f \v; single quotes know no
 *   escape; `${NAME}` is replaced except in single quotes.
 * - `django`: python-dotenv. An unquoted value goes to the end of the line, a comment begins at white space followed by `#`; single quotes know \'
 *   and \\; `${NAME}` and `${NAME:-default}` are replaced except in single quotes.
 */
export type EnvDialect = 'laravel' | 'django';

export interface EnvFile {
  readonly values: ReadonlyMap<string, string>;
  /** Numbers (from 1) of lines that could not be understood. Their content is not repeated: it may be a secret. */
  readonly unreadableLines: readonly number[];
}

interface Cursor {
  readonly text: string;
  at: number;
}

const NAME = /(?:export[ \t]+)?(['"]?)([A-Za-z_][A-Za-z0-9_.-]*)\1[ \t]*/y;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

export function parseEnv(source: string, dialect: EnvDialect): EnvFile {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const cursor: Cursor = { text, at: 0 };
  const values = new Map<string, string>();
  const unreadableLines: number[] = [];

  while (skipToEntry(cursor)) {
    const start = cursor.at;
    const entry = readEntry(cursor, dialect, values);
    if (entry === null) {
      unreadableLines.push(lineNumber(text, start));
      // A quote that is never closed swallows the rest, as it does for the site.
      if (cursor.at < text.length) cursor.at = endOfLine(text, start);
    } else if (entry.value === null) {
      // A name without "=" unsets what stood above it.
      values.delete(entry.name);
    } else {
      values.set(entry.name, entry.value);
    }
  }
  return { values, unreadableLines };
}

function skipToEntry(cursor: Cursor): boolean {
  while (cursor.at < cursor.text.length) {
    const char = cursor.text[cursor.at] ?? '';
    if (char === '#') cursor.at = endOfLine(cursor.text, cursor.at);
    else if (/\s/.test(char)) cursor.at += 1;
    else return true;
  }
  return false;
}

function readEntry(
  cursor: Cursor,
  dialect: EnvDialect,
  known: ReadonlyMap<string, string>,
): { readonly name: string; readonly value: string | null } | null {
  NAME.lastIndex = cursor.at;
  const match = NAME.exec(cursor.text);
  if (match === null) return null;
  const name = match[2] ?? '';
  cursor.at += match[0].length;
  const next = cursor.text[cursor.at];
  if (next === undefined || next === '\n' || next === '#') {
    cursor.at = endOfLine(cursor.text, cursor.at);
    return { name, value: null };
  }
  if (next !== '=') return null;
  cursor.at += 1;
  skipBlanks(cursor);
  const value = readValue(cursor, dialect, known);
  return value === null ? null : { name, value };
}

function readValue(cursor: Cursor, dialect: EnvDialect, known: ReadonlyMap<string, string>): string | null {
  const quote = cursor.text[cursor.at];
  if (quote !== '"' && quote !== "'") return readUnquoted(cursor, dialect, known);
  cursor.at += 1;
  const value = quote === '"' ? readDoubleQuoted(cursor, dialect, known) : readSingleQuoted(cursor, dialect);
  if (value === null) return null;
  skipBlanks(cursor);
  const after = cursor.text[cursor.at];
  if (after !== undefined && after !== '\n' && after !== '#') return null;
  cursor.at = endOfLine(cursor.text, cursor.at);
  return value;
}

function readUnquoted(cursor: Cursor, dialect: EnvDialect, known: ReadonlyMap<string, string>): string | null {
  const end = endOfLine(cursor.text, cursor.at);
  const line = cursor.text.slice(cursor.at, end);
  cursor.at = end;
  if (dialect === 'django') return interpolate(line.replace(/(^|\s+)#.*$/, '').trimEnd(), dialect, known);
  const match = /^([^\s#]*)[ \t]*(#.*)?$/.exec(line);
  return match === null ? null : interpolate(match[1] ?? '', dialect, known);
}

function readSingleQuoted(cursor: Cursor, dialect: EnvDialect): string | null {
  let value = '';
  while (cursor.at < cursor.text.length) {
    const char = cursor.text[cursor.at] ?? '';
    cursor.at += 1;
    if (char === "'") return value;
    const escaped = cursor.text[cursor.at];
    if (dialect === 'django' && char === '\\' && (escaped === "'" || escaped === '\\')) {
      value += escaped;
      cursor.at += 1;
    } else {
      value += char;
    }
  }
  return null;
}

function readDoubleQuoted(cursor: Cursor, dialect: EnvDialect, known: ReadonlyMap<string, string>): string | null {
  let value = '';
  let plain = '';
  const flush = () => {
    value += interpolate(plain, dialect, known);
    plain = '';
  };
  while (cursor.at < cursor.text.length) {
    const char = cursor.text[cursor.at] ?? '';
    cursor.at += 1;
    if (char === '"') {
      flush();
      return value;
    }
    if (char !== '\\') {
      plain += char;
      continue;
    }
    const escaped = cursor.text[cursor.at] ?? '';
    cursor.at += 1;
    flush();
    // An escaped $ is added after the flush, so that it can never begin an interpolation.
    value += SIMPLE_ESCAPES[escaped] ?? (escaped === '"' || escaped === '\\' || escaped === '$' ? escaped : `\\${escaped}`);
  }
  return null;
}

/** Names that are not set stay as written, as both libraries leave them to the surrounding environment, which is not known here. */
function interpolate(text: string, dialect: EnvDialect, known: ReadonlyMap<string, string>): string {
  if (dialect === 'django')
    return text.replace(
      /\$\{([^}:]+)(?::-([^}]*))?\}/g,
      (whole: string, name: string, fallback?: string) => known.get(name) ?? fallback ?? whole,
    );
  return text.replace(/\$\{([A-Za-z0-9_.]+)\}/g, (whole: string, name: string) => known.get(name) ?? whole);
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at += 1;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function lineNumber(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
