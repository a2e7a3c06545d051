import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import { isTableBeside } from '../../sites/tables-beside.ts';
import type { ImportRequest } from './import-request.ts';
import type { Home } from './qualified-names.ts';
import type { TableNames } from './rename-tables.ts';

/** From this many bytes of rows on, a table is worth several sessions and keys that come last. */
const BIG_BYTES = 8 * 1024 * 1024;

/** What of a dump is imported. */
export interface Wanted {
  table(name: string): boolean;
  readonly structure: boolean;
  readonly rows: boolean;
  /** Views, routines, events and triggers. */
  readonly code: boolean;
  /** Everything but tables and their triggers. */
  readonly all: boolean;
}

/** Tables are told by the names they get. Of a whole dump all but those a restore had put beside the others when a server dumped itself: they belong to no site. */
export function wantedOf({ tables, content, names }: Pick<ImportRequest, 'tables' | 'content' | 'names'>): Wanted {
  const chosen = names !== undefined ? new Set(names.values()) : tables === null ? null : new Set(tables);
  return {
    table: (name) => (chosen === null ? !isTableBeside(name) : chosen.has(name)),
    structure: content !== 'data',
    rows: content !== 'structure',
    code: content !== 'data',
    all: chosen === null && content !== 'data',
  };
}

/** Tables with many bytes of rows, as the dump index counted them. */
export function bigTables({ inventory }: Pick<DatabaseArtifact, 'inventory'>, names?: TableNames): ReadonlySet<string> {
  const big = inventory.tables.filter(({ data }) => data !== null && data[1] - data[0] >= BIG_BYTES);
  return new Set(big.map(({ name }) => names?.get(name) ?? name));
}

/** The names a dump may call its own database: what the artifact says, and what it uses itself before it makes anything. */
export class DumpHome implements Home {
  private readonly known: Set<string>;
  private settled = false;

  constructor(database: string) {
    this.known = new Set([database]);
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  /** USE of the dump. False: it is another database than its own. */
  use(name: string): boolean {
    if (this.known.has(name)) return true;
    if (this.settled) return false;
    // A renamed file may carry another name than the dump; it is never used, so it can lead nowhere.
    this.known.add(name);
    this.settled = true;
    return true;
  }

  /** The dump has begun to make things: from now on there is one database. */
  settle(): void {
    this.settled = true;
  }
}
