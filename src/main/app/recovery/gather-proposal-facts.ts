import type { Anomaly } from '../../../shared/model/anomaly.ts';
import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { BackupId, PlaceId, SiteId } from '../../../shared/model/ids.ts';
import { isFolderPlace } from '../../../shared/model/place.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import type { BackupEvidence } from '../../catalog/backup-evidence.ts';
import type { BackupFacts, PlaceFacts, ProposalFacts } from '../../restore/proposal/proposal-facts.ts';
import type { Modules } from '../modules.ts';
import { measuredRate } from './measured-rate.ts';
import { executablesReader } from './read-executables.ts';
import { spreadExecutables, type Executables } from './spread-executables.ts';

type Using = Pick<Modules, 'catalog' | 'stores' | 'presences'>;

/** More than three years of nightly backups; what is older answers no incident. */
const MOST_BACKUPS = 1200;
const MOST_DRILLS = 50;
/** What was there so long before belongs to the site; see find-anomalies.ts, which asks back 30 days. */
const LOOK_BACK_MS = 31 * 86_400_000;
/** Somebody waits for the proposal. When a break-in is looked into, evidence is worth more of that. */
const LISTS_MS: Readonly<Record<'hacked' | 'else', number>> = { hacked: 5000, else: 500 };

/** All a proposal is made of: from the catalog, and from lists of files that lie in folders at hand. No server and no S3 place is asked. */
export async function gatherProposalFacts(
  modules: Using,
  { id: siteId }: { readonly id: SiteId },
  situation: Situation,
  signal: AbortSignal,
): Promise<ProposalFacts> {
  const { catalog } = modules;
  const presences = await modules.presences.known();
  const places = catalog.places.list().map(({ id, name, kind }): PlaceFacts => {
    // Of what was never asked nothing bad is known.
    const reachable = (presences.get(id)?.state ?? 'there') === 'there';
    return { id, name, kind, reachable };
  });
  const evidence = catalog.backups.evidenceOf(siteId, MOST_BACKUPS);
  const near = await placesAtHand(modules);
  const window = Date.parse(situation.noticedAt) - LOOK_BACK_MS;
  const ms = LISTS_MS[situation.branch === 'hacked' ? 'hacked' : 'else'];
  const executables = await executablesSince(modules, evidence, near, window, AbortSignal.any([signal, AbortSignal.timeout(ms)]));
  signal.throwIfAborted();
  return {
    situation,
    backups: factsOf(modules, siteId, evidence, executables),
    places,
    drills: catalog.drills.list({ siteId, limit: MOST_DRILLS }),
    restoreBytesPerSecond: measuredRate(modules, siteId),
  };
}

/** Folders of this computer and drives that are there. */
export async function placesAtHand({ catalog, presences }: Pick<Modules, 'catalog' | 'presences'>): Promise<ReadonlySet<PlaceId>> {
  const known = await presences.known();
  return new Set(
    catalog.places.list().flatMap((place) => (isFolderPlace(place) && known.get(place.id)?.state === 'there' ? place.id : [])),
  );
}

/** Of the backups since `sinceMs`, and of the one before them: what it holds was there before. */
export async function executablesSince(
  modules: Pick<Modules, 'catalog' | 'stores'>,
  newestFirst: readonly BackupEvidence[],
  near: ReadonlySet<PlaceId>,
  sinceMs: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<BackupId, Executables | null>> {
  const withFiles = newestFirst.filter(({ files }) => files.some(({ foreign }) => !foreign));
  const before = withFiles.findIndex(({ capturedTo }) => Date.parse(capturedTo) < sinceMs);
  const asked = before === -1 ? withFiles : withFiles.slice(0, before + 1);
  return spreadExecutables(asked.toReversed(), executablesReader(modules, near, signal), () => !signal.aborted);
}

/** Tables, rows and scripts a proposal compares itself, with the situation in mind; how long a backup took says nothing of what is in it. */
function offTrendOf(anomalies: readonly Anomaly[]): ReadonlyMap<BackupId, readonly string[]> {
  const texts = new Map<BackupId, string[]>();
  for (const { kind, sightings, text, acknowledged } of anomalies) {
    if ((kind !== 'size' && kind !== 'files') || acknowledged?.verdict === 'new-level') continue;
    for (const { backupId } of sightings) texts.set(backupId, [...(texts.get(backupId) ?? []), text]);
  }
  return texts;
}

function factsOf(
  { catalog }: Pick<Modules, 'catalog'>,
  siteId: SiteId,
  evidence: readonly BackupEvidence[],
  executables: ReadonlyMap<BackupId, Executables | null>,
): readonly BackupFacts[] {
  const summaries = new Map(catalog.backups.summaries({ siteId, limit: MOST_BACKUPS }).map((summary) => [summary.id, summary]));
  const offTrend = offTrendOf(catalog.anomalies.ofSite(siteId));
  const broken = new Map<BackupId, Set<PlaceId>>();
  const oldest = evidence.at(-1)?.startedAt;
  for (const { backupId, placeId } of oldest === undefined ? [] : catalog.holdings.brokenChains(siteId, oldest))
    broken.set(backupId, (broken.get(backupId) ?? new Set()).add(placeId));
  const archiveBytes = new Map(evidence.flatMap(({ id, files }) => files.map(({ sourceId, bytes }) => [`${id} ${sourceId}`, bytes])));
  return evidence.flatMap((each): BackupFacts | [] => {
    const backup: BackupSummary | undefined = summaries.get(each.id);
    if (backup === undefined) return [];
    const { capturedTo, rows, databaseBytes, applicationKey, files, zip } = each;
    return {
      backup,
      capturedTo,
      rows,
      executables: executables.get(each.id) ?? null,
      offTrend: offTrend.get(each.id) ?? [],
      applicationKey,
      brokenChainAt: broken.get(each.id) ?? new Set(),
      zip,
      databaseBytes,
      mediaBytes: files.reduce(
        (sum, { chain, sourceId }) => sum + chain.reduce((bytes, id) => bytes + (archiveBytes.get(`${id} ${sourceId}`) ?? 0), 0),
        0,
      ),
    };
  });
}
