import type { Site } from '../../../shared/model/site.ts';
import type { AdoptableFile, ServerBackupsSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import { listServerBackups } from '../../remote/adoption-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { factsInFileName } from './facts-in-name.ts';
import { parseServerBackups, type FoundFile, type ServerBackupsListing } from './listing.ts';
import { timeOfFile } from './time-in-name.ts';
import { isZone } from './zone-time.ts';

/** Whether a file, told by path, size and time, is a backup of the catalog already. `modifiedAt`: UTC. */
export type IsAdopted = (path: string, bytes: number, modifiedAt: string) => boolean;

/** What the list shows, and what pulling needs to be sure that it is still the same file. */
export interface ListedBackup extends AdoptableFile {
  /** UTC, to the second. */
  readonly modifiedAt: string;
}

/** What was written to within five minutes may still be written to. */
const RECENT_SECONDS = 300;

/**
 * The backups a server made itself, newest first. Files written to a moment ago are looked at twice by the program on the server, `pauseSeconds` apart. Only reads.
 * Throws `ssh.*`.
 */
export async function listAdoptable(
  shell: RemoteShell,
  site: Pick<Site, 'root'>,
  source: ServerBackupsSource,
  isAdopted: IsAdopted,
  signal: AbortSignal,
  pauseSeconds = 2,
): Promise<readonly ListedBackup[]> {
  const { folders, patterns } = source;
  const result = await shell.run({
    program: listServerBackups,
    args: [site.root, String(RECENT_SECONDS), String(pauseSeconds), String(folders.length), ...folders, ...patterns.map(shellPattern)],
    signal,
  });
  if (result.exitCode !== 0) throw new AppError('ssh.command-failed', { detail: result.stderr.slice(-500) });
  const listing = parseServerBackups(result.stdout);
  const zone = source.zone !== null && isZone(source.zone) ? source.zone : zoneOfServer(listing);
  return listing.files
    .map((file) => listed(source, file, zone, isAdopted))
    .toSorted((a, b) => (a.at === b.at ? (a.path < b.path ? -1 : 1) : a.at < b.at ? 1 : -1));
}

/** Which of them a pull takes when nothing was chosen by hand: what is new, or the newest of each kind of content alone. Pure. */
export function toTake(files: readonly ListedBackup[], take: ServerBackupsSource['take']): readonly ListedBackup[] {
  if (take === 'all-new') return files.filter(({ state }) => state === 'new');
  // A database and the media it belongs to are two files: the newest dump alone would leave the media behind.
  const newest = new Map<string, ListedBackup>();
  for (const file of files) {
    if (file.state !== 'new' && file.state !== 'adopted') continue;
    const { database, kind } = factsInFileName(file.path);
    const key = JSON.stringify([file.what, database, kind]);
    const other = newest.get(key);
    if (other === undefined || other.at < file.at) newest.set(key, file);
  }
  return files.filter((file) => file.state === 'new' && [...newest.values()].includes(file));
}

function listed(source: ServerBackupsSource, file: FoundFile, zone: string, isAdopted: IsAdopted): ListedBackup {
  const { path, laterBytes: bytes } = file;
  const modifiedAt = new Date(file.laterModifiedSeconds * 1000).toISOString();
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { at, from } = timeOfFile(name, file.laterModifiedSeconds * 1000, zone);
  const growing = file.laterBytes !== file.bytes || file.laterModifiedSeconds !== file.modifiedSeconds;
  const reason = refusal(file);
  const state = reason !== '' ? 'refused' : isAdopted(path, bytes, modifiedAt) ? 'adopted' : growing ? 'growing' : 'new';
  return { sourceId: source.id, path, name, bytes, at, timeFrom: from, what: factsInFileName(path).what, state, reason, modifiedAt };
}

function refusal({ path, readable, laterBytes }: FoundFile): string {
  // The bytes of the name are lost, so the file could not be asked for.
  if (path.includes('\ufffd')) return 'Its name is not UTF-8.';
  if (!readable) return 'The SSH user may not read it.';
  if (laterBytes === 0) return 'It is empty.';
  return '';
}

/** `[` and `\` mean themselves: only `*` and `?` are special in a source's patterns. */
function shellPattern(pattern: string): string {
  return pattern.replaceAll('\\', '\\\\').replaceAll('[', '[[]');
}

function zoneOfServer({ zone, offset }: ServerBackupsListing): string {
  if (zone !== '' && isZone(zone)) return zone;
  const fixed = `${offset.slice(0, 3)}:${offset.slice(3)}`;
  return isZone(fixed) ? fixed : 'UTC';
}
