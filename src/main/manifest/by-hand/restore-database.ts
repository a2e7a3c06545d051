import { posix } from 'node:path';
import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import type { Dump } from '../../../shared/model/dump.ts';
import { plainLine } from '../../support/plain-text.ts';
import { countLines } from '../describe-artifact.ts';
import type { Step } from './step.ts';
import { importCommand, restoredName, SIGN_IN, unpackCommand, WITHOUT_SANDBOX_LINE } from './restore-commands.ts';

export const SIGN_IN_STEP: Step = {
  title: 'Say where the database server is',
  body: `Change the values to yours. CLIENT is mysql or mariadb. DB_PORT is empty for the usual one. ASK= (empty) when the account has no
password.

    CLIENT=mysql
    DB_HOST=localhost
    DB_PORT=
    DB_USER=root
    ASK=--password
    ${SIGN_IN}

The last line makes db a short name for the client; it is known in this terminal only. Stay in it for the steps below.`,
};

export function databaseSteps(artifact: DatabaseArtifact): readonly Step[] {
  const name = plainLine(artifact.database);
  const compare: Step = { title: `Compare with what was backed up of ${name}`, body: comparison(artifact) };
  const bringIn: Step = {
    title: `Bring in ${plainLine(artifact.file)}`,
    body: `    ${importCommand(artifact)}

It ends without a message. After any message the data is incomplete: see IF SOMETHING GOES WRONG.`,
  };
  return [artifact.kind === 'data' ? existingDatabase(artifact) : newDatabase(artifact), bringIn, compare];
}

function newDatabase(artifact: DatabaseArtifact): Step {
  return {
    title: `Make a new, empty database for ${plainLine(artifact.database)}`,
    body: `    DB=${restoredName(artifact.database)}
    db --execute="CREATE DATABASE \\\`$DB\\\` ${defaultsOf(artifact)}"

If it says that the database exists, choose another name for DB: never restore over something you may still need.`,
  };
}

function existingDatabase(artifact: DatabaseArtifact): Step {
  return {
    title: `Name the database that shall get the rows of ${plainLine(artifact.database)}`,
    body: `This backup holds rows only, no table definitions. First restore the structure from a full or structure backup of the same
time into a new database, by its own RESTORE.txt, and name that one here. Triggers that exist there fire while the rows come in: where
the tables have triggers, remove them first and bring them back afterwards.

    DB=${restoredName(artifact.database)}`,
  };
}

/** As the original had them, so that tables made later are like their neighbours. */
function defaultsOf({ schemaDefaults }: DatabaseArtifact): string {
  const plain = /^\w+$/u;
  if (schemaDefaults === undefined || !plain.test(schemaDefaults.characterSet) || !plain.test(schemaDefaults.collation)) {
    return 'CHARACTER SET utf8mb4';
  }
  return `CHARACTER SET ${schemaDefaults.characterSet} COLLATE ${schemaDefaults.collation}`;
}

const OBJECT_COUNTS = [
  `SELECT 'tables', COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type <> 'VIEW'`,
  `SELECT 'views', COUNT(*) FROM information_schema.views WHERE table_schema = DATABASE()`,
  `SELECT 'routines', COUNT(*) FROM information_schema.routines WHERE routine_schema = DATABASE()`,
  `SELECT 'triggers', COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()`,
  `SELECT 'events', COUNT(*) FROM information_schema.events WHERE event_schema = DATABASE()`,
].join(' UNION ALL ');

const ROW_COUNTS = [
  'SET SESSION group_concat_max_len = 16777216',
  `SELECT GROUP_CONCAT(CONCAT('SELECT ', QUOTE(table_name), ', COUNT(*) FROM \\\`', REPLACE(table_name, '\\\`', '\\\`\\\`'), '\\\`')` +
    ` ORDER BY table_name SEPARATOR ' UNION ALL ') INTO @counts FROM information_schema.tables` +
    ` WHERE table_schema = DATABASE() AND table_type <> 'VIEW'`,
  'PREPARE counts FROM @counts',
  'EXECUTE counts',
].join('; ');

