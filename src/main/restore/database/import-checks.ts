import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlanCheck } from '../../../shared/model/restore.ts';
import { replacementFor } from '../import/collations.ts';
import type { ClientProgram } from '../import/import-target.ts';
import { splitWork } from './beside/split-work.ts';
import { workSchemas } from './schema-names.ts';
import type { TargetFacts } from '../import/target-facts.ts';
import { isMadeAgain, type LiveTrigger, type MayCreate } from './choose-method.ts';
import type { DatabaseWork } from './database-work.ts';
import { rightsChecks } from './rights-checks.ts';
import type { RoutineRight } from './swap/routine-rights.ts';
import { check, fixUpChecks } from './fix-up-checks.ts';
import type { previewDump } from './preview-dump.ts';

/** What was found of a target before anything is touched. */
export interface ImportOutlook {
  readonly facts: TargetFacts;
  /** Null: none; `clientProblem` says what the server said. */
  readonly client: ClientProgram | null;
  readonly clientProblem: string;
  readonly may: MayCreate;
  /** Of the live database. */
  readonly triggers: readonly LiveTrigger[];
  /** Of accounts on single routines of the live database; null: this one may not read them. */
  readonly rights: readonly RoutineRight[] | null;
  /** Bytes free where the server keeps its data; null: nobody tells. */
  readonly freeBytes: number | null;
  /** Bytes the live database takes, by the server's estimate. */
  readonly liveBytes: number;
  readonly preview: Awaited<ReturnType<typeof previewDump>>;
}

/** Tables with their indexes, against the SQL they come from. */
const GROWTH = 2;
/** What MariaDB accepts where nobody set anything; dump programs write statements of a megabyte. */
const SMALL_PACKET = 16_777_216;

/** Whether what was imported already may change places with what is live. Pure. */
export function switchChecks(
  work: DatabaseWork,
  { facts, may, triggers }: Pick<ImportOutlook, 'facts' | 'may' | 'triggers'>,
): readonly PlanCheck[] {
  return [
    privilegeCheck(`Rights of the account: ${work.database}`, work, may),
    ...binaryLogChecks(`Functions and triggers: ${work.database}`, work, facts, triggers),
  ];
}

/** Whether the import will go through, and what will be put right on its way. Pure. */
export function importChecks(work: DatabaseWork, outlook: ImportOutlook): readonly PlanCheck[] {
  const { artifact } = work;
  const { facts, client, clientProblem, may, preview, triggers } = outlook;
  const named = (label: string) => `${label}: ${work.database}`;
  return [
    client === null
      ? check('client', named('Database client on the server'), 'none', 'stop', `The import is fed to it. ${clientProblem}`.trim())
      : check('client', named('Database client on the server'), `${client.path}, ${client.version}`, 'ok', ''),
    privilegeCheck(named('Rights of the account'), work, may),
    ...otherDatabaseChecks(named('Database of the dump'), work),
    versionCheck(named('Database server'), artifact.serverVersion, facts),
    diskCheck(named('Room for the copy beside the live data'), work, outlook),
    dumpCheck(named('Beginning of the dump'), preview),
    ...binaryLogChecks(named('Functions and triggers'), work, facts, triggers),
    ...rightsChecks(named('Rights of accounts on procedures and functions'), work, outlook),
    ...fixUpChecks(work, facts, preview, named),
    collationCheck(named('Collation'), artifact.schemaDefaults?.collation ?? null, facts),
    packetCheck(named('Largest statement'), work, facts),
    check(
      'foreign-keys',
      named('Foreign keys'),
      'not checked while rows go in',
      'ok',
      'So the order of the tables does not matter. The rows are the ones the backup holds, counted afterwards.',
    ),
  ];
}

function privilegeCheck(label: string, work: DatabaseWork, { may, lacking }: MayCreate): PlanCheck {
  if (may) return check('privileges', label, 'may make a schema beside the live one', 'ok', '');
  const found = `lacks ${lacking.slice(0, 4).join(', ')}${lacking.length > 4 ? '...' : ''}`;
  if (work.method === 'in-place') {
    const { over, beside } = splitWork(work);
    if (beside === null)
      return check('privileges', label, found, 'attention', 'So the backup goes into the live schema itself, after a safety copy.');
    const { aside, old, side } = workSchemas(work);
    const needed = lacking.filter((each) => ![aside, old, side].some((schema) => each.endsWith(` on ${schema}`)));
    if (needed.length > 0)
      return check(
        'privileges',
        label,
        `lacks ${needed.join(', ')}`,
        'stop',
        'Tables cannot lie beside the live ones without it. Grant it.',
      );
    const why = 'So the tables are put beside the live ones in the same schema, under names of their own.';
    return check(
      'privileges',
      label,
      found,
      'attention',
      over === null ? why : `${why} Those that are replaced go in place, after a safety copy.`,
    );
  }
  return check(
    'privileges',
    label,
    found,
    'stop',
    'The backup cannot go beside the live data and change places with it. Grant it, or restore in place.',
  );
}

