import { AppError } from '../../../errors/app-error.ts';
import type { RemoteShell } from '../../../servers/ssh/remote-shell.ts';
import { frameworkOf } from '../../../sites/detect-sites.ts';
import { openDatabaseSession, type DatabaseSession } from '../../../sites/database-session.ts';
import { lookAtSite } from '../../../sites/look-at-site.ts';
import { readGranted } from '../../../sites/privileges.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { convergeCode } from './converge-code.ts';
import { editEnv } from './edit-env.ts';
import { forgetEnv, readEnv, writeEnv, type EnvPlace } from './env-file.ts';
import { readSchema } from './read-schema.ts';
import { credentialsOf } from './sign-in.ts';
import { enabledInImport } from './switch-memo.ts';

const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/** A rename that has begun is over in a moment; stopped half way nothing would be won. */
const NEVER = new AbortController().signal;

/**
 * Points the settings file of the site to the imported schema, and lets its events run. May be called again. Throws `restore.env-unclear`, `restore.env-no-rights`,
 * `restore.env-changed`, `restore.env-not-written`, `restore.swap-code-failed`, `source.*`, `database.*`, `ssh.*`.
 */
export async function pointToAside(work: DatabaseWork, context: StepContext): Promise<string | void> {
  const { connections, target, job } = context;
  const { live, aside } = workSchemas(work);
  const place = placeOf(work, context);
  const enabled = enabledInImport(context.memoOf(`import:${live}`));
  await connections.withShell(target.server.id, job.signal, async (shell) => {
    await withSchema(shell, work, context, aside, async (session) => {
      const granted = await readGranted(session, NEEDED, aside);
      const lacks = NEEDED.filter((one) => !granted.has(one));
      if (lacks.length > 0)
        throw new AppError('restore.env-no-rights', { detail: `The user of the site lacks ${lacks.join(', ')} on ${aside}.` });
    });
    // Only that it was begun: what the file says tells the rest.
    context.keepMemo({ begun: true });
    await point(shell, place, live, aside, context);
    await withSchema(shell, work, context, aside, (session) => letRun(session, aside, new Set(enabled ?? [])));
  });
  context.say(`${place.envFile}: ${live} -> ${aside}`);
  if (enabled === null) return 'Which events are to run is not known: those of the restored database are disabled.';
}

/** Points the settings file back to the database from before. May be called again. Throws as `pointToAside`. */
export async function pointBack(work: DatabaseWork, context: StepContext): Promise<void> {
  if (context.memo() === undefined) return;
  const { connections, target, job } = context;
  const { live, aside } = workSchemas(work);
  const place = placeOf(work, context);
  await connections.withShell(target.server.id, job.signal, async (shell) => {
    await point(shell, place, aside, live, context);
    await forgetEnv(shell, place, job.signal);
    await withSchema(shell, work, context, aside, (session) => letRun(session, aside, new Set()));
  });
  context.say(`${place.envFile}: ${aside} -> ${live}`);
}

async function point(shell: RemoteShell, place: EnvPlace, from: string, to: string, context: StepContext): Promise<void> {
  const { target, job } = context;
  const look = await lookAtSite(shell, place.root, place.envFile, job.signal);
  const { profile } = target.site;
  const bytes = await readEnv(shell, place, job.signal);
  const edit = editEnv(bytes, { profile, framework: frameworkOf(look, profile) }, from, to);
  switch (edit.state) {
    case 'there':
      return;
    case 'unclear':
      throw new AppError('restore.env-unclear', { detail: `${place.envFile} in ${place.root}: ${edit.why}` });
    case 'changed':
      await context.confirmTarget();
      job.signal.throwIfAborted();
      await writeEnv(shell, place, bytes, edit.bytes, NEVER);
  }
}

/** The settings file of a work. Throws `restore.env-unclear` where the source is not told by one. */
export function placeOf(work: DatabaseWork, { target }: Pick<StepContext, 'target'>): EnvPlace {
  const { access } = work.source;
  if (access.from !== 'site-env')
    throw new AppError('restore.env-unclear', {
      detail: `How to sign in to ${work.database} was typed in; no settings file is known for it.`,
    });
  return { root: target.site.root, envFile: access.envFile, mark: workSchemas(work).aside.slice(-12) };
}

/** Signed in as the site will be. */
async function withSchema(
  shell: RemoteShell,
  work: DatabaseWork,
  context: StepContext,
  schema: string,
  look: (session: DatabaseSession) => Promise<void>,
): Promise<void> {
  const credentials = await credentialsOf(shell, work, context);
  await using session = await openDatabaseSession(shell, { ...credentials, database: schema }, context.job.signal);
  await look(session);
}

/** These events of a schema run, and no other. */
async function letRun(session: DatabaseSession, schema: string, enabled: ReadonlySet<string>): Promise<void> {
  const { code } = await readSchema(session, schema);
  if (!code.some(({ kind }) => kind === 'event')) return;
  const wanted = code.map((object) => (object.kind === 'event' ? { ...object, enabled: enabled.has(object.name) } : object));
  await convergeCode(session, schema, code, wanted);
}
