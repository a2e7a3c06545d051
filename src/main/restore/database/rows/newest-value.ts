const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;

/**
 * The greatest moment that stands at one place of the rows of an INSERT; null: there is none. `from`: where its first row opens. Moments are texts that
 * begin with a year, and sort as they happened. Pure; reads each letter once.
 */
export function newestValue(sql: string, from: number, place: number, backslashEscapes: boolean): string | null {
  let newest: string | null = null;
  let column = 0;
  let depth = 0;
  for (let at = from; at < sql.length; at++) {
    const letter = sql.charCodeAt(at);
    if (letter === QUOTE) {
      const end = endOfText(sql, at, backslashEscapes);
      if (depth === 1 && column === place && end - at <= 28) {
        const value = sql.slice(at + 1, end);
        if (/^\d{4}-\d\d-\d\d/.test(value) && !value.startsWith('0000') && (newest === null || value > newest)) newest = value;
      }
      at = end;
    } else if (letter === OPEN) {
      depth++;
      if (depth === 1) column = 0;
    } else if (letter === CLOSE) depth--;
    else if (letter === COMMA && depth === 1) column++;
  }
  return newest;
}

/** Where the closing quote stands. */
function endOfText(sql: string, open: number, backslashEscapes: boolean): number {
  let at = open + 1;
  for (;;) {
    const quote = sql.indexOf("'", at);
    if (quote === -1) return sql.length;
    if (backslashEscapes) {
      let slashes = 0;
      while (sql.charCodeAt(quote - 1 - slashes) === BACKSLASH && quote - 1 - slashes > open) slashes++;
      if (slashes % 2 === 1) {
        at = quote + 1;
        continue;
      }
    }
    if (sql.charCodeAt(quote + 1) !== QUOTE) return quote;
    at = quote + 2;
  }
}
