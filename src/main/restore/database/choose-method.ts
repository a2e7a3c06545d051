import type { DatabaseSession } from '../../sites/database-session.ts';
import { readGranted } from '../../sites/privileges.ts';
import { readTargetFacts, type TargetFacts } from '../import/target-facts.ts';
import type { DatabaseWork } from './database-work.ts';
import { workSchemas } from './schema-names.ts';
import { readTriggers } from './swap/read-schema.ts';
import type { CodeObject } from './swap/schema-content.ts';
import { withSession, type SignInContext } from './swap/sign-in.ts';

/**
 * What RENAME TABLE across schemas needs on both sides, and what making and dropping a schema needs. TRIGGER also where there seems to be none: without it triggers are
 * not shown, and a table that has one cannot be renamed.
 */
const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'INDEX', 'TRIGGER'] as const;
/** Only where the backup or the live database has such objects. Tables with triggers change places behind a lock. */
const FOR_TRIGGERS = ['LOCK TABLES'] as const;
const FOR_VIEWS = ['CREATE VIEW', 'SHOW VIEW'] as const;
const FOR_ROUTINES = ['CREATE ROUTINE', 'ALTER ROUTINE'] as const;
const FOR_EVENTS = ['EVENT'] as const;

export interface MayCreate {
  readonly may: boolean;
  /** `CREATE on shop__hf_...`: what the account lacks, one each. */
  readonly lacking: readonly string[];
}

/** A trigger of the live database: a switch makes it again, and so does the undo of it. */
export type LiveTrigger = Pick<CodeObject, 'name' | 'table' | 'definer'>;

/** Whether the account may make schemas beside the live one and move tables between them, by its grants: nothing is tried. Throws `database.*`, `source.*`, `ssh.*`. */
export async function mayCreateSchemas(
  work: DatabaseWork,
  { target, connections, secrets }: Pick<SignInContext, 'target' | 'connections' | 'secrets'>,
  signal: AbortSignal,
): Promise<MayCreate> {
  return withSession(work, { target, connections, secrets, job: silentJob(signal) }, async (session) =>
    readMayCreate(work, session, await readTargetFacts(session), await readTriggers(session, work.database)),
  );
}

export async function readMayCreate(
  work: DatabaseWork,
  session: DatabaseSession,
  facts: Pick<TargetFacts, 'currentUser' | 'setsDefiners'>,
  triggers: readonly LiveTrigger[],
): Promise<MayCreate> {
  const { live, aside, old, side } = workSchemas(work);
  const asked = neededFor(work, triggers.length > 0);
  const lacking: string[] = [];
  for (const schema of [live, aside, old, side]) {
    const granted = await readGranted(session, asked, schema);
    for (const privilege of asked) if (!granted.has(privilege)) lacking.push(`${privilege} on ${schema}`);
  }
  lacking.push(...foreignTriggers(triggers.filter(isMadeAgain(work)), facts));
  return { may: lacking.length === 0, lacking };
}

/** Triggers that this account could not make again in the name they have. Pure. */
export function foreignTriggers(
  triggers: readonly LiveTrigger[],
  { currentUser, setsDefiners }: Pick<TargetFacts, 'currentUser' | 'setsDefiners'>,
): readonly string[] {
  if (setsDefiners) return [];
  return triggers
    .filter(({ definer }) => definer !== currentUser)
    .map(({ name, definer }) => `SET USER for the trigger ${name}, which belongs to ${definer}`);
}

/** The privileges a switch of this backup needs. Pure. */
export function neededFor(work: Pick<DatabaseWork, 'artifact' | 'choice' | 'method'>, hasLiveTriggers: boolean) {
  const { triggers, views, routines, events } = work.artifact.inventory;
  const isWhole = work.choice.tables === null;
  return [
    ...NEEDED,
    ...(movesTriggers(work) && (hasLiveTriggers || triggers.length > 0) ? FOR_TRIGGERS : []),
    ...(isWhole && views.length > 0 ? FOR_VIEWS : []),
    ...(isWhole && routines.length > 0 ? FOR_ROUTINES : []),
    ...(isWhole && events.length > 0 ? FOR_EVENTS : []),
  ];
}

/** Whether all tables of the live database change places, those with triggers too. */
function movesTriggers({ choice, method }: Pick<DatabaseWork, 'choice' | 'method'>): boolean {
  return choice.tables === null && method !== 'switch-env';
}

/** Whether a trigger of the live database is dropped on the way, and made again: none runs for rows that are only put back. Pure. */
export function isMadeAgain({ choice, method }: Pick<DatabaseWork, 'choice' | 'method'>): (trigger: LiveTrigger) => boolean {
  if (choice.tables === null) return () => method !== 'switch-env';
  // What waits for a decision is asked again when there is one.
  const changes = choice.tables.filter(({ action }) => action === 'replace' || action === 'merge');
  const changed = new Set(changes.map(({ name }) => name.toLowerCase()));
  return ({ table }) => table !== null && changed.has(table.toLowerCase());
}

/** Before there is a job: nothing is shown, and the signal ends it. */
export function silentJob(signal: AbortSignal): SignInContext['job'] {
  return { jobId: '', signal, step: () => {}, advance: () => {}, log: () => {} };
}