function comparison(artifact: DatabaseArtifact): string {
  const parts: string[] = [];
  if (artifact.kind !== 'data') {
    parts.push(`    db --batch --skip-column-names --execute="${OBJECT_COUNTS}" "$DB"

It must print:

${countLines(artifact)}`);
  }
  if (artifact.kind !== 'structure' && artifact.inventory.tables.length > 0) {
    parts.push(`    db --batch --skip-column-names --execute="${ROW_COUNTS}" "$DB"

It prints the rows of each table. Compare with the list at the end of this file.`);
  }
  return parts.join('\n\n');
}

/** What a person must know before restoring these. */
export function databaseNotes(artifacts: readonly DatabaseArtifact[]): readonly string[] {
  const weak = artifacts.flatMap(({ nonTransactionalTables }) => nonTransactionalTables);
  const definers = artifacts.some(
    ({ inventory: { views, routines, triggers, events } }) => views.length + routines.length + triggers.length + events.length > 0,
  );
  return [
    ...(weak.length > 0
      ? [`Tables without transactions, each consistent for itself but not with the rest: ${weak.map(plainLine).join(', ')}.`]
      : []),
    ...(definers
      ? [
          'Views, routines, triggers and events belong to an account (DEFINER). Restore as an administrator (root), else the server may refuse them.',
        ]
      : []),
    ...(artifacts.some(({ altersDatabase }) => altersDatabase === true)
      ? [
          'A routine names its database (ALTER DATABASE). The command below puts the new name there; on Windows do so in an editor before the import.',
        ]
      : []),
    ...(artifacts.some(({ inventory }) => inventory.events.length > 0)
      ? ['Events begin to run in the new database as well where the event scheduler is on: SET GLOBAL event_scheduler = OFF stops it.']
      : []),
  ];
}

/** Lines of IF SOMETHING GOES WRONG. */
export function databaseTroubles(artifacts: readonly DatabaseArtifact[]): string {
  const [first] = artifacts;
  const sandbox =
    first === undefined
      ? ''
      : `
- "Unknown command '\\-'" or a syntax error in line 1: the dump comes from MariaDB and the client is MySQL's. Leave out the first line:

    ${importCommand(first, WITHOUT_SANDBOX_LINE)}`;
  return `- An import that stopped has left an incomplete database. Mend the cause, choose a new name for DB and begin again with that database.
- ERROR 1698, or 1045 for root@localhost: the server wants the system's own root. Begin again after: sudo -s
- ERROR 1227, 1419 or "SUPER privilege": sign in as an administrator (DB_USER=root).
- ERROR 1273 "Unknown collation": the server is older than the one the data comes from, or of the other make. Use one like it: see
  WHAT IT HOLDS.
- ERROR 1153 "packet bigger than max_allowed_packet": SET GLOBAL max_allowed_packet = 1073741824, then begin again.
- "command not found": gunzip is in the package gzip, bunzip2 in bzip2, zstd in zstd; mysql is in default-mysql-client or mariadb-client.${sandbox}`;
}

/** What no name of a file has under Windows, and what the Command Prompt reads as more than a name also between quotes. The names in a zip are whoever's made it. */
const NOT_BETWEEN_QUOTES = /["%!<>|:*?\\]/u;

/** Commands for the Command Prompt, by artifact. */
export function databaseOnWindows(artifacts: readonly Dump[]): readonly string[] {
  return artifacts.map((artifact) => {
    const { file, compression, kind, inZip } = artifact;
    if (inZip !== undefined && NOT_BETWEEN_QUOTES.test(inZip.path))
      return `The dump ${plainLine(inZip.path)} has a name that Windows cannot have: 7-Zip gives it another one. Bring it in as the others, or on Linux or macOS.`;
    const db = restoredName(artifact.database);
    // 7-Zip unpacks to where one is; what a zip holds has its hash in it.
    const packed = inZip === undefined || compression === 'none' || compression === 'zstd' ? file : posix.basename(file);
    const sql = packed.replace(/\.(?:gz|zst|bz2)$/u, '');
    const unpack = unpackCommand(compression, file);
    return [
      ...(inZip === undefined ? [`    certutil -hashfile "${file}" SHA256`] : []),
      ...(unpack === null ? [] : [`    ${unpack}`]),
      ...(kind === 'data' ? [] : [`    mysql --user=root --password --execute="CREATE DATABASE \`${db}\` ${defaultsOf(artifact)}"`]),
      `    mysql --user=root --password --default-character-set=utf8mb4 --binary-mode --comments --max-allowed-packet=1G ${db} < "${sql}"`,
    ].join('\n');
  });
}
