import type { DatabaseArtifact } from '../../shared/model/artifact.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { plainLine } from '../support/plain-text.ts';
import { countLines, describeArtifact, rowsPerTable } from './describe-artifact.ts';
import { importCommand, restoredName, SIGN_IN, unpackCommand, WITHOUT_SANDBOX_LINE } from './restore-commands.ts';

/*
 * Layout that tests and tools rely on: steps are headings that begin with a number and a full stop; below them, lines indented by four
 * spaces are commands, in order, for any POSIX shell and for zsh. Sections without a number hold advice; their commands are for special cases.
 */

/** The text of RESTORE.txt: how to check this backup and put it into a new database with the usual programs alone. Pure. */
export function restoreByHand(manifest: Manifest): string {
  const { artifacts } = manifest.backup;
  const steps = numbered([CHECK_STEP, SIGN_IN_STEP, ...artifacts.flatMap(artifactSteps)]);
  const sections = [
    OPENING,
    whatThisIs(manifest),
    ['WHAT IT HOLDS', '', ...artifacts.flatMap(describeArtifact)].join('\n'),
    whatToKnow(manifest),
    `STEP BY STEP (Linux, macOS; for Windows see below)\n\n${steps}`,
    AFTERWARDS,
    troubles(artifacts),
    onWindows(artifacts),
    ...artifacts.filter(({ kind }) => kind !== 'structure').map(rowsPerTable),
  ];
  return `${sections.join('\n\n\n')}\n`;
}

const OPENING = `HOW TO RESTORE THIS BACKUP BY HAND

The usual programs are enough: mysql (or mariadb), gunzip or its like, sha256sum. Holdfast is not needed.
Nothing below changes the live database: everything goes into a new one, beside it or on another computer.`;

function whatThisIs({ backup, site, server, writtenBy }: Manifest): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Site', site.url === null ? site.name : `${site.name} (${site.url})`],
    ['Server', `${server.name} (${server.user}@${server.address}, port ${server.port})`],
    ['Site folder', site.root],
    ['Began', utc(backup.startedAt)],
    ['Complete', utc(backup.completedAt)],
    ...(backup.label === null ? [] : [['Checkpoint', backup.label] as const]),
    ['Backup', `${backup.folder}, id ${backup.id}`],
    ['Size', `${formatBytes(backup.bytes)} (${backup.bytes} bytes)`],
    ['Written by', `Holdfast ${writtenBy.version}`],
  ];
  return ['WHAT THIS IS', '', ...facts.map(([name, value]) => `  ${name.padEnd(12)} ${plainLine(value).replaceAll('\u00a0', ' ')}`)].join(
    '\n',
  );
}

function whatToKnow({ backup }: Manifest): string {
  const weak = backup.artifacts.flatMap(({ nonTransactionalTables }) => nonTransactionalTables);
  const events = backup.artifacts.some(({ inventory }) => inventory.events.length > 0);
  const definers = backup.artifacts.some(
    ({ inventory: { views, routines, triggers, events: all } }) => views.length + routines.length + triggers.length + all.length > 0,
  );
  const notes = [
    ...backup.warnings.map(({ text }) => text),
    ...(weak.length > 0
      ? [`Tables without transactions, each consistent for itself but not with the rest: ${weak.map(plainLine).join(', ')}.`]
      : []),
    ...(definers
      ? [
          'Views, routines, triggers and events belong to an account (DEFINER). Restore as an administrator (root), else the server may refuse them.',
        ]
      : []),
    ...(backup.artifacts.some(({ altersDatabase }) => altersDatabase === true)
      ? [
          'A routine names its database (ALTER DATABASE). The command below puts the new name there; on Windows do so in an editor before the import.',
        ]
      : []),
    ...(events
      ? ['Events begin to run in the new database as well where the event scheduler is on: SET GLOBAL event_scheduler = OFF stops it.']
      : []),
  ];
  return [
    'WHAT TO KNOW',
    '',
    ...(notes.length === 0 ? ['Nothing is missing from this backup.'] : notes.map((note) => `- ${plainLine(note)}`)),
  ].join('\n');
}

interface Step {
  readonly title: string;
  readonly body: string;
}

const CHECK_STEP: Step = {
  title: 'Open a terminal in the folder of this file and check that nothing was changed',
  body: `On Linux:

    sha256sum -c SHA256SUMS

On macOS:

    shasum -a 256 -c SHA256SUMS

Every line ends with OK. If one does not, stop: that file was changed or damaged; look for another copy of this backup.`,
};

const SIGN_IN_STEP: Step = {
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

function artifactSteps(artifact: DatabaseArtifact): readonly Step[] {
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

const AFTERWARDS = `AND THEN

The site still uses its own database. When the restored one is what you want, let the site use it: put its name into the settings
of the site (Laravel: DB_DATABASE in .env, then php artisan config:clear). Keep the old one until you are sure.`;

function troubles(artifacts: readonly DatabaseArtifact[]): string {
  const [first] = artifacts;
  const sandbox =
    first === undefined
      ? ''
      : `
- "Unknown command '\\-'" or a syntax error in line 1: the dump comes from MariaDB and the client is MySQL's. Leave out the first line:

    ${importCommand(first, WITHOUT_SANDBOX_LINE)}`;
  return `IF SOMETHING GOES WRONG

- An import that stopped has left an incomplete database. Mend the cause, choose a new name for DB and begin again with that database.
- ERROR 1698, or 1045 for root@localhost: the server wants the system's own root. Begin again after: sudo -s
- ERROR 1227, 1419 or "SUPER privilege": sign in as an administrator (DB_USER=root).
- ERROR 1273 "Unknown collation": the server is older than the one the data comes from, or of the other make. Use one like it: see
  WHAT IT HOLDS.
- ERROR 1153 "packet bigger than max_allowed_packet": SET GLOBAL max_allowed_packet = 1073741824, then begin again.
- "command not found": gunzip is in the package gzip, bunzip2 in bzip2, zstd in zstd; mysql is in default-mysql-client or mariadb-client.${sandbox}`;
}

function onWindows(artifacts: readonly DatabaseArtifact[]): string {
  const each = artifacts.map((artifact) => {
    const { file, compression, kind } = artifact;
    const db = restoredName(artifact.database);
    const sql = file.replace(/\.(?:gz|zst|bz2)$/u, '');
    const unpack = unpackCommand(compression, file);
    return [
      `    certutil -hashfile "${file}" SHA256`,
      ...(unpack === null ? [] : [`    ${unpack}`]),
      ...(kind === 'data' ? [] : [`    mysql --user=root --password --execute="CREATE DATABASE \`${db}\` ${defaultsOf(artifact)}"`]),
      `    mysql --user=root --password --default-character-set=utf8mb4 --binary-mode --comments --max-allowed-packet=1G ${db} < "${sql}"`,
    ].join('\n');
  });
  return `ON WINDOWS

In the Command Prompt (cmd, not PowerShell, which changes what it redirects), with 7-Zip and a MySQL or MariaDB client installed.
The number certutil prints must be the one in SHA256SUMS.

${each.join('\n\n')}`;
}

function numbered(steps: readonly Step[]): string {
  return steps.map(({ title, body }, index) => `${index + 1}. ${title}\n\n${body}`).join('\n\n');
}

function utc(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}
