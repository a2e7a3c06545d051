import { readCreate, type Created } from '../../dump-index/create-statement.ts';
import type { Token } from '../../dump-index/tokens.ts';
import { AppError } from '../../errors/app-error.ts';
import { knownSet, replacementFor } from './collations.ts';
import type { FixUps } from './fix-ups.ts';
import { withoutHome, type Home } from './qualified-names.ts';
import { codeOf, is, mark, nameOf, names, sqlOf, word, type Piece } from './sql-pieces.ts';
import type { TargetFacts } from './target-facts.ts';

/** A statement as it may run, and what it is about. */
export type Rewritten =
  | { readonly kind: 'nothing' }
  /** Makes or removes a table; `pieces` to take keys out of. `writesElsewhere`: its rows would land in other tables or on other servers. */
  | {
      readonly kind: 'table';
      readonly table: string;
      readonly create: boolean;
      readonly pieces: readonly Piece[];
      readonly writesElsewhere: boolean;
    }
  /** Must have run before the next statement. */
  | { readonly kind: 'early'; readonly sql: string }
  /** Changes a table after its rows. */
  | { readonly kind: 'alter'; readonly table: string; readonly pieces: readonly Piece[] }
  /** Runs after all rows, in the order of the dump. `table`: of a trigger. */
  | {
      readonly kind: 'late';
      readonly what: string;
      readonly name: string;
      readonly table: string | null;
      readonly sql: string;
      readonly enabled: boolean;
    };

export interface Rules {
  readonly facts: TargetFacts;
  readonly home: Home;
  readonly schema: string;
  readonly fixUps: FixUps;
}

const NOTHING: Rewritten = { kind: 'nothing' };
/** Verbs that only matter to the session of one client, or to the server the dump was made on. */
const NEEDLESS = new Set('LOCK UNLOCK START BEGIN COMMIT FLUSH'.split(' '));
const DROPPED = new Set('VIEW TRIGGER EVENT PROCEDURE FUNCTION PACKAGE SEQUENCE'.split(' '));
const ELSEWHERE = new Set('MRG_MYISAM MERGE FEDERATED CONNECT SPIDER'.split(' '));

/** Puts right what the target would not take, and refuses what no dump needs. `pieces`: of any statement but SET, USE and rows. */
export function rewrite(pieces: readonly Piece[], rules: Rules): Rewritten {
  const code = codeOf(pieces);
  const [verb, second] = code;
  if (verb === undefined) return NOTHING;
  if (NEEDLESS.has(verb.value)) return NOTHING;
  switch (verb.value) {
    case 'CREATE':
      return rewriteCreate(pieces, rules);
    case 'DROP':
      return rewriteDrop(pieces, rules);
    case 'ALTER':
      return rewriteAlter(pieces, rules);
    case 'CHANGE':
      rules.fixUps.note('replication', 'CHANGE MASTER is left out: it belongs to replication of the server the dump was made on.');
      return NOTHING;
    case 'DO':
    case 'SELECT':
      if (
        is(second, 'SETVAL') &&
        code.slice(2).every((piece) => !is(piece, 'SELECT') && (piece.kind !== 'mark' || '(),.-'.includes(piece.value)))
      )
        return { kind: 'early', sql: sqlOf(withoutHome(pieces, rules.home).pieces) };
      break;
    default:
  }
  throw refused(code);
}

function rewriteCreate(pieces: readonly Piece[], rules: Rules): Rewritten {
  const code = codeOf(pieces);
  if (is(code[1], 'DATABASE', 'SCHEMA')) return ownDatabase(code, rules);
  const created = readCreate([...code.slice(0, 64).map(tokenOf), { kind: 'mark', value: '' }]);
  if (created === null || created.kind === 'other' || created.kind === 'temporary-table') throw refused(code);
  const { schema, name } = created.of;
  if (schema !== null && !rules.home.has(schema)) throw otherDatabase(schema, name);
  const mapped = mapCollations(pieces, rules);
  if (created.kind === 'table') {
    const own = withoutHome(fitColumns(mapped, rules), rules.home).pieces;
    return { kind: 'table', table: name, create: true, pieces: own, writesElsewhere: writesElsewhere(own) };
  }
  if (created.kind === 'sequence') return { kind: 'early', sql: sqlOf(withoutHome(mapped, rules.home).pieces) };
  return rewriteCode(mapped, created, rules);
}

function rewriteCode(pieces: readonly Piece[], { kind, of }: Created, rules: Rules): Rewritten {
  const { pieces: own, others } = withoutHome(setDefiner(pieces, rules), rules.home, true);
  const code = codeOf(own);
  const table = kind === 'trigger' ? tableOfTrigger(code) : null;
  if (kind === 'trigger' && table === null) throw otherDatabase('', `trigger ${of.name}`);
  for (const other of new Set(others)) {
    // Aliases stand in front of a dot as well; whether one is a database cannot be told from the text alone. It only says so where it is likely.
    if (other.toLowerCase() === 'mysql') rules.fixUps.note('other-schemas', `${kind} ${of.name} speaks of the database ${other}.`);
  }
  const [disabled, enabled] = kind === 'event' ? disableEvent(own) : [own, false];
  return { kind: 'late', what: kind, name: of.name, table, sql: sqlOf(disabled), enabled };
}

