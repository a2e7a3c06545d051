import { type Artifact, type FilesArtifact, holdsFiles } from '../../shared/model/artifact.ts';
import { branchNode, printDecisionTree } from '../../shared/model/decision-tree.ts';
import { dumpsOf } from '../../shared/model/dump.ts';
import type { BackupId, IncidentId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import { RestoreMethod, TableAction, type DatabaseChoice, type MediaChoice, type RestoreChoice } from '../../shared/model/restore.ts';
import { Branch, type Situation } from '../../shared/model/situation.ts';
import { oneOf, text, UsageError, type OptionValues } from './command.ts';
import { listOf, wholeNumber } from './words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** What happened, and what is to come back from where to where. */
export const RESTORE_OPTIONS = {
  branch: string,
  noticed: string,
  'first-sign': string,
  margin: string,
  tables: string,
  action: string,
  paths: string,
  writing: string,
  backup: string,
  place: string,
  'to-site': string,
  method: string,
  database: string,
  content: string,
  media: string,
  'compare-by': string,
  'no-maintenance': flag,
  migrate: flag,
} as const;

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90m`, `26h`, `3d`: so long ago; else a time: `2026-11-25T22:00Z`, or `2026-11-25 22:00` in the zone of this computer. `now`: ms since 1970. */
export function momentOf(options: OptionValues, name: string, now: number): string | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const ago = /^(\d{1,5})([mhd])$/u.exec(value);
  // What begins otherwise is taken for a year or a month by some parsers.
  const written = /^\d{4}-\d{2}-\d{2}/u.test(value) ? Date.parse(value) : Number.NaN;
  const at = ago === null ? written : now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0);
  if (Number.isNaN(at)) throw new UsageError(`--${name}: a time like 2026-11-25T22:00Z, or how long ago like 26h or 3d.`);
  if (at > now + 60_000) throw new UsageError(`--${name}: ${new Date(at).toISOString()} is still to come.`);
  return new Date(at).toISOString();
}

/** The answers of the command; what it leaves out is as it was answered before on the same branch. `now`: ms since 1970. */
export function situationOf(options: OptionValues, before: Situation | null, now: number): Situation {
  const branch = oneOf(options, 'branch', Branch.options) ?? before?.branch;
  if (branch === undefined) throw new UsageError(`--branch is needed: one of ${Branch.options.join(', ')}.\n\n${printDecisionTree()}`);
  const kept = before?.branch === branch ? before : null;
  const writing = oneOf(options, 'writing', ['yes', 'no']);
  const tables = text(options, 'tables');
  const paths = text(options, 'paths');
  const situation: Situation = {
    branch,
    noticedAt: momentOf(options, 'noticed', now) ?? kept?.noticedAt ?? new Date(now).toISOString(),
    firstSignAt: momentOf(options, 'first-sign', now) ?? kept?.firstSignAt ?? null,
    marginHours: wholeNumber(options, 'margin') ?? kept?.marginHours ?? 0,
    tables: tables === undefined ? (kept?.tables ?? []) : [...listOf(tables)],
    paths: paths === undefined ? (kept?.paths ?? []) : [...listOf(paths)],
    stillWriting: writing === undefined ? (kept?.stillWriting ?? null) : writing === 'yes',
  };
  if (branch === 'table-dropped' && situation.tables.length === 0) throw new UsageError('--tables is needed: which tables were dropped?');
  return situation;
}

export interface Chosen {
  readonly incidentId: IncidentId;
  readonly backupId: BackupId;
  readonly placeId: PlaceId | null;
  readonly targetSiteId: SiteId;
  readonly artifacts: readonly Artifact[];
}

/** What comes back: what the branch asks for, as far as the options do not say something else. Pure. */
export function choiceOf(options: OptionValues, situation: Situation, chosen: Chosen): RestoreChoice {
  const { incidentId, backupId, placeId, targetSiteId, artifacts } = chosen;
  const { parts } = branchNode(situation.branch);
  const mediaMode = oneOf(options, 'media', ['whole', 'different', 'paths', 'nothing']);
  const wanted = text(options, 'database');
  const databases =
    wanted === 'nothing' || (parts.databases === 'nothing' && wanted === undefined)
      ? []
      : databaseChoices(options, situation, artifacts, wanted);
  return {
    incidentId,
    backupId,
    placeId,
    targetSiteId,
    databases,
    media: mediaChoices(options, situation, artifacts, mediaMode ?? (situation.paths.length > 0 ? 'paths' : parts.media)),
    method: oneOf(options, 'method', RestoreMethod.options) ?? null,
    maintenance: options['no-maintenance'] !== true,
    migrate: options['migrate'] === true,
  };
}

function databaseChoices(
  options: OptionValues,
  { tables }: Situation,
  artifacts: readonly Artifact[],
  wanted: string | undefined,
): DatabaseChoice[] {
  const content = oneOf(options, 'content', ['all', 'structure', 'data']) ?? 'all';
  const action = oneOf(options, 'action', TableAction.options) ?? 'replace';
  const dumps = dumpsOf(artifacts).filter(({ database }) => wanted === undefined || database === wanted);
  if (wanted !== undefined && dumps.length === 0) throw new UsageError(`--database: the backup has no database ${wanted}.`);
  if (tables.length === 0) {
    if (text(options, 'action') !== undefined) throw new UsageError('--action is for single tables: name them with --tables.');
    return dumps.map(({ id }) => ({ artifactId: id, tables: null, content }));
  }
  const absent = tables.filter((name) => !dumps.some(({ inventory }) => inventory.tables.some((table) => table.name === name)));
  if (absent.length > 0) throw new UsageError(`--tables: the backup has no table ${absent.join(', ')}.`);
  return dumps.flatMap(({ id, inventory }) => {
    const held = tables.filter((name) => inventory.tables.some((table) => table.name === name));
    return held.length === 0 ? [] : { artifactId: id, tables: held.map((name) => ({ name, action })), content };
  });
}

function mediaChoices(
  options: OptionValues,
  { paths }: Situation,
  artifacts: readonly Artifact[],
  mode: MediaChoice['mode'] | 'nothing',
): MediaChoice[] {
  if (mode === 'nothing') return [];
  if (mode === 'paths' && paths.length === 0) throw new UsageError('--paths is needed: which files and folders?');
  const compareBy = oneOf(options, 'compare-by', ['time', 'hash']) ?? 'time';
  const archives = artifacts.filter(holdsFiles);
  if (mode !== 'paths') return archives.map(({ id }) => ({ artifactId: id, mode, compareBy, paths: [] }));
  const isIn = (path: string, folder: string): boolean => folder === '.' || path === folder || path.startsWith(`${folder}/`);
  // Which folders of the site a zip of the server holds, the plan finds out.
  const mayHold = (archive: FilesArtifact, path: string): boolean =>
    archive.part === 'bundle' || archive.folders.some((folder) => isIn(path, folder));
  const lost = paths.filter((path) => !archives.some((archive) => mayHold(archive, path)));
  if (lost.length > 0) throw new UsageError(`--paths: the backup holds no folder with ${lost.join(', ')}.`);
  return archives.flatMap((archive) => {
    const own = paths.filter((path) => mayHold(archive, path));
    return own.length === 0 ? [] : { artifactId: archive.id, mode, compareBy, paths: own };
  });
}
