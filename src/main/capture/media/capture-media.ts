import { displayName } from '../../archive/display-name.ts';
import type { MediaArtifact, MediaKind } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import { ArtifactId, type BackupId } from '../../../shared/model/ids.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { MediaSource } from '../../../shared/model/source.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { TAR_END } from '../../archive/tar-writer.ts';
import { writeFileList } from '../../archive/write-file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { BackupDraft } from '../../places/place-keeper.ts';
import { artifactFileName } from '../../places/safe-name.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { instantOf, type Clock } from '../../support/clock.ts';
import { adviseCompression } from '../../sites/media/advise-compression.ts';
import { archiveToolOf, namesChangedFiles } from './archive-tool.ts';
import { hashAtServer, lookAtServer, sampleAtServer } from '../../sites/media/ask-server.ts';
import { availableCompressions, wishedCompression } from './choose-media-compression.ts';
import { changedMeanwhile, differences, judge } from './gate.ts';
import { openLastingLine, realPause, type LastingLine, type Pause } from '../../servers/ssh/lasting-line.ts';
import { keyOf, showNames, type ListedEntry } from '../../sites/media/media-entry.ts';
import { recordState } from './media-state.ts';
import { archivable } from '../../sites/media/name-list.ts';
import { newExecutables } from './new-executables.ts';
import { compareListing, isHashingCheaper, isUnchanged, settle, travels, type ComparedListing } from './plan-incremental.ts';
import { readListing, type MediaListing } from '../../sites/media/read-listing.ts';
import type { MediaCompression } from './stream-archive.ts';
import { readTarWords } from './tar-words.ts';
import { transferArchive, type TransferredArchive } from './transfer-archive.ts';

/** The newest backup of a chain, which an incremental goes on from. */
export interface PreviousMedia {
  readonly artifact: MediaArtifact;
  readonly backupId: BackupId;
  /** The state it recorded; as a promise it is read while the server lists its files. */
  readonly list: readonly ListedFile[] | Promise<readonly ListedFile[]>;
  /** The file of that list, its hash checked; null where reading it once more is dear. Absent: likewise. */
  readonly listFile?: (signal: AbortSignal) => Promise<Buffer | null>;
}

export interface MediaRequest {
  readonly site: Site;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  /** Without it an incremental is a full. */
  readonly previous: PreviousMedia | null;
  /** Of the backup that is being made: the last of the chain. */
  readonly backupId: BackupId;
  /** File names the backup has already. */
  readonly takenFiles: readonly string[];
  /** Bytes of the last artifact of this source and kind with that compression; null when there is none. */
  readonly expectedBytes: (compression: Compression) => number | null;
}

export interface MediaTools {
  readonly connections: ServerConnections;
  readonly serverId: string;
  readonly draft: BackupDraft;
  readonly clock: Clock;
  /** Default: the real one. */
  readonly pause?: Pause;
}

export interface CapturedMedia {
  readonly artifact: MediaArtifact;
  readonly warnings: readonly BackupWarning[];
}

/** What the steps of one capture share. */
interface Capture {
  readonly tools: MediaTools;
  readonly request: MediaRequest;
  readonly job: JobContext;
  readonly line: LastingLine;
}

/**
 * Captures the folders of one source into the draft: listing, archive, gate, list of files. Returns only what passed the gate; on any failure it throws and the
 * caller discards the draft. A line that is lost on the way is waited for, and what has come through by then stays.
 */
