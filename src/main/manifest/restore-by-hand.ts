import type { Artifact, BundleArtifact, ConfigArtifact, MediaArtifact } from '../../shared/model/artifact.ts';
import { isMedia } from '../../shared/model/artifact.ts';
import { type Dump, dumpsOf } from '../../shared/model/dump.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { plainLine } from '../support/plain-text.ts';
import { bundleSteps, configNotes, configSteps, UNPACKED } from './by-hand/restore-config.ts';
import { databaseNotes, databaseOnWindows, databaseSteps, databaseTroubles, SIGN_IN_STEP } from './by-hand/restore-database.ts';
import { mediaNotes, mediaOnWindows, mediaSteps } from './by-hand/restore-media.ts';
import type { Step } from './by-hand/step.ts';
import { describeArtifact, rowsPerTable } from './describe-artifact.ts';

/*
 * Layout that tests and tools rely on: steps are headings that begin with a number and a full stop; below them, lines indented by four
 * spaces are commands, in order, for any POSIX shell and for zsh. Sections without a number hold advice; their commands are for special cases.
 */

/** The text of RESTORE.txt: how to check this backup and put it into a new database and new folders with the usual programs alone. Pure. */
export function restoreByHand(manifest: Manifest): string {
  const parts = partsOf(manifest.backup.artifacts);
  const steps = numbered([
    CHECK_STEP,
    ...parts.bundles.flatMap(bundleSteps),
    ...(parts.databases.length > 0 ? [SIGN_IN_STEP] : []),
    ...parts.databases.flatMap(databaseSteps),
    ...parts.media.flatMap((artifact, index) => mediaSteps(artifact, index + 1)),
    ...parts.configs.flatMap(configSteps),
  ]);
  const sections = [
    OPENING,
    whatThisIs(manifest),
    ['WHAT IT HOLDS', '', ...manifest.backup.artifacts.flatMap(describeArtifact)].join('\n'),
    whatToKnow(manifest, parts),
    `STEP BY STEP (Linux, macOS; for Windows see below)\n\n${steps}`,
    ...(parts.databases.length > 0 ? [AFTERWARDS] : []),
    ...(parts.media.length > 0 ? [FILES_AFTERWARDS] : []),
    `IF SOMETHING GOES WRONG\n\n${troubles(parts)}`,
    onWindows(parts),
    ...parts.databases.filter(({ kind }) => kind !== 'structure').map(rowsPerTable),
  ];
  return `${sections.join('\n\n\n')}\n`;
}

interface Parts {
  /** Those of a zip by their names where it is unpacked. */
  readonly databases: readonly Dump[];
  readonly media: readonly MediaArtifact[];
  readonly configs: readonly ConfigArtifact[];
  readonly bundles: readonly BundleArtifact[];
}

function partsOf(artifacts: readonly Artifact[]): Parts {
  return {
    databases: dumpsOf(artifacts).map((dump) => (dump.inZip === undefined ? dump : { ...dump, file: `${UNPACKED}/${dump.inZip.path}` })),
    media: artifacts.filter(isMedia),
    configs: artifacts.filter((artifact) => artifact.part === 'config'),
    bundles: artifacts.filter((artifact) => artifact.part === 'bundle'),
  };
}

const OPENING = `HOW TO RESTORE THIS BACKUP BY HAND

The usual programs are enough: mysql (or mariadb), tar, gunzip or its like, sha256sum. Holdfast is not needed.
Nothing below changes the live site: everything goes into a new database and new folders, beside it or on another computer.`;

