import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlanCheck } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import type { DatabaseSession } from '../../sites/database-session.ts';
import { replacementFor } from '../import/collations.ts';
import type { ClientProgram } from '../import/import-target.ts';
import { remoteTarget } from '../import/remote-target.ts';
import { readTargetFacts, type TargetFacts } from '../import/target-facts.ts';
import { type MayCreate, readMayCreate, silentJob } from './choose-method.ts';
import type { DatabaseWork } from './database-work.ts';
import { credentialsOf, type SignInContext } from './swap/sign-in.ts';

/** What was found of a target before anything is touched. */
export interface ImportOutlook {
  readonly facts: TargetFacts;
  /** Null: none; `why` says what the server said. */
  readonly client: ClientProgram | null;
  readonly clientProblem: string;
  readonly may: MayCreate;
  /** Bytes free where the server keeps its data; null: the account may not see it. */
  readonly freeBytes: number | null;
  /** Bytes the live database takes, by the server's estimate. */
  readonly liveBytes: number;
}

/**
 * Whether the dump will go into the target, and what will be put right while it streams. Only reads. Throws `database.*`, `source.*`, `ssh.*`.
 */
export async function inspectImport(
  work: DatabaseWork,
  access: Pick<SignInContext, 'target' | 'connections' | 'secrets'>,
  signal: AbortSignal,
): Promise<readonly PlanCheck[]> {
  const context = { ...access, job: silentJob(signal) };
  const outlook = await access.connections.withShell(access.target.server.id, signal, async (shell): Promise<ImportOutlook> => {
    const credentials = await credentialsOf(shell, work, context);
    const target = remoteTarget(shell, credentials);
    const { client, clientProblem } = await findClient(() => target.client(signal));
    await using session = await target.session(null, signal);
    return {
      client,
      clientProblem,
      facts: await readTargetFacts(session),
      may: await readMayCreate(work, session),
      freeBytes: await freeBytesOf(session),
      liveBytes: await bytesOf(session, work.database),
    };
  });
  return importChecks(work, outlook);
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
  } catch {
    return null;
  }
}

async function bytesOf(session: DatabaseSession, database: string): Promise<number> {
  const [row] = await session.query(
    'SELECT SUM(DATA_LENGTH + INDEX_LENGTH) AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
    [database],
  );
  return Number(row?.['bytes'] ?? 0);
}

/** Tables with their indexes, against the SQL they come from. */
const GROWTH = 2;
/** A row that a dump writes takes more room than it does in the table. */
const SMALL_PACKET = 16_777_216;

/** Pure. */
export function importChecks(work: DatabaseWork, outlook: ImportOutlook): readonly PlanCheck[] {
  const { artifact, method } = work;
  const { facts, client, clientProblem, may } = outlook;
  const named = (label: string) => `${label}: ${work.database}`;
  const checks: PlanCheck[] = [
    client === null
      ? check('client', named('Database client on the server'), 'none', 'stop', `The import is fed to it. ${clientProblem}`.trim())
      : check('client', named('Database client on the server'), `${client.path}, ${client.version}`, 'ok', ''),
    privilegeCheck(named('Rights of the account'), method, may),
    versionCheck(named('Database server'), artifact.serverVersion, facts),
    diskCheck(named('Room for the copy beside the live data'), work, outlook),
  ];
  const { routines, triggers, events, views } = artifact.inventory;
  if (facts.codeRefused && routines.length + triggers.length > 0)
    checks.push(
      check(
        'binary-log',
        named('Functions and triggers'),
        `${routines.length + triggers.length} in the backup`,
        'stop',
        'The server writes a binary log and trusts no functions of this account. Set log_bin_trust_function_creators = 1 there.',
      ),
    );
  if (!facts.setsDefiners && routines.length + triggers.length + events.length + views.length > 0)
    checks.push(
      check(
        'definers',
        named('DEFINER accounts'),
        facts.currentUser,
        'fix-up',
        'Objects that run in the name of another account are made in the name of this one.',
      ),
    );
  if (/mariadb/i.test(artifact.serverVersion ?? ''))
    checks.push(
      check(
        'sandbox-line',
        named('First line of the dump'),
        'MariaDB',
        'fix-up',
        'A sandbox line that other clients do not know is left out, where there is one.',
      ),
    );
  if (artifact.altersDatabase === true)
    checks.push(
      check(
        'database-name',
        named('ALTER DATABASE in the dump'),
        artifact.database,
        'fix-up',
        'It is turned to the schema that is imported to.',
      ),
    );
  if (events.length > 0)
    checks.push(
      check('events', named('Events'), `${events.length}`, 'fix-up', 'They are imported switched off, and run again once they are live.'),
    );
  checks.push(collationCheck(named('Collation'), artifact.schemaDefaults?.collation ?? null, facts));
  checks.push(packetCheck(named('Largest statement'), facts));
  checks.push(
    check(
      'foreign-keys',
      named('Foreign keys'),
      'checked after the import',
      'ok',
      'They are added behind the rows, so the order of the tables does not matter.',
    ),
  );
  return checks;
}