export async function captureMedia(tools: MediaTools, request: MediaRequest, job: JobContext): Promise<CapturedMedia> {
  const { source, takenFiles, backupId } = request;
  const line = openLastingLine(tools.connections, tools.serverId, job, tools.pause ?? realPause);
  const capture: Capture = { tools, request, job, line };
  const wanted = request.kind === 'incremental' ? request.previous : null;
  const reading = readableList(wanted, job);
  // Looked at after the listing; until then a rejection must not count as unhandled.
  reading.catch(() => {});
  const capturedFrom = instantOf(tools.clock);

  job.step('Listing the files');
  const listing = await listFolders(capture);
  const before = await reading;
  const previous = before === null ? null : wanted;
  const comparison = await compared(capture, listing, before ?? []);
  const travelling = archivable(
    comparison.compared.filter(travels).map(({ entry }) => entry),
    listing.linkedFolders,
  );
  const compression = await chooseCompression(capture, listing, travelling);

  const stem = source.folders.length === 1 ? nameOfFolder(source.folders[0] ?? '') : `${nameOfFolder(source.folders[0] ?? '')}-and-more`;
  const file = artifactFileName(stem, `.tar${ENDING[compression]}`, takenFiles);
  job.step('Fetching the files', expectedBytes(request, travelling, compression));
  const writer = await tools.draft.writeArtifact(file);
  const order = { root: request.site.root, symlinks: source.symlinks, compression, entries: travelling };
  const transferred = await transferArchive({ connections: tools.connections, serverId: tools.serverId, line }, writer, order, job);
  const written = await writer.finish();

  job.step('Comparing the files with the server');
  const gaps = await passGate(capture, listing, travelling, transferred);
  const chain = [...(previous?.artifact.chain ?? []), backupId];
  const others = listing.entries.filter(({ type }) => type === 'other');
  const { list: state, counts } = recordState(comparison, transferred.archived, listing.linkedFolders, chain.length - 1, others.length);
  const programs = previous === null ? null : newExecutables(before ?? [], state);
  const warnings = [...warningsOf(listing), ...gaps, ...(programs === null ? [] : [programs])];
  if (others.length > 0) job.log(`Left out, as they hold no data: ${showNames(others.map(({ path }) => path))}`);
  for (const { text } of warnings) job.log(text);
  job.log(
    previous === null
      ? `${counts.files} files, ${counts.folders} folders, ${counts.links} links: all the server has`
      : `${counts.added} added, ${counts.changed} changed, ${counts.removed} removed, ${counts.touched} touched of ${counts.files} files`,
  );

  const listWriter = await tools.draft.writeArtifact(artifactFileName(stem, '.files.jsonl.gz', [...takenFiles, file]));
  // Where nothing changed, the list is the one before, and making it anew takes a quarter of the whole backup.
  const unchanged = isUnchanged(comparison) ? await previous?.listFile?.(job.signal) : null;
  if (unchanged) await listWriter.write(unchanged);
  else await writeFileList(state, (chunk) => listWriter.write(chunk), job.signal);
  const list = await listWriter.finish();
  return {
    warnings,
    artifact: {
      id: ArtifactId.parse(crypto.randomUUID()),
      sourceId: source.id,
      part: 'media',
      kind: previous === null ? 'full' : 'incremental',
      folders: [...source.folders],
      file,
      ...written,
      compression,
      uncompressedBytes: transferred.uncompressedBytes,
      capturedFrom,
      capturedTo: instantOf(tools.clock),
      archiveTool: travelling.length === 0 || listing.tools.tar === null ? null : archiveToolOf(listing.tools.tar),
      fileList: { file: artifactFileName(stem, '.files.jsonl.gz', [...takenFiles, file]), ...list },
      counts,
      chain,
      synthetic: false,
      resumed: transferred.resumed,
    },
  };
}

/**
 * The state to compare with; null when there is none that can be read: the list lies on a drive that is away, or is damaged. Then everything is read, for a
 * site whose last list is lost would otherwise have no further backup at all.
 */
async function readableList(previous: PreviousMedia | null, job: JobContext): Promise<readonly ListedFile[] | null> {
  if (previous === null) return null;
  try {
    return await previous.list;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'backup.file-list-missing') throw error;
    job.log(`Everything is read, for the list of the last backup cannot be: ${error.detail}`);
    return null;
  }
}

const ENDING = { gzip: '.gz', zstd: '.zst', none: '' } as const satisfies Record<MediaCompression, string>;

/** `storage/app/public` -> `storage-app-public`; `.` is the whole site. */
function nameOfFolder(folder: string): string {
  return folder === '.' ? 'site' : folder.replaceAll('/', '-');
}

async function listFolders({ request, job, line }: Capture): Promise<MediaListing> {
  const { site, source } = request;
  const listing = await line.withShell((shell) => readListing(shell, site.root, source, job.signal));
  const { missing, closed, entries } = listing;
  if (entries.length === 0 && missing.length > 0)
    throw new AppError('capture.media-folder-missing', { detail: missing.map((folder) => `${site.root}/${folder}`).join('\n') });
  if (entries.every(({ path }) => closed.includes(path.toString())) && closed.length > 0)
    throw new AppError('capture.media-folder-closed', { detail: closed.map((folder) => `${site.root}/${folder}`).join('\n') });
  return listing;
}

