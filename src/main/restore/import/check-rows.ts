import { AppError } from '../../errors/app-error.ts';
import { codeOf, is, names, type Piece } from './sql-pieces.ts';

/** Functions that dump programs write into rows. None of them writes, waits or reads a file. */
const HARMLESS = new Set(
  'UNHEX FROM_BASE64 CONVERT CAST CONCAT CHAR NOW CURRENT_TIMESTAMP ST_GEOMFROMTEXT ST_GEOMFROMWKB GEOMFROMTEXT GEOMFROMWKB ST_GEOMETRYFROMTEXT JSON_OBJECT JSON_ARRAY UUID_TO_BIN INET6_ATON'.split(
    ' ',
  ),
);

/**
 * Looks through rows that hold more than literals. Values call nothing but harmless functions, name nothing of another database and read no table: a call
 * of a function of the site could change the live data. Throws `import.foreign-statement`.
 */
export function checkRows(pieces: readonly Piece[]): void {
  const code = codeOf(pieces);
  const values = code.findIndex((piece) => is(piece, 'VALUES', 'VALUE', 'SET', 'SELECT'));
  if (values === -1 || is(code[values], 'SELECT')) throw refused('INSERT ... SELECT');
  for (const [index, piece] of code.slice(values + 1).entries()) {
    const at = values + 1 + index;
    if (is(piece, 'SELECT', 'WITH', 'TABLE')) throw refused(`${piece.raw} among the rows`);
    if (names(piece) && is(code[at + 1], '.') && names(code[at + 2])) throw refused('a name of a database among the rows');
    const calls = names(piece) && is(code[at + 1], '(') && !is(piece, 'ROW', 'VALUES', 'VALUE', 'AS', 'UPDATE', 'KEY');
    if (calls && !(piece.kind === 'word' && HARMLESS.has(piece.value))) throw refused(`a call of ${piece.raw.slice(0, 64)} among the rows`);
  }
}

function refused(what: string): AppError {
  return new AppError('import.foreign-statement', { detail: `It holds ${what}.` });
}
