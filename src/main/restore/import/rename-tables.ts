import { AppError } from '../../errors/app-error.ts';
import { depthBefore, itemsOf } from './defer-keys.ts';
import { codeOf, is, names, sqlOf, type Piece } from './sql-pieces.ts';

/** By the name of a table in the dump, the one it gets. Of plain letters: they are the same bytes in every character set. */
export type TableNames = ReadonlyMap<string, string>;

const COMMA: Piece = { kind: 'mark', raw: ',', value: ',' };

/**
 * CREATE TABLE under another name and without foreign keys, whose names are one per schema and which would bind it to live tables. Throws
 * `import.foreign-statement` for a table that is made of another one, or refers to one in a way that cannot be told apart. Pure.
 */
export function renamedCreate(pieces: readonly Piece[], to: string): readonly Piece[] {
  const open = pieces.findIndex((piece) => is(piece, '('));
  const close = pieces.findLastIndex((piece) => is(piece, ')') && depthBefore(pieces, piece) === 1);
  if (open === -1 || close < open) throw new AppError('import.foreign-statement', { detail: `CREATE TABLE of ${to} without columns` });
  const items = itemsOf(pieces.slice(open + 1, close)).filter((item) => !isForeignKey(codeOf(item)));
  const made = [...withName(pieces.slice(0, open), to), ...pieces.slice(open, open + 1), ...joined(items), ...pieces.slice(close)];
  const isMadeOfAnother =
    items.some((item) => is(codeOf(item)[0], 'LIKE')) || codeOf(pieces.slice(close)).some((piece) => is(piece, 'SELECT', 'UNION'));
  if (isMadeOfAnother || codeOf(made).some((piece) => is(piece, 'REFERENCES')))
    throw new AppError('import.foreign-statement', { detail: `CREATE TABLE of ${to} refers to another table` });
  return made;
}

/** ALTER TABLE of the same; null when nothing but foreign keys was in it. Pure. */
export function renamedAlter(pieces: readonly Piece[], to: string): readonly Piece[] | null {
  const at = nameAt(pieces);
  const items = itemsOf(pieces.slice(at + 1)).filter((item) => !isForeignKey(codeOf(item).slice(1)));
  if (items.every((item) => codeOf(item).length === 0)) return null;
  if (items.some((item) => codeOf(item).some((piece) => is(piece, 'REFERENCES'))))
    throw new AppError('import.foreign-statement', { detail: `ALTER TABLE of ${to} refers to another table` });
  return [...withName(pieces.slice(0, at + 1), to), ...joined(items)];
}

/** The head of a statement with rows: up to the name of the table, and that name. */
const HEAD = /^(\s*(?:INSERT|REPLACE)(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|INTO))*\s+)(`(?:[^`]|``)+`|[\w$]+)(?=[\s(])/i;
const HEAD_BYTES = 2048;

/** Rows into the table of another name; null: its head has to be read piece by piece. */
export function renamedRows(sql: Buffer, to: string): Buffer | null {
  const head = HEAD.exec(sql.toString('latin1', 0, HEAD_BYTES));
  if (head === null) return null;
  return Buffer.concat([Buffer.from(`${head[1] ?? ''}\`${to}\``, 'latin1'), sql.subarray(head[0].length)]);
}

/** What stands before the rows, with the table's other name in it. */
export function renamedHead(pieces: readonly Piece[], to: string): readonly Piece[] {
  const at = pieces.findIndex(
    (piece) => names(piece) && !is(piece, 'INSERT', 'REPLACE', 'LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO'),
  );
  if (at === -1) throw new AppError('import.foreign-statement', { detail: sqlOf(pieces).slice(0, 100) });
  return replaced(pieces, at, to);
}

function withName(pieces: readonly Piece[], to: string): readonly Piece[] {
  return replaced(pieces, nameAt(pieces), to);
}

/** Where the name of the table stands in CREATE TABLE and ALTER TABLE. */
function nameAt(pieces: readonly Piece[]): number {
  const table = pieces.findIndex((piece) => is(piece, 'TABLE'));
  const at = pieces.findIndex((piece, index) => index > table && names(piece) && !is(piece, 'IF', 'NOT', 'EXISTS', 'IGNORE', 'ONLINE'));
  if (table === -1 || at === -1) throw new AppError('import.foreign-statement', { detail: sqlOf(pieces).slice(0, 100) });
  return at;
}

function replaced(pieces: readonly Piece[], at: number, to: string): readonly Piece[] {
  return [...pieces.slice(0, at), { kind: 'name', raw: `\`${to}\``, value: to }, ...pieces.slice(at + 1)];
}

/** `CONSTRAINT name FOREIGN KEY ...` and `FOREIGN KEY ...`. */
function isForeignKey(code: readonly Piece[]): boolean {
  return is(code[0], 'FOREIGN') || (is(code[0], 'CONSTRAINT') && code.slice(1, 3).some((piece) => is(piece, 'FOREIGN')));
}

function joined(items: readonly (readonly Piece[])[]): readonly Piece[] {
  return items.flatMap((item, index) => (index === 0 ? item : [COMMA, ...item]));
}