/** Against the state before; a full is compared with nothing. */
async function compared({ request, job, line }: Capture, listing: MediaListing, previous: readonly ListedFile[]): Promise<ComparedListing> {
  const comparison = compareListing(listing.entries, previous);
  const candidates = comparison.compared.filter(({ change }) => change === 'candidate');
  if (candidates.length === 0) return comparison;
  let hashes: ReadonlyMap<string, string> = new Map();
  if (isHashingCheaper(candidates, listing.tools.canHash)) {
    job.step(`Hashing ${candidates.length} files on the server`);
    const paths = candidates.map(({ entry }) => entry.path);
    hashes = await line.withShell((shell) => hashAtServer(shell, request.site.root, paths, job.signal));
  }
  return { ...comparison, compared: settle(comparison.compared, hashes) };
}

/** Below this a sample costs more than any choice could save. */
const SAMPLE_FROM_BYTES = 1024 * 1024;

async function chooseCompression(
  { request, job, line }: Capture,
  { tools }: MediaListing,
  travelling: readonly ListedEntry[],
): Promise<MediaCompression> {
  if (travelling.length === 0) return 'none';
  if (tools.tar === null) throw new AppError('capture.no-archive-tool');
  const available = availableCompressions(tools.compressions);
  const wish = request.source.compression;
  if (wish !== null) return wishedCompression(wish, available);
  if (bytesOf(travelling) < SAMPLE_FROM_BYTES) return available.has('zstd') ? 'zstd' : available.has('gzip') ? 'gzip' : 'none';
  const sample = await line.withShell((shell) => sampleAtServer(shell, request.site.root, travelling, job.signal));
  const { proposed, why } = adviseCompression(sample, available);
  job.log(`Compression ${proposed}. ${why}`);
  return proposed;
}

function bytesOf(entries: readonly ListedEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Without compression the size is known beforehand: a header and the padding of each entry, half a block on average. */
function expectedBytes(request: MediaRequest, travelling: readonly ListedEntry[], compression: MediaCompression): number | null {
  return compression === 'none' ? bytesOf(travelling) + travelling.length * 768 + TAR_END.length : request.expectedBytes(compression);
}

async function passGate(
  { request, job, line }: Capture,
  listing: MediaListing,
  travelling: readonly ListedEntry[],
  { archived, said }: TransferredArchive,
): Promise<readonly BackupWarning[]> {
  const { site, source } = request;
  const found = differences(travelling, archived);
  const missing = found.missing.map(({ path }) => path);
  const fates = await line.withShell((shell) => lookAtServer(shell, site.root, missing, job.signal));
  let words = readTarWords(said);
  for (const [key, reason] of words.named) job.log(`tar: ${displayName(Buffer.from(key, 'latin1'))}: ${reason}`);
  if (travelling.length > 0 && listing.tools.tar !== null && !namesChangedFiles(listing.tools.tar)) {
    const after = await line.withShell((shell) => readListing(shell, site.root, source, job.signal));
    const inArchive = travelling.filter(({ path }) => archived.has(keyOf(path)));
    words = { ...words, changed: changedMeanwhile(inArchive, after.entries) };
  }
  const { unexplained, warnings } = judge(found, fates, words, archived);
  if (unexplained.length > 0)
    throw new AppError('capture.media-differs', { detail: [...unexplained.slice(0, 200), ...said.slice(0, 20)].join('\n') });
  return warnings;
}

/** What the listing itself lacks. */
function warningsOf({ missing, closed, unreadable }: MediaListing): readonly BackupWarning[] {
  const folders = (names: readonly string[]) => names.map((name) => displayName(Buffer.from(name))).join(', ');
  const warnings: BackupWarning[] = [];
  if (missing.length > 0)
    warnings.push({ code: 'media.folder-missing', text: `Not on the server, and not in the backup: ${folders(missing)}.` });
  if (closed.length > 0)
    warnings.push({ code: 'media.folder-closed', text: `May not be read, and is not in the backup: ${folders(closed)}.` });
  // The folders that may not be read are named above already.
  const words = unreadable.filter((line) => !closed.some((folder) => line.includes(folder)));
  if (words.length > 0) {
    const more = words.length > 20 ? ` and ${words.length - 20} more` : '';
    warnings.push({
      code: 'media.not-listed',
      text: `Not all could be listed, and what lies there is not in the backup: ${words.slice(0, 20).join('; ')}${more}.`,
    });
  }
  return warnings;
}