function privilegeCheck(label: string, method: DatabaseWork['method'], { may, lacking }: MayCreate): PlanCheck {
  if (may) return check('privileges', label, 'may make a schema beside the live one', 'ok', '');
  const found = `lacks ${lacking.slice(0, 4).join(', ')}${lacking.length > 4 ? '...' : ''}`;
  if (method === 'in-place')
    return check('privileges', label, found, 'attention', 'So the backup goes into the live schema itself, after a safety copy.');
  return check(
    'privileges',
    label,
    found,
    'stop',
    'Nothing can be imported beside the live data with this account. Grant it, or restore in place.',
  );
}

function versionCheck(label: string, dumpedFrom: string | null, { serverVersion, isMariaDb, version }: TargetFacts): PlanCheck {
  if (dumpedFrom === null) return check('version', label, serverVersion, 'attention', 'The dump does not say which server it is from.');
  const wasMariaDb = /mariadb/i.test(dumpedFrom);
  const from = numberOf(dumpedFrom);
  if (wasMariaDb !== isMariaDb)
    return check(
      'version',
      label,
      serverVersion,
      'attention',
      `The dump is from ${dumpedFrom}. What the other family of servers does not know is put right where that is possible.`,
    );
  // Patches of one series read each other's dumps.
  if (Math.floor(version / 100) < Math.floor(from / 100))
    return check(
      'version',
      label,
      serverVersion,
      'attention',
      `It is older than the one of the dump, ${dumpedFrom}. The import stops at the first thing it does not know; nothing live is touched before.`,
    );
  return check('version', label, serverVersion, 'ok', '');
}

/** 101114 for 10.11.14. */
function numberOf(serverVersion: string): number {
  const [, major = 0, minor = 0, patch = 0] = (/^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(serverVersion) ?? []).map(Number);
  return major * 10_000 + minor * 100 + patch;
}

function diskCheck(label: string, { artifact, method, choice }: DatabaseWork, { freeBytes, liveBytes }: ImportOutlook): PlanCheck {
  const needed = choice.tables === null ? Math.max(artifact.uncompressedBytes * GROWTH, liveBytes) : artifact.uncompressedBytes;
  if (method === 'in-place') return check('disk', label, 'none is made', 'ok', '');
  if (freeBytes === null)
    return check(
      'disk',
      label,
      'could not be checked',
      'attention',
      `The database server does not say how much room it has. About ${formatBytes(needed)} are needed; a full disk stops the import, and what it had written is removed.`,
    );
  const found = `${formatBytes(freeBytes)} free, about ${formatBytes(needed)} needed`;
  return freeBytes > needed
    ? check('disk', label, found, 'ok', '')
    : check('disk', label, found, 'stop', 'Make room on the server, or restore single tables.');
}

function collationCheck(label: string, collation: string | null, facts: TargetFacts): PlanCheck {
  if (collation === null)
    return check('collations', label, 'as the tables say', 'ok', 'Those the server lacks are replaced by the nearest that compares alike.');
  const other = replacementFor(collation, facts);
  if (other === null) return check('collations', label, collation, facts.collations.has(collation.toLowerCase()) ? 'ok' : 'attention', '');
  return check(
    'collations',
    label,
    `${collation} becomes ${other}`,
    'fix-up',
    'The server lacks it; the other one compares alike as far as it can.',
  );
}

function packetCheck(label: string, { maxPacket }: TargetFacts): PlanCheck {
  const found = `max_allowed_packet is ${formatBytes(maxPacket)}`;
  if (maxPacket >= SMALL_PACKET) return check('packet', label, found, 'ok', '');
  return check(
    'packet',
    label,
    found,
    'attention',
    'Statements are cut to that size. A single row that is larger stops the import; nothing live is touched before.',
  );
}

function check(id: string, label: string, found: string, verdict: PlanCheck['verdict'], why: string): PlanCheck {
  return { id, label, found, verdict, why };
}
