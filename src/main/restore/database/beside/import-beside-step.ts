import * as z from 'zod';
import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { RestoreStep, StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { importCopies } from '../import-copies.ts';
import { withDatabase } from '../open-work.ts';
import { workSchemas } from '../schema-names.ts';
import { readTables } from '../swap/read-schema.ts';
import { besideNames, type BesideNames } from './beside-names.ts';

/** Tables this restore is going to make: kept before the first is made, and nothing else is ever dropped. */
const ClaimMemo = z.object({ claimed: z.array(z.string()) });

/**
 * Imports the chosen tables of the dump into the live schema, under names of their own, where the account may not make a schema. Run again, or after a line that was
 * lost, it begins anew.
 */
export function importBesideStep(work: DatabaseWork): RestoreStep {
  const { live } = workSchemas(work);
  const names = besideNames(work);
  const tables = [...names.tables.keys()];
  const beside = [...names.tables.values()];
  const are = beside.length === 1 ? 'is' : 'are';
  return {
    plan: {
      id: `import:${live}`,
      kind: 'import',
      title: `Import ${tables.join(', ')} beside the live tables`,
      commands: [
        `the database client ${live} < ${work.artifact.file}   (these tables alone, as ${beside.join(', ')}; without triggers and foreign keys)`,
      ],
      changes: `${beside.join(', ')} ${beside.length === 1 ? 'appears' : 'appear'} in ${live}. No live table changes, and backups leave them out.`,
      undo: `${beside.join(', ')} ${are} dropped.`,
      touchesLive: false,
      estimatedMs: null,
    },
    run: (context) => importBeside(work, names, context),
    undo: (context) => dropBeside(work, names, context),
  };
}

async function importBeside(work: DatabaseWork, names: BesideNames, context: StepContext): Promise<string | void> {
  const { live } = workSchemas(work);
  const { content } = work.choice;
  await context.confirmTarget();
  if (claimedBy(context.memo()) === null) {
    await withDatabase(work, context, ({ session }) => refuseTaken(session, live, names));
    context.keepMemo({ claimed: [...names.tables.values()] });
  }
  const { faults } = await importCopies(work, context, {
    dump: work,
    schema: live,
    tables: [...names.tables.keys()],
    names: names.tables,
    content,
    clear: async (session) => void (await dropTables(session, live, names, context.memo())),
  });
  return faults.length === 0 ? undefined : `Not every copy could be read. ${faults.join(' ')}`;
}

/** Before anything is made, every table of such a name is somebody else's. */
async function refuseTaken(session: DatabaseSession, live: string, names: BesideNames): Promise<void> {
  const there = await readTables(session, live);
  const taken = [...names.tables.values()].filter((name) => there.has(name));
  if (taken.length > 0)
    throw new AppError('restore.tables-not-possible', {
      detail: taken.map((name) => `${name}: a table of that name is there already, which this restore did not make.`).join('\n'),
    });
}

async function dropBeside(work: DatabaseWork, names: BesideNames, context: StepContext): Promise<void> {
  const { live } = workSchemas(work);
  const claimed = claimedBy(context.memo());
  if (claimed === null) return;
  const dropped = await withDatabase(work, context, ({ session }) => dropTables(session, live, names, context.memo()));
  if (dropped.length > 0) context.say(`DROP TABLE ${dropped.map(quoteName).join(', ')}`);
  const gone = claimed.filter((name) => !dropped.includes(name));
  if (gone.length > 0) context.say(`${gone.join(', ')} ${gone.length === 1 ? 'was' : 'were'} not there any more.`);
}

/** Drops what was claimed and bears the mark of this restore: both, or it is left alone. Throws `database.*`. */
export async function dropTables(session: DatabaseSession, live: string, names: BesideNames, memo: unknown): Promise<readonly string[]> {
  const there = await readTables(session, live);
  const own = (claimedBy(memo) ?? []).filter((name) => names.owns(name) && there.has(name));
  for (const name of own) await session.query(`DROP TABLE IF EXISTS ${quoteName(live)}.${quoteName(name)}`);
  return own;
}

/** Null: nothing was begun. */
function claimedBy(memo: unknown): readonly string[] | null {
  const parsed = ClaimMemo.safeParse(memo);
  return parsed.success ? parsed.data.claimed : null;
}
