import { besideNames, type BesideNames } from '../beside/beside-names.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas, type WorkSchemas } from '../schema-names.ts';

/** Where single tables lie, live and imported. */
export interface TablePlaces extends WorkSchemas {
  /** Null: in schemas of their own. Else all of them are the live one, and what was imported has these names there. */
  readonly beside: BesideNames | null;
}

/** Of tables that are restored singly; with `in-place`, of those that `splitWork` puts beside. Pure. */
export function tablePlaces(work: Pick<DatabaseWork, 'restoreId' | 'artifact' | 'database' | 'choice' | 'method'>): TablePlaces {
  const schemas = workSchemas(work);
  if (work.method !== 'in-place') return { ...schemas, beside: null };
  // Nothing is renamed where both sides are one schema: what is replaced there goes in place.
  if (work.choice.tables?.some(({ action }) => action === 'replace') !== false) throw new RangeError('no tables beside the live ones');
  const { live } = schemas;
  return { live, aside: live, old: live, side: live, beside: besideNames(work) };
}

/** The name of an imported table where it lies. Pure. */
export function placedName({ beside }: TablePlaces, table: string): string {
  return beside?.tables.get(table) ?? table;
}
