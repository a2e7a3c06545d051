import type { Assertion } from '../../shared/model/drill.ts';

const HOUR = 3_600_000;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** A time as the database writes it, in UTC unless it says another zone. */
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Seconds since the epoch of 1973 to 5138; above, milliseconds. */
const EPOCH_SECONDS = { from: 1e8, to: 1e11 };

/**
 * Why a statement is not sent, in words for the operator; null when it is. What the server itself forbids (a second statement, writing inside of a transaction
 * that only reads) is not repeated here: this refuses what a transaction that only reads lets through. `others`: names of databases it must not name, lest
 * what is live be taken for what was restored. Pure.
 */
export function refusalOf(sql: string, others: readonly string[] = []): string | null {
  const bare = withoutTexts(sql);
  if (bare === null) return 'it holds a comment that is run (/*! or /*M!), or text that does not end';
  const words = bare.toUpperCase();
  if (!/^[\s(]*(?:SELECT|WITH)\b/.test(words)) return 'it does not begin with SELECT or WITH';
  if (/;\s*\S/.test(words)) return 'it is more than one statement';
  const forbidden = /\b(OUTFILE|DUMPFILE|LOAD_FILE|GET_LOCK|SLEEP|BENCHMARK|NEXTVAL|SETVAL|NEXT\s+VALUE)\b/.exec(words)?.[1];
  if (forbidden !== undefined) return `it does more than reading the database (${forbidden})`;
  const named = others.find((name) => names(sql, name));
  return named === undefined ? null : `it names the database ${named}; name tables alone, so that those of the scratch database are read`;
}

function names(sql: string, database: string): boolean {
  const escaped = database.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$\`])(?:\`${escaped}\`|${escaped})\\s*\\.`, 'iu').test(sql);
}

/** Without comments and what stands in quotes; null where a comment would be run, or a quote does not end. */
function withoutTexts(sql: string): string | null {
  const piece =
    /\/\*(!|M!)|\/\*[\s\S]*?\*\/|(?:#|--(?=\s|$))[^\n]*|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|(['"`]|\/\*)/g;
  let isRefused = false;
  const bare = sql.replace(piece, (_all, run?: string, open?: string) => {
    if (run !== undefined || open !== undefined) isRefused = true;
    return ' ';
  });
  return isRefused ? null : bare;
}

/**
 * Whether a value is what was expected. `age-below` is measured back from `backupAt`, the time the data is of: a drill a month later must not fail because a
 * month went by. Null (no row, or NULL) never is, whatever was expected. Pure.
 */
export function holds(
  { comparison, expected }: Pick<Assertion, 'comparison' | 'expected'>,
  found: string | null,
  backupAt: string,
): boolean {
  if (found === null) return false;
  const [value, wanted] = [found.trim(), expected.trim()];
  switch (comparison) {
    case 'equals':
      return isSame(value, wanted);
    case 'not-equals':
      return !isSame(value, wanted);
    case 'above':
      return (compared(value, wanted) ?? 0) > 0;
    case 'below':
      return (compared(value, wanted) ?? 0) < 0;
    case 'age-below': {
      const at = timeOf(value);
      if (at === null || !NUMBER.test(wanted)) return false;
      return Date.parse(backupAt) - at < Number(wanted) * HOUR;
    }
  }
}

function isSame(value: string, wanted: string): boolean {
  return value === wanted || (NUMBER.test(value) && NUMBER.test(wanted) && Number(value) === Number(wanted));
}

/** As numbers, else as times; null when they are neither. */
function compared(value: string, wanted: string): number | null {
  if (NUMBER.test(value) && NUMBER.test(wanted)) return Number(value) - Number(wanted);
  const [a, b] = [timeOf(value), timeOf(wanted)];
  return a === null || b === null ? null : a - b;
}

/** Milliseconds since the epoch. */
function timeOf(text: string): number | null {
  if (NUMBER.test(text)) {
    const count = Number(text);
    if (count < EPOCH_SECONDS.from) return null;
    return count < EPOCH_SECONDS.to ? count * 1000 : count;
  }
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, day = '', time = '00:00:00', zone = 'Z'] = match;
  const at = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${zone}`);
  return Number.isNaN(at) ? null : at;
}
