import type { Artifact, DatabaseArtifact, DatabaseKind, MediaArtifact } from '../../shared/model/artifact.ts';
import { dumpsOf } from '../../shared/model/dump.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { plainLine } from '../support/plain-text.ts';

const KIND_WORDS: Readonly<Record<DatabaseKind, string>> = {
  full: 'structure and rows',
  structure: 'structure only, no rows',
  data: 'rows only, no structure',
};

/** What one artifact is and holds, as lines of prose indented by two. */
export function describeArtifact(artifact: Artifact): readonly string[] {
  const { file, bytes, uncompressedBytes, capturedFrom, capturedTo } = artifact;
  const unpacked = artifact.part === 'config' ? 'opened' : 'unpacked';
  return [
    `  ${plainLine(file)}`,
    `  ${formatBytes(bytes)}, ${unpacked} ${formatBytes(uncompressedBytes)}`,
    ...contentLines(artifact),
    `  read from ${capturedFrom} to ${capturedTo} (UTC)`,
    '',
  ].map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
}

function contentLines(artifact: Artifact): readonly string[] {
  switch (artifact.part) {
    case 'database':
      return databaseLines(artifact);
    case 'media':
      return mediaLines(artifact);
    case 'config':
      return [`  settings of the site, sealed: ${artifact.entries.map(({ name }) => plainLine(name)).join(', ')}`];
    case 'bundle':
      return [
        `  zip made by the server${artifact.encrypted ? ', encrypted' : ''}: ${count(artifact.dumps.length, 'database dump')}, ${count(artifact.counts.files, 'file')}`,
        ...dumpsOf([artifact]).flatMap((dump) => [`  in it: ${plainLine(dump.inZip?.path ?? dump.file)}`, ...databaseLines(dump)]),
        `  list of its files: ${plainLine(artifact.fileList.file)}`,
      ];
  }
}

function databaseLines(artifact: DatabaseArtifact): readonly string[] {
  const { database, kind, serverVersion, dumpTool, characterSets } = artifact;
  const from = serverVersion === null ? 'a server that is not named' : `server ${plainLine(serverVersion)}`;
  const by = dumpTool === null ? '' : `, dumped by ${plainLine(dumpTool.name)} ${plainLine(dumpTool.version)}`;
  return [
    `  database ${plainLine(database)}: ${KIND_WORDS[kind]}`,
    `  ${holdings(artifact)}`,
    `  from ${from}${by}`,
    ...(characterSets.length === 0 ? [] : [`  character sets: ${characterSets.map(plainLine).join(', ')}`]),
  ];
}

function mediaLines({ folders, kind, counts, chain, synthetic, fileList }: MediaArtifact): readonly string[] {
  const where = folders.length === 0 ? 'files' : `files of ${folders.map(plainLine).join(', ')}`;
  const { added, changed, removed } = counts;
  const how =
    kind === 'full'
      ? synthetic
        ? 'all of them, put together from earlier backups'
        : 'all of them'
      : `only what changed: ${added} new, ${changed} changed, ${removed} deleted; ${count(chain.length, 'backup')} in the chain`;
  return [
    `  ${where}: ${how}`,
    `  state: ${count(counts.files, 'file')} with ${formatBytes(counts.bytes)}, ${count(counts.folders, 'folder')}, ${count(counts.links, 'link')}`,
    `  list of all files with their hashes: ${plainLine(fileList.file)}`,
  ];
}

function holdings({ inventory, kind }: DatabaseArtifact): string {
  const { tables, views, routines, triggers, events } = inventory;
  const rows = tables.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  return [
    `${count(tables.length, 'table')}${kind === 'structure' ? '' : ` with ${count(rows, 'row')}`}`,
    count(views.length, 'view'),
    count(routines.length, 'routine'),
    count(triggers.length, 'trigger'),
    count(events.length, 'event'),
  ].join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What the comparison of RESTORE.txt prints, tab-separated as the client does. */
export function countLines({ inventory }: DatabaseArtifact): string {
  const { tables, views, routines, triggers, events } = inventory;
  return Object.entries({ tables, views, routines, triggers, events })
    .map(([name, list]) => `  ${name}\t${list.length}`)
    .join('\n');
}

export function rowsPerTable({ database, inventory }: DatabaseArtifact): string {
  const lines = inventory.tables.map(({ name, rows }) => `  ${plainLine(name)}\t${rows ?? 0}`);
  return [`ROWS PER TABLE OF ${plainLine(database)}`, '', ...lines].join('\n');
}
