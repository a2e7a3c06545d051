import type { ByteRange, DatabaseInventory, TableInventory } from '../../shared/model/artifact.ts';

interface Table {
  rows: number;
  definition: ByteRange | null;
  data: ByteRange | null;
  /** A data section for it was seen, if only an empty one. */
  section: boolean;
}

interface Schema {
  readonly tables: Map<string, Table>;
  readonly views: Set<string>;
  readonly routines: Set<string>;
  readonly triggers: Set<string>;
  readonly events: Set<string>;
}

/** A name as a statement gives it; `schema` null where the statement leaves it to USE. */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

export type NamedKind = 'views' | 'routines' | 'triggers' | 'events';

/** What an import of the statements read so far would leave behind. */
export class DumpContents {
  private readonly schemas = new Map<string, Schema>();
  private current = '';

  use(schema: string): void {
    this.current = schema;
  }

  dropSchema(schema: string): void {
    this.schemas.delete(schema);
  }

  createTable(of: QualifiedName, definition: ByteRange): void {
    this.tableOf(of).definition = definition;
  }

  insert(of: QualifiedName, rows: number, start: number, end: number): void {
    const table = this.tableOf(of);
    table.rows += rows;
    table.data = [table.data === null ? start : table.data[0], end];
  }

  /** A data section of the table begins; it may turn out to hold no row. */
  section(of: QualifiedName): void {
    this.tableOf(of).section = true;
  }

  dropTable(of: QualifiedName): void {
    this.schemaOf(of).tables.delete(of.name);
  }

  add(kind: NamedKind, of: QualifiedName): void {
    const schema = this.schemaOf(of);
    schema[kind].add(of.name);
    // Old mysqldump lets an empty table stand in for a view until the tables it reads are there.
    if (kind === 'views' && schema.tables.get(of.name)?.data === null) schema.tables.delete(of.name);
  }

  drop(kind: NamedKind, of: QualifiedName): void {
    this.schemaOf(of)[kind].delete(of.name);
  }

  /** Names carry their schema (`schema.name`) only when the dump fills more than one. */
  inventory(): DatabaseInventory {
    const filled = [...this.schemas].filter(([, schema]) => !isEmpty(schema));
    const qualifies = filled.length > 1;
    const named = (kind: NamedKind) =>
      filled.flatMap(([name, schema]) => [...schema[kind]].map((one) => label(qualifies, name, one))).toSorted();
    const sectioned = filled.some(([, schema]) => some(schema.tables, (table) => table.section));
    const filledWithRows = filled.some(([, schema]) => some(schema.tables, (table) => table.data !== null));
    const tables = filled.flatMap(([name, schema]) =>
      [...schema.tables].map(([one, table]): TableInventory => {
        // Without sections (--compact) only rows tell whether the dump holds data at all.
        const holdsData = table.data !== null || table.section || (!sectioned && filledWithRows);
        return { name: label(qualifies, name, one), rows: holdsData ? table.rows : null, definition: table.definition, data: table.data };
      }),
    );
    return {
      tables: tables.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
      views: named('views'),
      routines: named('routines'),
      triggers: named('triggers'),
      events: named('events'),
    };
  }

  private tableOf(of: QualifiedName): Table {
    const { tables } = this.schemaOf(of);
    let table = tables.get(of.name);
    if (table === undefined) {
      table = { rows: 0, definition: null, data: null, section: false };
      tables.set(of.name, table);
    }
    return table;
  }

  private schemaOf(of: QualifiedName): Schema {
    const name = of.schema ?? this.current;
    let schema = this.schemas.get(name);
    if (schema === undefined) {
      schema = { tables: new Map(), views: new Set(), routines: new Set(), triggers: new Set(), events: new Set() };
      this.schemas.set(name, schema);
    }
    return schema;
  }
}

function isEmpty(schema: Schema): boolean {
  return schema.tables.size + schema.views.size + schema.routines.size + schema.triggers.size + schema.events.size === 0;
}

function some(tables: ReadonlyMap<string, Table>, test: (table: Table) => boolean): boolean {
  for (const table of tables.values()) if (test(table)) return true;
  return false;
}

function label(qualifies: boolean, schema: string, name: string): string {
  return qualifies && schema !== '' ? `${schema}.${name}` : name;
}
