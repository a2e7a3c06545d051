import type { ConfigArtifact, MediaArtifact } from '../../shared/model/artifact.ts';
import type { BackupKind } from '../../shared/model/backup.ts';
import type { BackupId, SiteId, SourceId } from '../../shared/model/ids.ts';
import type { MediaSource, Source } from '../../shared/model/source.ts';
import type { MediaChoice } from '../capture/capture-backup.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { fileOfList, readFileListOf } from './file-lists.ts';
import { planMedia, type ChainEnd } from './media-chain.ts';
import type { Modules } from './modules.ts';

/** How far back the end of a chain, or the last sealed settings, are looked for: a site that was idle for as many backups begins anew. */
const LOOK_BACK = 100;

/** Whether files travel whole or as changes, and with what they are compared. `onClose`: told when the chain is to be put together afterwards. */
export async function chooseMedia(
  modules: Modules,
  siteId: SiteId,
  source: MediaSource,
  wanted: BackupKind,
  job: JobContext,
  onClose: () => void,
): Promise<MediaChoice> {
  const end = wanted === 'incremental' ? newestChain(modules, siteId, source) : null;
  const plan = planMedia(wanted, end, modules.catalog.sitePolicies.of(siteId), modules.clock.now());
  const name = source.folders.join(', ');
  if (plan.kind === 'full' || end === null) {
    job.log(`${name}: everything is read${plan.kind === 'full' ? `, ${plan.because}` : ''}`);
    return { kind: 'full' };
  }
  if (plan.thenFull) onClose();
  // Not awaited: it is read while the server lists. Whoever compares with it meets its fault.
  const list = readFileListOf(modules, end.backupId, end.artifact, job.signal);
  const listFile = (signal: AbortSignal) => fileOfList(modules, end.backupId, end.artifact, signal);
  return { kind: 'incremental', previous: { artifact: end.artifact, backupId: end.backupId, list, listFile } };
}

/**
 * The newest backup of these very folders whose whole chain lies somewhere in copies that hold; null when there is none. A full that was put together of
 * a chain is as old as the end of that chain, and goes before it: else the chain would grow on, and be put together anew each time.
 */
function newestChain(modules: Modules, siteId: SiteId, source: MediaSource): (ChainEnd & { readonly backupId: BackupId }) | null {
  const { catalog } = modules;
  let best: (ChainEnd & { readonly backupId: BackupId }) | null = null;
  let newestAt: string | null = null;
  for (const { id, startedAt, artifact } of newestArtifacts(modules, siteId, source.id)) {
    if (best !== null && startedAt !== newestAt) break;
    if (artifact.part !== 'media' || !isSameSource(artifact, source)) continue;
    if (!artifact.chain.every((needed) => catalog.backups.copiesOf(needed).some(({ proof }) => proof.failure === null))) continue;
    const full = catalog.backups.find(artifact.chain[0] ?? id);
    if (full === null || (best !== null && best.artifact.chain.length <= artifact.chain.length)) continue;
    best = { artifact, backupId: id, fullAt: full.startedAt };
    newestAt = startedAt;
  }
  return best;
}

/** Other folders make another state: it is not compared with the old one. */
function isSameSource(artifact: MediaArtifact, source: MediaSource): boolean {
  return artifact.folders.length === source.folders.length && artifact.folders.every((folder, index) => folder === source.folders[index]);
}

/** The settings as they were sealed last; null when they never were. */
export function previousConfig(modules: Modules, siteId: SiteId, sourceId: SourceId): ConfigArtifact | null {
  for (const { artifact } of newestArtifacts(modules, siteId, sourceId)) if (artifact.part === 'config') return artifact;
  return null;
}

function* newestArtifacts({ catalog }: Modules, siteId: SiteId, sourceId: SourceId) {
  for (const { id, startedAt, parts } of catalog.backups.summaries({ siteId, limit: LOOK_BACK })) {
    if (!parts.includes('media') && !parts.includes('config')) continue;
    for (const artifact of catalog.backups.find(id)?.artifacts ?? []) if (artifact.sourceId === sourceId) yield { id, startedAt, artifact };
  }
}

/** What a backup of the site captures: the chosen sources, else everything that is not made by the server itself. */
export function sourcesOf({ catalog }: Pick<Modules, 'catalog'>, siteId: SiteId, chosen: readonly SourceId[] | null): readonly Source[] {
  const all = catalog.sources.list(siteId).filter(({ kind }) => kind !== 'server-backups');
  return chosen === null ? all : all.filter(({ id }) => chosen.includes(id));
}
