import { keyOf } from '../../sites/media/media-entry.ts';

/** What tar said about single entries, by key. */
export interface TarWords {
  /** Changed, shrank or went while they were read. */
  readonly changed: ReadonlySet<string>;
  /** Named for any reason; with tar's own words, for the log. */
  readonly named: ReadonlyMap<string, string>;
}

const CHANGED =
  /^(?:[Ff]ile changed as we read it|[Ff]ile shrank by \d+ bytes?; padding with zeros|Truncated write; file may have grown while being archived|short read)/u;
/** What stands behind a name; GNU tar escapes the colons of the name itself. */
const REASON =
  /^(.*?): ((?:Warning: )?(?:Cannot [a-z ]+|[Ff]ile (?:changed|shrank|removed)|Read error|Couldn't|Can't|can't [a-z ]+|Truncated write|short read|Permission denied|No such file|Input\/output error).*)$/u;

/**
 * Reads the lines tar wrote while it packed. GNU tar escapes a name so that every byte can be had back (`caf\351`, `a\nb`, `\:`); of other tars' words a name with
 * odd bytes may not be found again, and the look at the server afterwards tells. Pure.
 */
export function readTarWords(lines: readonly string[]): TarWords {
  const changed = new Set<string>();
  const named = new Map<string, string>();
  for (const line of lines) {
    const match = REASON.exec(line.replace(/^\S*tar: /u, ''));
    if (match === null) continue;
    const [, name = '', reason = ''] = match;
    const key = keyOf(plain(unescape(name)));
    named.set(key, reason);
    if (CHANGED.test(reason)) changed.add(key);
  }
  return { changed, named };
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '?': 127 };

function unescape(name: string): Buffer {
  const bytes: Buffer[] = [];
  for (const [token] of name.matchAll(/\\[0-7]{3}|\\.|[^\\]+|\\/gsu)) {
    if (/^\\[0-7]{3}$/u.test(token)) bytes.push(Buffer.of(Number.parseInt(token.slice(1), 8) & 0xff));
    else if (token.startsWith('\\') && token.length > 1)
      bytes.push(ESCAPES[token.slice(1)] === undefined ? Buffer.from(token.slice(1)) : Buffer.of(ESCAPES[token.slice(1)] ?? 0));
    else bytes.push(Buffer.from(token));
  }
  return Buffer.concat(bytes);
}

function plain(name: Buffer): Buffer {
  return name.subarray(0, 2).toString() === './' ? name.subarray(2) : name;
}
