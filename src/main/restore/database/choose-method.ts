import { readGranted } from '../../sites/privileges.ts';
import type { DatabaseSession } from '../../sites/database-session.ts';
import type { DatabaseWork } from './database-work.ts';
import { workSchemas } from './schema-names.ts';
import { withSession, type SignInContext } from './swap/sign-in.ts';

/** What RENAME TABLE across schemas needs on both sides, and what making and dropping a schema needs. */
const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'INDEX'] as const;
/** Only where the backup or the live database has such objects. */
const FOR_TRIGGERS = ['TRIGGER'] as const;
const FOR_VIEWS = ['CREATE VIEW', 'SHOW VIEW'] as const;
const FOR_ROUTINES = ['CREATE ROUTINE', 'ALTER ROUTINE'] as const;
const FOR_EVENTS = ['EVENT'] as const;

export interface MayCreate {
  readonly may: boolean;
  /** `CREATE on shop__hf_...`: what the account lacks, one each. */
  readonly lacking: readonly string[];
}

/** Whether the account may make schemas beside the live one and move tables between them, by its grants: nothing is tried. Throws `database.*`, `source.*`, `ssh.*`. */
export async function mayCreateSchemas(
  work: DatabaseWork,
  { target, connections, secrets }: Pick<SignInContext, 'target' | 'connections' | 'secrets'>,
  signal: AbortSignal,
): Promise<MayCreate> {
  return withSession(work, { target, connections, secrets, job: silentJob(signal) }, (session) => readMayCreate(work, session));
}

export async function readMayCreate(work: DatabaseWork, session: DatabaseSession): Promise<MayCreate> {
  const { live, aside, old, side } = workSchemas(work);
  const asked = neededFor(work);
  const lacking: string[] = [];
  for (const schema of [live, aside, old, side]) {
    const granted = await readGranted(session, asked, schema);
    // The same pattern gives all three; one line says it.
    for (const privilege of asked) if (!granted.has(privilege)) lacking.push(`${privilege} on ${schema}`);
  }
  return { may: lacking.length === 0, lacking };
}

/** The privileges a switch of this backup needs. Pure. */
export function neededFor({ artifact, choice }: Pick<DatabaseWork, 'artifact' | 'choice'>) {
  const { triggers, views, routines, events } = artifact.inventory;
  const isWhole = choice.tables === null;
  return [
    ...NEEDED,
    ...(triggers.length > 0 ? FOR_TRIGGERS : []),
    ...(isWhole && views.length > 0 ? FOR_VIEWS : []),
    ...(isWhole && routines.length > 0 ? FOR_ROUTINES : []),
    ...(isWhole && events.length > 0 ? FOR_EVENTS : []),
  ];
}

/** Before there is a job: nothing is shown, and the signal ends it. */
export function silentJob(signal: AbortSignal): SignInContext['job'] {
  return { jobId: '', signal, step: () => {}, advance: () => {}, log: () => {} };
}
