import type { PlanCheck } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import { databaseRoom } from '../../remote/import-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { DatabaseCredentials } from '../../sites/credentials.ts';
import type { DatabaseSession } from '../../sites/database-session.ts';
import type { ClientProgram } from '../import/import-target.ts';
import { remoteTarget } from '../import/remote-target.ts';
import { readTargetFacts } from '../import/target-facts.ts';
import { readMayCreate, silentJob } from './choose-method.ts';
import type { DatabaseWork } from './database-work.ts';
import { importChecks, type ImportOutlook, switchChecks } from './import-checks.ts';
import { previewDump } from './preview-dump.ts';
import { workSchemas } from './schema-names.ts';
import { readRoutineRights } from './swap/routine-rights.ts';
import { readTriggers } from './swap/read-schema.ts';
import { credentialsOf, type SignInContext, withSession } from './swap/sign-in.ts';

/**
 * Whether the dump will go into the target, and what will be put right while it streams. Only reads: the server, and the beginning of the dump. Throws `database.*`,
 * `source.*`, `ssh.*`.
 */
export async function inspectImport(
  work: DatabaseWork,
  access: Pick<SignInContext, 'target' | 'connections' | 'secrets'>,
  signal: AbortSignal,
): Promise<readonly PlanCheck[]> {
  const context = { ...access, job: silentJob(signal) };
  const found = await access.connections.withShell(access.target.server.id, signal, async (shell) => {
    const credentials = await credentialsOf(shell, work, context);
    const target = remoteTarget(shell, credentials);
    const client = await findClient(() => target.client(signal));
    await using session = await target.session(null, signal);
    const facts = await readTargetFacts(session);
    const triggers = await readTriggers(session, work.database);
    return {
      ...client,
      facts,
      triggers,
      may: await readMayCreate(work, session, facts, triggers),
      freeBytes: (await freeBytesOf(session)) ?? (await freeBytesBeside(shell, credentials, session, signal)),
      liveBytes: await bytesOf(session, work.database),
      rights: await readRoutineRights(session, work.database),
    };
  });
  const { live, aside } = workSchemas(work);
  const preview = await previewDump(work, found.facts, work.method === 'in-place' ? live : aside, signal);
  return importChecks(work, { ...found, preview });
}

/** Whether the account may bring back what lies beside the live data already, as it is chosen. Only reads. Throws as `inspectImport`. */
export async function inspectSwitch(
  work: DatabaseWork,
  access: Pick<SignInContext, 'target' | 'connections' | 'secrets'>,
  signal: AbortSignal,
): Promise<readonly PlanCheck[]> {
  return withSession(work, { ...access, job: silentJob(signal) }, async (session) => {
    const facts = await readTargetFacts(session);
    const triggers = await readTriggers(session, work.database);
    return switchChecks(work, { facts, triggers, may: await readMayCreate(work, session, facts, triggers) });
  });
}

async function findClient(look: () => Promise<ClientProgram>): Promise<Pick<ImportOutlook, 'client' | 'clientProblem'>> {
  try {
    return { client: await look(), clientProblem: '' };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'import.no-client') throw error;
    return { client: null, clientProblem: error.detail };
  }
}

/** MariaDB tells the disks of its server where the plugin DISKS is installed; others say nothing. */
async function freeBytesOf(session: DatabaseSession): Promise<number | null> {
  try {
    const [row] = await session.query(
      "SELECT Available * 1024 AS free FROM information_schema.DISKS WHERE @@datadir LIKE CONCAT(Path, '%') ORDER BY LENGTH(Path) DESC LIMIT 1",
    );
    return row === undefined ? null : Number(row['free']);
  } catch (error) {
    if (error instanceof AppError && error.code === 'database.refused') return null;
    throw error;
  }
}

const OF_THIS_MACHINE = new Set(['localhost', '127.0.0.1', '::1']);

/** As the machine of the site sees it, where the database runs on the same. */
async function freeBytesBeside(
  shell: RemoteShell,
  { address }: DatabaseCredentials,
  session: DatabaseSession,
  signal: AbortSignal,
): Promise<number | null> {
  if (address.socket === null && !OF_THIS_MACHINE.has(address.host)) return null;
  const [row] = await session.query('SELECT @@datadir AS folder, @@hostname AS host');
  const { stdout } = await shell.run({ program: databaseRoom, args: [String(row?.['folder']), String(row?.['host'])], signal });
  const free = /^free (\d+)$/m.exec(stdout.toString('utf8'))?.[1];
  return free === undefined ? null : Number(free) * 1024;
}

async function bytesOf(session: DatabaseSession, database: string): Promise<number> {
  const [row] = await session.query(
    'SELECT SUM(DATA_LENGTH + INDEX_LENGTH) AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
    [database],
  );
  return Number(row?.['bytes'] ?? 0);
}
