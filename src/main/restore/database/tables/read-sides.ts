import type { DatabaseSession } from '../../../sites/database-session.ts';
import { readShapes, type SchemaShape } from '../rows/table-shapes.ts';
import type { TablePlaces } from './table-places.ts';

export type Sides = Readonly<Record<'live' | 'aside', SchemaShape>>;

/** The imported tables under the names they have in the backup, wherever they lie. */
export async function readSides(session: DatabaseSession, { live, aside, beside }: TablePlaces): Promise<Sides> {
  const now = await readShapes(session, live);
  if (beside === null) return { live: now, aside: await readShapes(session, aside) };
  const tables = [...beside.tables].flatMap(([table, name]) => {
    const shape = now.tables.get(now.folded(name));
    return shape === undefined ? [] : [[now.folded(table), shape] as const];
  });
  return { live: now, aside: { ...now, tables: new Map(tables) } };
}
