import type { SideRows } from '../../../../shared/model/restore.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { withSession } from '../swap/sign-in.ts';
import { mayGoIn } from './may-go-in.ts';
import { orderTables } from './order-tables.ts';
import { dropIdentical, makePlacedList, placeRows, type PlaceOrder } from './place-rows.ts';
import { rowHomes } from './row-homes.ts';
import { beginPlacing } from './rows-session.ts';
import { sideRowsOf } from './side-rows.ts';
import { quotedTable, readShapes, type SchemaShape, type TableShape } from './table-shapes.ts';

/** Words of the server that are shown for one table. */
const MOST_WORDS = 3;

/**
 * Puts rows that lie aside into their live tables, parents before children, where their keys are free; all others stay aside, and are said. Triggers of the
 * live tables fire, as if the site had written the rows; foreign keys, checks and types are held. One row for each of `tables`: put back when nothing of it
 * lies aside any more. May be called again. Throws `restore.side-rows-gone`, `restore.target-differs`, `database.*`, `source.*`, `ssh.*`.
 */
export async function putBackRows(work: DatabaseWork, context: StepContext, tables: readonly string[]): Promise<readonly SideRows[]> {
  const { current, side } = rowHomes(work);
  await context.confirmTarget();
  return withSession(work, context, async (session) => {
    const sides = await readShapes(session, side);
    const into = await readShapes(session, current);
    const gone = tables.filter((name) => !sides.tables.has(sides.folded(name)));
    if (gone.length > 0) throw new AppError('restore.side-rows-gone', { detail: `${work.database}: ${gone.join(', ')}` });
    // DELETE with another name for its table needs a schema to be in, whichever it is.
    await session.query(`USE ${quoteName(side)}`);
    await beginPlacing(session);
    await makePlacedList(session, side);
    const wanted = new Set(tables.map(sides.folded));
    const orders = new Map<string, PlacingTable>();
    for (const name of wanted) {
      const own = sides.tables.get(name);
      const there = into.tables.get(name);
      if (own === undefined) continue;
      if (there === undefined) context.say(`${own.name}: the live database has no such table any more; its rows stay aside.`);
      else orders.set(name, placingOf(own, there, into, context));
    }
    for (const group of orderTables([...orders.keys()], dependencesOf(orders, into))) {
      await placeGroup(
        session,
        group.flatMap((name) => orders.get(name) ?? []),
        context,
      );
    }
    const rows = (await sideRowsOf(work, session)).filter(({ table }) => wanted.has(sides.folded(table)));
    for (const placing of orders.values()) await sayPlaced(session, placing, context);
    return rows;
  });
}

interface PlacingTable {
  readonly order: PlaceOrder;
  readonly refused: Set<string>;
  placed: number;
}

function placingOf(side: TableShape, current: TableShape, schema: SchemaShape, { job }: StepContext): PlacingTable {
  const refused = new Set<string>();
  const onRefused = (why: string) => void (refused.size < MOST_WORDS && refused.add(why));
  return { order: { side, current, schema, signal: job.signal, onRefused }, refused, placed: 0 };
}

function dependencesOf(orders: ReadonlyMap<string, PlacingTable>, schema: SchemaShape) {
  return [...orders].flatMap(([table, { order }]) =>
    order.current.foreignKeys
      .filter(({ parentSchema }) => schema.folded(parentSchema) === schema.folded(schema.schema))
      .map(({ parent }) => ({ table, parent: schema.folded(parent) })),
  );
}

/** Tables that need each other, and rows that need rows of their own table, are gone through until nothing more fits. */
async function placeGroup(session: DatabaseSession, group: readonly PlacingTable[], { job }: StepContext): Promise<void> {
  for (const { order } of group) await dropIdentical(session, order);
  for (let before = -1, placed = 0; placed > before;) {
    before = placed;
    for (const table of group) {
      job.step(`Putting rows back into ${table.order.current.name}`);
      const some = await placeRows(session, table.order);
      table.placed += some;
      placed += some;
    }
  }
}

async function sayPlaced(session: DatabaseSession, { order, placed, refused }: PlacingTable, context: StepContext): Promise<void> {
  const { side, current, schema } = order;
  const { isFree, hasParents } = mayGoIn(side, current, schema);
  const [row] = await session.query(
    `SELECT COUNT(*) AS n, COALESCE(SUM(NOT (${isFree})), 0) AS taken, COALESCE(SUM((${isFree}) AND NOT (${hasParents})), 0) AS alone FROM ${quotedTable(side)} AS s`,
  );
  const left = Number(row?.['n'] ?? 0);
  const reasons: string[] = [];
  const taken = Number(row?.['taken'] ?? 0);
  const alone = Number(row?.['alone'] ?? 0);
  if (taken > 0) reasons.push(`of ${taken.toLocaleString('en-US')} a key is taken`);
  if (alone > 0) reasons.push(`${alone.toLocaleString('en-US')} need rows of other tables that are not there`);
  if (left > taken + alone) reasons.push(`${(left - taken - alone).toLocaleString('en-US')} were refused: ${[...refused].join(' ')}`);
  context.say(
    `${current.name}: ${placed.toLocaleString('en-US')} put back${left === 0 ? '' : `, ${left.toLocaleString('en-US')} stay aside (${reasons.join('; ')})`}.`,
  );
  const lost = side.columns.filter(({ name, generated }) => !generated && !name.startsWith('__hf_') && !hasColumn(current, name));
  if (placed > 0 && lost.length > 0)
    context.say(
      `${current.name} has no column ${lost.map(({ name }) => name).join(', ')} any more; its values are with the old data alone.`,
    );
}

function hasColumn({ columns }: TableShape, wanted: string): boolean {
  return columns.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
}
