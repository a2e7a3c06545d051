import type { DatabaseArtifact, DatabaseKind } from '../../shared/model/artifact.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { plainLine } from '../support/plain-text.ts';

const KIND_WORDS: Readonly<Record<DatabaseKind, string>> = {
  full: 'structure and rows',
  structure: 'structure only, no rows',
  data: 'rows only, no structure',
};

/** What one artifact is and holds, as lines of prose indented by two. */
export function describeArtifact(artifact: DatabaseArtifact): readonly string[] {
  const { file, bytes, uncompressedBytes, database, kind, serverVersion, dumpTool, characterSets } = artifact;
  return [
    `  ${file}`,
    `  ${formatBytes(bytes)}, unpacked ${formatBytes(uncompressedBytes)}`,
    `  database ${plainLine(database)}: ${KIND_WORDS[kind]}`,
    `  ${holdings(artifact)}`,
    `  from server ${plainLine(serverVersion)}, dumped by ${plainLine(dumpTool.name)} ${plainLine(dumpTool.version)}`,
    `  read from ${artifact.capturedFrom} to ${artifact.capturedTo} (UTC)`,
    ...(characterSets.length === 0 ? [] : [`  character sets: ${characterSets.map(plainLine).join(', ')}`]),
    '',
  ].map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
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
