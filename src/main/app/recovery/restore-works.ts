import type { MediaArtifact } from '../../../shared/model/artifact.ts';
import { holdsFiles, isDatabase, isMedia } from '../../../shared/model/artifact.ts';
import { type Dump, dumpsOf } from '../../../shared/model/dump.ts';
import type { BackupId, RestoreId, SourceId } from '../../../shared/model/ids.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import type { Restore, RestoreChoice, RestoreMethod } from '../../../shared/model/restore.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import { openFolderStore } from '../../places/folder/folder-store.ts';
import type { DatabaseWork, ReadableDump } from '../../restore/database/database-work.ts';
import type { MediaLink, MediaWork } from '../../restore/media/media-work.ts';
import type { RestoreTarget } from '../../restore/step.ts';
import type { Modules } from '../modules.ts';
import { readableCopies, type ReadableCopy } from './readable-copies.ts';
import { sourceOfDump } from './source-of-dump.ts';
import { zipMediaWork } from './zip-media.ts';

/** What a choice comes to: the same after a restart as when it was planned. */
export interface RestoreWorks {
  readonly target: RestoreTarget;
  readonly manifest: Manifest;
  /** The copies of the backup, in the order they are tried. */
  readonly copies: readonly ReadableCopy[];
  readonly databases: readonly DatabaseWork[];
  readonly media: readonly MediaWork[];
}

type Using = Pick<Modules, 'catalog' | 'stores' | 'clock' | 'place' | 'connections' | 'secrets'>;

interface Reading {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Throws `site.not-found`, `server.not-found`. */
export function restoreTarget({ catalog }: Pick<Modules, 'catalog'>, { targetSiteId }: Pick<RestoreChoice, 'targetSiteId'>): RestoreTarget {
  const site = catalog.sites.find(targetSiteId);
  if (site === null) throw new AppError('site.not-found', { detail: targetSiteId });
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  return { site, server, sources: catalog.sources.list(site.id) };
}

export interface WorksOrder {
  readonly id: RestoreId;
  readonly choice: RestoreChoice;
  readonly method: RestoreMethod;
  /** By artifact, where it was kept: the source it goes into, and the name of its schema; else both are looked for. */
  readonly planned: Readonly<Record<string, { readonly sourceId: SourceId; readonly database: string }>>;
  /** Whether the backup has to be readable. */
  readonly copies: 'needed' | 'where there are any';
}

/** Opens what is chosen. Throws `backup.not-found`, `restore.nothing-chosen`, `restore.no-target-database`, `restore.no-copy`, `site.not-found`, `server.not-found`. */
export async function openWorks(modules: Using, order: WorksOrder, reading: Reading): Promise<RestoreWorks> {
  const { id, choice, method, planned } = order;
  const copiesOf = (backupId: BackupId) => copiesFor(modules, order, backupId, reading);
  const manifest = modules.catalog.backups.manifestOf(choice.backupId);
  if (manifest === null) throw new AppError('backup.not-found', { detail: choice.backupId });
  const target = restoreTarget(modules, choice);
  if (choice.databases.length + choice.media.length === 0) throw new AppError('restore.nothing-chosen', { detail: manifest.backup.folder });
  const copies = await copiesOf(choice.backupId);
  const dumps = dumpsOf(manifest.backup.artifacts);
  const databases = choice.databases.map((database): DatabaseWork => {
    const artifact = partNamed(manifest, dumps, database.artifactId);
    needTables(artifact, database.tables?.map(({ name }) => name) ?? []);
    const known = planned[artifact.id];
    const source =
      known === undefined
        ? sourceOfDump(target, artifact, { dumps, chosen: choice.databases.length })
        : sourceNamed(target, artifact, known.sourceId);
    return {
      restoreId: id,
      choice: database,
      method,
      artifact,
      source,
      database: known?.database ?? source.database,
      copies,
      safetyOf: (restore) => safetyDump(modules, restore, source),
    };
  });
  const named = new Set(databases.map(({ source }) => source.id));
  if (named.size < databases.length) throw new AppError('restore.no-target-database', { detail: 'Two dumps would go into one database.' });
  const media: MediaWork[] = [];
  for (const each of choice.media) {
    const artifact = partNamed(manifest, manifest.backup.artifacts.filter(holdsFiles), each.artifactId);
    if (artifact.part === 'bundle') {
      const zip = { restoreId: id, choice: each, bundle: artifact, manifest, target, copies };
      media.push(await zipMediaWork(modules, zip, reading.signal));
      continue;
    }
    const source = manifest.sources.find(({ id: sourceId }) => sourceId === artifact.sourceId);
    media.push({
      restoreId: id,
      choice: each,
      artifact,
      source: source?.kind === 'media' ? source : { excludes: [], symlinks: 'keep' },
      links: await Promise.all(artifact.chain.map((link) => linkOf(modules, link, artifact, copiesOf))),
    });
  }
  return { target, manifest, copies, databases, media };
}

function partNamed<T extends { readonly id: string }>({ backup }: Manifest, parts: readonly T[], id: string): T {
  const part = parts.find((each) => each.id === id);
  if (part === undefined) throw new AppError('restore.nothing-chosen', { detail: `${backup.folder} has no such part: ${id}` });
  return part;
}

function needTables({ file, inventory }: Dump, names: readonly string[]): void {
  const known = new Set(inventory.tables.map(({ name }) => name));
  const absent = names.filter((name) => !known.has(name));
  if (absent.length > 0) throw new AppError('restore.nothing-chosen', { detail: `${file} has no table ${absent.join(', ')}` });
}

function sourceNamed({ site, sources }: RestoreTarget, { database }: Dump, sourceId: SourceId): DatabaseSource {
  const source = sources.find(({ id }) => id === sourceId);
  if (source?.kind !== 'database')
    throw new AppError('restore.no-target-database', { detail: `${site.name}: ${database}, as it was planned` });
  return source;
}

async function copiesFor(
  modules: Using,
  { choice, copies }: WorksOrder,
  backupId: BackupId,
  reading: Reading,
): Promise<readonly ReadableCopy[]> {
  try {
    return await readableCopies(modules, backupId, choice.placeId, reading);
  } catch (error) {
    if (copies === 'needed' || !(error instanceof AppError) || error.code !== 'restore.no-copy') throw error;
    return [];
  }
}

async function linkOf(
  { catalog }: Using,
  id: BackupId,
  { sourceId }: MediaArtifact,
  copiesOf: (id: BackupId) => Promise<readonly ReadableCopy[]>,
): Promise<MediaLink> {
  const artifact = catalog.backups
    .find(id)
    ?.artifacts.filter(isMedia)
    .find((each) => each.sourceId === sourceId);
  if (artifact === undefined) throw new AppError('backup.not-found', { detail: `${id}, which the files need` });
  return { artifact, copies: await copiesOf(id) };
}

/** The dump of a database in the safety copy, which lies on this computer. */
function safetyDump({ catalog, clock, place }: Using, { safetyCopyId }: Restore, source: DatabaseSource): ReadableDump | null {
  const home = place();
  if (safetyCopyId === null || home === null) return null;
  const artifact = catalog.backups
    .find(safetyCopyId)
    ?.artifacts.filter(isDatabase)
    .find(({ sourceId }) => sourceId === source.id);
  const copy = catalog.backups.copiesOf(safetyCopyId).find(({ placeId }) => placeId === home.id);
  if (artifact === undefined || copy === undefined || copy.proof.failure !== null) return null;
  return { artifact, copies: [{ store: openFolderStore(home, { clock }), location: copy.location }] };
}
