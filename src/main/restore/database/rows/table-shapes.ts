import { quoteName } from '../../../sites/live-inventory.ts';
import type { DatabaseSession, Row } from '../../../sites/database-session.ts';
import { isTableBeside } from '../../../sites/tables-beside.ts';

export interface Column {
  readonly name: string;
  /** Without length, in lower case: `varchar`, `bigint`. */
  readonly type: string;
  /** Of text; null for everything else. */
  readonly characterSet: string | null;
  readonly collation: string | null;
  /** The server computes its value. */
  readonly generated: boolean;
  /** AUTO_INCREMENT. */
  readonly counts: boolean;
}

/** A unique index. `prefix`: only so many characters of the column are held apart; `name` null: an expression. */
export interface UniqueKey {
  readonly index: string;
  readonly parts: readonly { readonly name: string | null; readonly prefix: number | null; readonly nullable: boolean }[];
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly parentSchema: string;
  readonly parent: string;
  readonly parentColumns: readonly string[];
}

export interface TableShape {
  readonly schema: string;
  readonly name: string;
  readonly engine: string;
  /** information_schema's estimate; exact only for engines without transactions. */
  readonly approximateRows: number;
  /** The next number AUTO_INCREMENT gives, as digits; null: it gives none. */
  readonly nextNumber: string | null;
  readonly partitioned: boolean;
  readonly columns: readonly Column[];
  /** The primary key first. */
  readonly uniqueKeys: readonly UniqueKey[];
  /** Columns some index begins with. */
  readonly indexed: ReadonlySet<string>;
  readonly foreignKeys: readonly ForeignKey[];
}

export interface SchemaShape {
  readonly schema: string;
  /** By `folded` name, in the order of names. */
  readonly tables: ReadonlyMap<string, TableShape>;
  /** How this server tells two names of tables apart. */
  readonly folded: (name: string) => string;
}

/** Without tables a restore put beside the others: what becomes of them is nobody's loss. Pure. */
export function withoutBeside(shape: SchemaShape): SchemaShape {
  return { ...shape, tables: new Map([...shape.tables].filter(([, { name }]) => !isTableBeside(name))) };
}

/** Their rows lie in other tables or on another server. */
const ROWS_ELSEWHERE = new Set(['mrg_myisam', 'mrg_isam', 'federated', 'connect', 'oqgraph', 'spider', 'vp', 'blackhole']);

/** All tables of a schema with rows of their own, in five questions however many there are. Empty when the schema is not there. */
export async function readShapes(session: DatabaseSession, schema: string): Promise<SchemaShape> {
  // MySQL answers with figures of yesterday otherwise, AUTO_INCREMENT among them.
  if (!session.isMariaDb && !session.serverVersion.startsWith('5.')) await session.query('SET SESSION information_schema_stats_expiry = 0');
  const [settings] = await session.query('SELECT @@lower_case_table_names AS folds');
  const folds = Number(settings?.['folds']) !== 0;
  const folded = (name: string) => (folds ? name.toLowerCase() : name);
  // information_schema compares names without regard to case, although two schemas may differ in nothing else.
  const list = async (sql: string): Promise<Map<string, Row[]>> => {
    const rows = await session.query(sql, [schema]);
    return Map.groupBy(folds ? rows : rows.filter((row) => row['db'] === schema), (row) => text(row, 'tab'));
  };
  const tables = await list(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, ENGINE AS engine, TABLE_ROWS AS row_count, CAST(AUTO_INCREMENT AS CHAR) AS next_number, CREATE_OPTIONS AS options
       FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE', 'SYSTEM VIEW') AND ENGINE IS NOT NULL ORDER BY TABLE_NAME`,
  );
  const columns = await list(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, COLUMN_NAME AS name, DATA_TYPE AS type, CHARACTER_SET_NAME AS characters, COLLATION_NAME AS collation_name,
       EXTRA AS extra, COALESCE(GENERATION_EXPRESSION, '') <> '' AS computed
       FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  const parts = await list(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, INDEX_NAME AS name, NON_UNIQUE AS repeats, COLUMN_NAME AS col, SUB_PART AS prefix, NULLABLE AS nullable,
       SEQ_IN_INDEX AS place FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX`,
  );
  const references = await list(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, COLUMN_NAME AS col, REFERENCED_TABLE_SCHEMA AS parent_db,
       REFERENCED_TABLE_NAME AS parent, REFERENCED_COLUMN_NAME AS parent_col
       FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`,
  );
  const shapes = [...tables.values()]
    .flat()
    .filter((row) => !ROWS_ELSEWHERE.has(text(row, 'engine').toLowerCase()))
    .map((row): TableShape => {
      const name = text(row, 'tab');
      const own = parts.get(name) ?? [];
      return {
        schema,
        name,
        engine: text(row, 'engine'),
        approximateRows: Number(row['row_count'] ?? 0),
        nextNumber: row['next_number'] === null ? null : text(row, 'next_number'),
        partitioned: /\bpartitioned\b/i.test(text(row, 'options')),
        columns: (columns.get(name) ?? []).map(columnOf),
        uniqueKeys: [...Map.groupBy(own, (part) => text(part, 'name'))]
          .filter(([, [first]]) => Number(first?.['repeats']) === 0)
          .map(([index, all]) => ({ index, parts: all.map(partOf) })),
        indexed: new Set(own.filter((part) => Number(part['place']) === 1).map((part) => text(part, 'col'))),
        foreignKeys: [...Map.groupBy(references.get(name) ?? [], (part) => text(part, 'name'))].map(([key, all]) => ({
          name: key,
          columns: all.map((part) => text(part, 'col')),
          parentSchema: text(all[0] ?? {}, 'parent_db'),
          parent: text(all[0] ?? {}, 'parent'),
          parentColumns: all.map((part) => text(part, 'parent_col')),
        })),
      };
    });
  return { schema, tables: new Map(shapes.map((shape) => [folded(shape.name), shape])), folded };
}

/** `schema`.`table`, for a statement. */
export function quotedTable({ schema, name }: Pick<TableShape, 'schema' | 'name'>): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

export function isTransactional({ engine }: Pick<TableShape, 'engine'>): boolean {
  return ['innodb', 'rocksdb', 'tokudb', 'ndbcluster'].includes(engine.toLowerCase());
}

function columnOf(row: Row): Column {
  return {
    name: text(row, 'name'),
    type: text(row, 'type').toLowerCase(),
    characterSet: row['characters'] === null ? null : text(row, 'characters'),
    collation: row['collation_name'] === null ? null : text(row, 'collation_name'),
    generated: Number(row['computed']) === 1 || /\b(VIRTUAL|STORED|PERSISTENT)\b/i.test(text(row, 'extra')),
    counts: /auto_increment/i.test(text(row, 'extra')),
  };
}

function partOf(row: Row): UniqueKey['parts'][number] {
  return {
    name: row['col'] === null ? null : text(row, 'col'),
    prefix: row['prefix'] === null ? null : Number(row['prefix']),
    nullable: text(row, 'nullable') === 'YES',
  };
}

function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}
