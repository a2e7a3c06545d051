import { codeOf, is, sqlOf, type Piece } from './sql-pieces.ts';

export interface Deferred {
  /** CREATE TABLE without its secondary keys and foreign keys. */
  readonly create: readonly Piece[];
  /** `ADD KEY ...` clauses, in the order of the definition. */
  readonly additions: readonly string[];
}

/**
 * Takes the secondary and foreign keys out of a CREATE TABLE, to be added after the rows: sorting all entries of a key once is far faster than
 * inserting each. Null where sessions could
 * not fill the table together either: another engine than InnoDB, or no primary key. Nothing is taken out where an AUTO_INCREMENT column may need it. FULLTEXT and SPATIAL
 * keys stay. Pure.
 */
export function deferKeys(create: readonly Piece[]): Deferred | null {
  const open = create.findIndex((piece) => is(piece, '('));
  const close = create.findLastIndex((piece) => is(piece, ')') && depthBefore(create, piece) === 1);
  if (open === -1 || close < open) return null;
  const options = codeOf(create.slice(close + 1));
  const engine = options.findIndex((piece) => is(piece, 'ENGINE'));
  const engineName = engine === -1 ? undefined : options.slice(engine + 1).find((piece) => !is(piece, '='));
  if (engineName !== undefined && engineName.value.toUpperCase() !== 'INNODB') return null;
  const items = itemsOf(create.slice(open + 1, close));
  const primary = items.map(codeOf).find((code) => is(code[0], 'PRIMARY'));
  if (primary === undefined) return null;
  const counter = items.map(codeOf).find((code) => code.some((piece) => is(piece, 'AUTO_INCREMENT')));
  const firstOfPrimary = primary[primary.findIndex((piece) => is(piece, '(')) + 1];
  const needsKeys = counter !== undefined && counter[0]?.value.toLowerCase() !== firstOfPrimary?.value.toLowerCase();
  const later = needsKeys ? [] : items.filter(isDeferred);
  if (later.length === 0) return { create, additions: [] };
  const kept = items.filter((item) => !isDeferred(item));
  return {
    create: [
      ...create.slice(0, open + 1),
      ...kept.flatMap((item, index) => (index === 0 ? item : [COMMA, ...item])),
      ...create.slice(close),
    ],
    additions: later.map((item) => `ADD ${sqlOf(item)}`),
  };
}

const COMMA: Piece = { kind: 'mark', raw: ',', value: ',' };

function isDeferred(item: readonly Piece[]): boolean {
  const code = codeOf(item);
  if (is(code[0], 'KEY', 'INDEX', 'UNIQUE')) return true;
  return is(code[0], 'CONSTRAINT') && code.slice(1, 4).some((piece) => is(piece, 'FOREIGN'));
}

/** What stands between commas, one each. */
export function itemsOf(pieces: readonly Piece[]): Piece[][] {
  const items: Piece[][] = [[]];
  let depth = 0;
  for (const piece of pieces) {
    if (is(piece, '(')) depth++;
    if (is(piece, ')')) depth--;
    if (depth === 0 && is(piece, ',')) items.push([]);
    else items.at(-1)?.push(piece);
  }
  return items;
}

/** Of parentheses that are open where this piece stands. */
export function depthBefore(pieces: readonly Piece[], one: Piece): number {
  let depth = 0;
  for (const piece of pieces) {
    if (piece === one) return depth;
    if (is(piece, '(')) depth++;
    if (is(piece, ')')) depth--;
  }
  return depth;
}