/** What the server dumped itself is told by its name alone, and a dump of another database can be in the same zip. */
function otherDatabaseChecks(label: string, { artifact, source, database }: DatabaseWork): readonly PlanCheck[] {
  if (artifact.sourceId === source.id || artifact.database === database) return [];
  const why = `The dump says it is of ${artifact.database}; it goes into ${database}, the database of this site. Go on only if it belongs there.`;
  return [check('other-database', label, artifact.database, 'attention', why)];
}

function versionCheck(label: string, dumpedFrom: string | null, { serverVersion, isMariaDb, version }: TargetFacts): PlanCheck {
  if (dumpedFrom === null) return check('version', label, serverVersion, 'attention', 'The dump does not say which server it is from.');
  if (/mariadb/i.test(dumpedFrom) !== isMariaDb)
    return check(
      'version',
      label,
      serverVersion,
      'attention',
      `The dump is from ${dumpedFrom}. What the other family of servers does not know is put right where that is possible.`,
    );
  // Patches of one series read each other's dumps.
  if (Math.floor(version / 100) < Math.floor(numberOf(dumpedFrom) / 100))
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

function diskCheck(label: string, work: DatabaseWork, { freeBytes, liveBytes }: ImportOutlook): PlanCheck {
  const copied = work.method === 'in-place' ? splitWork(work).beside : work;
  if (copied === null) return check('disk', label, 'none is made', 'ok', '');
  const needed = roomFor(copied, liveBytes);
  if (freeBytes === null)
    return check(
      'disk',
      label,
      'could not be checked',
      'attention',
      `Nobody tells this account how much room the database server has. About ${formatBytes(needed)} are needed; a full disk stops the import, and what it had written is removed.`,
    );
  const found = `${formatBytes(freeBytes)} free, about ${formatBytes(needed)} needed`;
  return freeBytes > needed
    ? check('disk', label, found, 'ok', '')
    : check('disk', label, found, 'stop', 'Make room on the server, or restore single tables.');
}

function roomFor({ artifact, choice }: DatabaseWork, liveBytes: number): number {
  if (choice.tables === null) return Math.max(artifact.uncompressedBytes * GROWTH, liveBytes);
  const chosen = new Set(choice.tables.map(({ name }) => name));
  return bytesOfTables(artifact.inventory.tables.filter(({ name }) => chosen.has(name))) * GROWTH;
}

type Tables = DatabaseWork['artifact']['inventory']['tables'];

function bytesOfTables(tables: Tables): number {
  return tables.reduce((sum, table) => sum + bytesOfRows(table), 0);
}

function bytesOfRows({ data }: Tables[number]): number {
  return data === null ? 0 : data[1] - data[0];
}

function dumpCheck(label: string, preview: ImportOutlook['preview']): PlanCheck {
  const unread = preview.faults.join(' ');
  if (preview.from === null) return check('dump', label, 'could not be read', 'stop', unread);
  if (preview.refused !== null) return check('dump', label, 'would not be imported', 'stop', preview.refused);
  if (unread !== '') return check('dump', label, `read from ${preview.from}`, 'attention', `Not every copy could be read. ${unread}`);
  return check('dump', label, `read from ${preview.from}${preview.isWhole ? ', to its end' : ''}`, 'ok', '');
}

/** A switch makes the triggers of the live database again as well, should it be undone. */
function binaryLogChecks(
  label: string,
  work: DatabaseWork,
  { codeRefused }: TargetFacts,
  ofLive: readonly LiveTrigger[],
): readonly PlanCheck[] {
  const { routines, triggers } = work.artifact.inventory;
  const live = ofLive.filter(isMadeAgain(work));
  const functions = routines.filter((name) => name.startsWith('function '));
  // What lies beside the live tables in their own schema is made without any.
  const makesCode = work.method !== 'in-place' || splitWork(work).over !== null;
  const count = makesCode ? functions.length + triggers.length : 0;
  if (!codeRefused || count + live.length === 0) return [];
  return [
    check(
      'binary-log',
      label,
      `${count} in the backup, ${live.length} in the live database`,
      'stop',
      'The server writes a binary log and trusts no functions of this account. Set log_bin_trust_function_creators = 1 there.',
    ),
  ];
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

function packetCheck(label: string, { artifact }: DatabaseWork, { maxPacket }: TargetFacts): PlanCheck {
  const { tables } = artifact.inventory;
  const found = `max_allowed_packet is ${formatBytes(maxPacket)}`;
  // No statement holds less than a row, and none more than all of a table.
  const tooLarge = tables.filter((table) => (table.rows ?? 0) > 0 && bytesOfRows(table) / (table.rows ?? 1) > maxPacket);
  if (tooLarge.length > 0)
    return check(
      'packet',
      label,
      found,
      'stop',
      `Rows are larger than that, on the average: ${tooLarge.map(({ name }) => name).join(', ')}. Set it higher on the database server.`,
    );
  if (maxPacket >= SMALL_PACKET || tables.every((table) => bytesOfRows(table) < maxPacket / 2))
    return check('packet', label, found, 'ok', '');
  return check(
    'packet',
    label,
    found,
    'attention',
    'A statement that is larger stops the import. Dump programs write a megabyte at once, and more where a single row has more; nothing live is touched before.',
  );
}