function rewriteDrop(pieces: readonly Piece[], rules: Rules): Rewritten {
  const code = codeOf(pieces);
  if (is(code[1], 'DATABASE', 'SCHEMA')) return ownDatabase(code, rules);
  const own = withoutHome(pieces, rules.home).pieces;
  const owned = codeOf(own);
  const named = owned.slice(2).find((piece) => names(piece) && !is(piece, 'IF', 'EXISTS', 'BODY'));
  if (named === undefined) throw refused(code);
  const name = nameOf(named);
  if (is(code[1], 'TABLE', 'TABLES')) {
    if (owned.some((piece) => is(piece, ','))) throw refused(code);
    return { kind: 'table', table: name, create: false, pieces: own, writesElsewhere: false };
  }
  if (!DROPPED.has(code[1]?.value ?? '')) throw refused(code);
  if (is(code[1], 'SEQUENCE')) return { kind: 'early', sql: sqlOf(own) };
  return { kind: 'late', what: 'drop', name, table: null, sql: sqlOf(own), enabled: false };
}

function rewriteAlter(pieces: readonly Piece[], rules: Rules): Rewritten {
  const code = codeOf(pieces);
  if (is(code[1], 'DATABASE', 'SCHEMA')) {
    // Around a routine that is older than the collation of its database. Of the named schema, whatever name stands there.
    const named = names(code[2]) && !is(code[2], 'CHARACTER', 'COLLATE', 'DEFAULT', 'CHARSET') ? nameOf(code[2]) : null;
    if (named !== null && !rules.home.has(named)) throw otherDatabase(named, '');
    const rest = mapCollations(code.slice(named === null ? 2 : 3), rules);
    if (rest.some((piece) => !names(piece) && !is(piece, '='))) throw refused(code);
    rules.fixUps.note('database-name', `ALTER DATABASE changes ${rules.schema} instead of the database of the backup.`);
    const target = Buffer.from(`\`${rules.schema.replaceAll('`', '``')}\``).toString('latin1');
    return {
      kind: 'late',
      what: 'alter',
      name: rules.schema,
      table: null,
      sql: `ALTER DATABASE ${target} ${rest.map(({ raw }) => raw).join(' ')}`,
      enabled: false,
    };
  }
  if (!is(code[1], 'TABLE')) throw refused(code);
  const own = withoutHome(mapCollations(pieces, rules), rules.home).pieces;
  const owned = codeOf(own);
  const table = owned.slice(2).find((piece) => names(piece) && !is(piece, 'IF', 'EXISTS', 'IGNORE', 'ONLINE'));
  if (table === undefined) throw refused(code);
  // Each table has its keys switched once, by us.
  if (owned.some((piece, at) => is(piece, 'DISABLE', 'ENABLE') && is(owned[at + 1], 'KEYS'))) return NOTHING;
  if (owned.some((piece) => is(piece, 'RENAME', 'TABLESPACE', 'EXCHANGE', 'UNION'))) throw refused(code);
  // MariaDB: CONVERT TABLE takes another table in and drops it, CONVERT PARTITION makes one of another name.
  if (owned.some((piece, at) => is(piece, 'CONVERT') && is(owned[at + 1], 'TABLE', 'PARTITION'))) throw refused(code);
  // Its rows would be copied to where the engine keeps them.
  if (writesElsewhere(own)) throw refused(code);
  return { kind: 'alter', table: nameOf(table), pieces: own };
}

/** CREATE DATABASE and DROP DATABASE of the dump's own: the schema is there already. Any other is refused. */
function ownDatabase(code: readonly Piece[], { home, fixUps, schema }: Rules): Rewritten {
  const named = code.slice(2).find((piece) => names(piece) && !is(piece, 'IF', 'NOT', 'EXISTS'));
  if (named === undefined || !home.has(nameOf(named))) throw otherDatabase(named === undefined ? '' : nameOf(named), '');
  fixUps.note('database-name', `CREATE DATABASE and USE of ${nameOf(named)} are left out: everything goes to ${schema}.`);
  return { kind: 'nothing' };
}

/** Accounts the user may not set, or that need not exist here, give way to the one that imports. SQL SECURITY stays. */
function setDefiner(pieces: readonly Piece[], { facts, fixUps }: Rules): Piece[] {
  const list = [...pieces];
  const at = list.findIndex((piece, index) => is(piece, 'DEFINER') && is(codeOf(list.slice(index + 1, index + 4))[0], '='));
  if (at === -1) return list;
  const skip = (from: number): number => {
    let index = from;
    while (list[index]?.kind === 'blank' || list[index]?.kind === 'comment') index++;
    return index;
  };
  const user = skip(skip(at + 1) + 1);
  const sign = skip(user + 1);
  const host = is(list[sign], '@') ? skip(sign + 1) : user;
  const userPiece = list[user];
  const hostPiece = list[host];
  if (userPiece === undefined || hostPiece === undefined) return list;
  const account = host === user ? nameOf(userPiece) : `${valueOf(userPiece)}@${valueOf(hostPiece)}`;
  if (account === facts.currentUser || is(userPiece, 'CURRENT_USER') || (facts.setsDefiners && facts.accounts.has(account))) return list;
  fixUps.note(`definer ${account}`, `What belonged to ${account} belongs to ${facts.currentUser}, who imports it.`);
  return [...list.slice(0, user), word('CURRENT_USER'), ...list.slice(host + 1)];
}

function valueOf(piece: Piece): string {
  return piece.kind === 'text' ? Buffer.from(piece.value, 'latin1').toString() : nameOf(piece);
}

/** Of `CREATE ... TRIGGER name BEFORE INSERT ON table`; null when that is a table of another database. */
function tableOfTrigger(code: readonly Piece[]): string | null {
  const on = code.findIndex((piece, at) => is(piece, 'ON') && is(code[at - 1], 'INSERT', 'UPDATE', 'DELETE'));
  const table = code[on + 1];
  return on === -1 || !names(table) || is(code[on + 2], '.') ? null : nameOf(table);
}

/** An event never runs beside the live data. */
function disableEvent(pieces: readonly Piece[]): readonly [readonly Piece[], boolean] {
  const body = pieces.findIndex((piece) => is(piece, 'DO'));
  const head = pieces.slice(0, body);
  const state = head.findLastIndex((piece) => is(piece, 'ENABLE', 'DISABLE'));
  if (state === -1) return [[...head, word(' DISABLE '), ...pieces.slice(body)], true];
  if (is(head[state], 'DISABLE')) return [pieces, false];
  return [[...head.slice(0, state), word('DISABLE'), ...head.slice(state + 1), ...pieces.slice(body)], true];
}

/** Collations and character sets the server lacks, wherever they are named. */
function mapCollations(pieces: readonly Piece[], { facts, fixUps }: Rules): Piece[] {
  return pieces.map((piece, at) => {
    if (piece.kind !== 'word') return piece;
    const replacement = replacementFor(piece.raw, facts);
    if (replacement !== null) {
      fixUps.note(`collation ${piece.raw}`, `${piece.raw}, which this server lacks, becomes ${replacement}.`);
      return word(replacement);
    }
    if (!/^_?utf8(mb3)?$/i.test(piece.raw) || !namesCharset(pieces, at)) return piece;
    const bare = piece.raw.replace(/^_/, '');
    const known = knownSet(bare, facts.characterSets);
    return known === bare ? piece : word(piece.raw.startsWith('_') ? `_${known}` : known);
  });
}

function namesCharset(pieces: readonly Piece[], at: number): boolean {
  if (pieces[at]?.raw.startsWith('_') === true) return true;
  const before = codeOf(pieces.slice(Math.max(0, at - 6), at)).filter((piece) => !is(piece, '='));
  return is(before.at(-1), 'CHARSET', 'SET');
}

/** MariaDB takes no NOT NULL behind a generated column, where MySQL writes it. */
function fitColumns(pieces: readonly Piece[], { facts, fixUps }: Rules): readonly Piece[] {
  if (!facts.isMariaDb) return pieces;
  const code = codeOf(pieces);
  const gone = new Set<Piece>();
  for (const [at, piece] of code.entries()) {
    if (!is(piece, 'VIRTUAL', 'STORED') || !is(code[at - 1], ')')) continue;
    const [no, nothing] = code.slice(at + 1, at + 3);
    if (!is(no, 'NOT') || !is(nothing, 'NULL') || no === undefined || nothing === undefined) continue;
    gone.add(no).add(nothing);
    fixUps.note('generated-columns', 'NOT NULL behind generated columns is left out: MariaDB does not know it.');
  }
  return gone.size === 0 ? pieces : pieces.filter((piece) => !gone.has(piece));
}

function writesElsewhere(pieces: readonly Piece[]): boolean {
  const code = codeOf(pieces);
  return code.some(
    (piece, at) => is(piece, 'ENGINE') && ELSEWHERE.has((is(code[at + 1], '=') ? code[at + 2] : code[at + 1])?.value.toUpperCase() ?? ''),
  );
}

function tokenOf(piece: Piece): Token {
  if (piece.kind === 'word') return { kind: 'word', word: piece.value, value: nameOf(piece) };
  if (piece.kind === 'name') return { kind: 'name', value: nameOf(piece) };
  return piece.kind === 'text' ? { kind: 'text', value: piece.value } : (mark(piece.value) as { kind: 'mark'; value: string });
}

function refused(code: readonly Piece[]): AppError {
  const head = code
    .slice(0, 4)
    .filter(({ kind }) => kind === 'word' || kind === 'name')
    .map(({ raw }) => raw.slice(0, 64))
    .join(' ');
  return new AppError('import.foreign-statement', { detail: `It begins: ${head}` });
}

function otherDatabase(schema: string, name: string): AppError {
  return new AppError('import.other-database', { detail: `It names ${[schema, name].filter((one) => one !== '').join('.')}.` });
}