function whatThisIs({ backup, site, server, writtenBy }: Manifest): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Site', site.url === null ? site.name : `${site.name} (${site.url})`],
    ['Server', `${server.name} (${server.user}@${server.address}, port ${server.port})`],
    ['Site folder', site.root],
    ['Began', utc(backup.startedAt)],
    ['Complete', utc(backup.completedAt)],
    ...(backup.label === null ? [] : [['Checkpoint', backup.label] as const]),
    ...(backup.adoptedFrom === undefined ? [] : [['Made by', `the server itself, as ${backup.adoptedFrom.path}`] as const]),
    ['Backup', `${backup.folder}, id ${backup.id}`],
    ['Size', `${formatBytes(backup.bytes)} (${backup.bytes} bytes)`],
    ['Written by', `Holdfast ${writtenBy.version}`],
  ];
  return ['WHAT THIS IS', '', ...facts.map(([name, value]) => `  ${name.padEnd(12)} ${plainLine(value).replaceAll('\u00a0', ' ')}`)].join(
    '\n',
  );
}

function whatToKnow({ backup }: Manifest, { databases, media, configs }: Parts): string {
  const notes = [...backup.warnings.map(({ text }) => text), ...databaseNotes(databases), ...mediaNotes(media), ...configNotes(configs)];
  return [
    'WHAT TO KNOW',
    '',
    ...(notes.length === 0 ? ['Nothing is missing from this backup.'] : notes.map((note) => `- ${plainLine(note)}`)),
  ].join('\n');
}

const CHECK_STEP: Step = {
  title: 'Open a terminal in the folder of this file and check that nothing was changed',
  body: `On Linux:

    sha256sum -c SHA256SUMS

On macOS:

    shasum -a 256 -c SHA256SUMS

Every line ends with OK. If one does not, stop: that file was changed or damaged; look for another copy of this backup.`,
};

const AFTERWARDS = `AND THEN

The site still uses its own database. When the restored one is what you want, let the site use it: put its name into the settings
of the site (Laravel: DB_DATABASE in .env, then php artisan config:clear). Keep the old one until you are sure.`;

const FILES_AFTERWARDS = `AND THE FILES

Compare the new folder with the live one before anything is replaced (diff -rq). Then move the live folder aside and the new one into its place, with the
owner and the rights the web server needs; keep the old one until you are sure.`;

function troubles({ databases, media, configs }: Parts): string {
  return [
    ...(databases.length === 0 ? [] : [databaseTroubles(databases)]),
    ...(media.length === 0
      ? []
      : [
          '- tar says "Cannot change ownership": you are not root; the files are there and belong to you. Give them to the web server afterwards (chown).',
          '- tar says "Unexpected EOF": the archive is cut off; check step 1 and look for another copy.',
          '- File names look wrong: the server wrote them in another encoding; they are unchanged, byte for byte.',
        ]),
    ...(configs.length === 0
      ? []
      : [
          '- age says "no identity matched any of the recipients": this is another key. Look for the recovery kit with the public key above.',
        ]),
    ...(databases.length === 0
      ? ['- "command not found": gunzip is in the package gzip, zstd in zstd, age in age, 7z in p7zip-full.']
      : []),
  ].join('\n');
}

function onWindows({ databases, media, bundles, configs }: Parts): string {
  const hashOf = ({ file }: Pick<Artifact, 'file'>) => `    certutil -hashfile "${file}" SHA256`;
  const hashes = [...media, ...configs].map(hashOf);
  const blocks = [
    ...bundles.flatMap((zip) => [hashOf(zip), `    "C:\\Program Files\\7-Zip\\7z.exe" x -o${UNPACKED} "${zip.file}"`]),
    ...databaseOnWindows(databases),
    ...(hashes.length === 0 ? [] : [hashes.join('\n')]),
    ...mediaOnWindows(media),
    ...configs.map(({ file }) => `    age -d -i key.txt -o "${file.replace(/\.age$/u, '')}" "${file}"`),
  ];
  return `ON WINDOWS

In the Command Prompt (cmd, not PowerShell, which changes what it redirects), with 7-Zip and a MySQL or MariaDB client installed.
The number certutil prints must be the one in SHA256SUMS.

${blocks.join('\n\n')}`;
}

function numbered(steps: readonly Step[]): string {
  return steps.map(({ title, body }, index) => `${index + 1}. ${title}\n\n${body}`).join('\n\n');
}

function utc(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}
