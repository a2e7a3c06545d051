import type { Copy } from '../../../shared/model/backup.ts';
import type { BackupId, SiteId } from '../../../shared/model/ids.ts';
import { whereIs, type Place } from '../../../shared/model/place.ts';
import type { LeftCard } from '../../catalog/operator-documents.ts';
import type { CardFacts } from '../../checklist/emergency-card.ts';
import { papersInForce } from '../../checklist/papers.ts';
import { AppError } from '../../errors/app-error.ts';
import { stepsInShort } from '../../manifest/by-hand/steps-in-short.ts';
import { restoreByHand } from '../../manifest/restore-by-hand.ts';
import type { Modules } from '../modules.ts';

/** Of each catalog and site, how its newest whole backup is restored by hand: a manifest does not change, and a large one is slow to read at every round. */
const STEPS = new WeakMap<Modules['catalog'], Map<SiteId, { readonly backupId: BackupId; readonly byHand: CardFacts['byHand'] }>>();

type FactModules = Pick<Modules, 'catalog' | 'appVersion'>;

/** Throws `site.not-found`. */
export function cardFacts({ catalog, appVersion }: FactModules, siteId: SiteId): CardFacts {
  return {
    ...registeredFacts(catalog, siteId),
    places: placesOf(catalog, siteId, cardPlaces(catalog, siteId)),
    proven: provenOf(catalog, siteId),
    byHand: byHandOf(catalog, siteId),
    papers: papersInForce(catalog.operatorDocuments.find(siteId), catalog.operatorDocuments.find(null)),
    recipient: catalog.settings.get('sealing')?.recipient ?? null,
    appVersion,
  };
}

/** Of a site that was removed. `places`: those with its copies. */
export function leftFacts({ catalog, appVersion }: FactModules, left: LeftCard, places: readonly Place[]): CardFacts {
  const { siteId, site, server, databases, papers, removedAt } = left;
  return {
    site,
    server,
    databases,
    places: placesOf(catalog, siteId, places),
    proven: provenOf(catalog, siteId),
    byHand: byHandOf(catalog, siteId),
    papers: papersInForce(papers, catalog.operatorDocuments.find(null)),
    recipient: catalog.settings.get('sealing')?.recipient ?? null,
    appVersion,
    removedAt,
  };
}

/** What is known only as long as the site is. Throws `site.not-found`. */
export function registeredFacts(catalog: Modules['catalog'], siteId: SiteId): Pick<LeftCard, 'site' | 'server' | 'databases'> {
  const site = catalog.sites.find(siteId);
  const server = site === null ? null : catalog.servers.find(site.serverId);
  if (site === null || server === null) throw new AppError('site.not-found', { detail: siteId });
  const jump = server.jumpServerId === null ? null : catalog.servers.find(server.jumpServerId);
  return {
    site: { name: site.name, url: site.url, root: site.root, framework: site.framework },
    server: {
      name: server.name,
      address: server.address,
      port: server.port,
      user: server.user,
      hostKey: server.hostKey === null ? null : `${server.hostKey.type} ${server.hostKey.fingerprint}`,
      over: jump === null ? null : `${jump.user}@${jump.address}, port ${jump.port}`,
    },
    databases: catalog.sources.list(siteId).flatMap((source) => (source.kind === 'database' ? [source.database] : [])),
  };
}

/** Places that have a copy of the site, and the ones that are to get one. */
export function cardPlaces(catalog: Modules['catalog'], siteId: SiteId): readonly Place[] {
  const holding = new Set([...catalog.holdings.of(siteId).map(({ placeId }) => placeId), ...catalog.sitePolicies.of(siteId).copyTo]);
  const home = catalog.settings.get('place-id');
  return catalog.places.list().filter(({ id }) => holding.has(id) || id === home);
}

function placesOf(catalog: Modules['catalog'], siteId: SiteId, places: readonly Place[]): CardFacts['places'] {
  return places.map((place) => {
    // Whoever holds the card wants a copy that brings the site back: not the newest one of all, which may be damaged or of the structure alone.
    const good = catalog.holdings.newestGoodIn(siteId, place.id);
    return {
      name: place.name,
      kind: place.kind,
      where: whereIs(place),
      offsite: place.offsite,
      newest: good === null ? null : { startedAt: good.startedAt, location: good.copy.location, ...shown(good.copy) },
    };
  });
}

function shown({ proof }: Copy): { readonly level: Copy['proof']['level']; readonly provedAt: string } {
  return { level: proof.level, provedAt: proof[`${proof.level}At`] ?? proof.presentAt };
}

function byHandOf(catalog: Modules['catalog'], siteId: SiteId): CardFacts['byHand'] {
  const backupId = catalog.backups.newestFull(siteId)?.id ?? null;
  if (backupId === null) return [];
  const kept = STEPS.get(catalog) ?? new Map();
  STEPS.set(catalog, kept);
  const known = kept.get(siteId);
  if (known?.backupId === backupId) return known.byHand;
  const manifest = catalog.backups.manifestOf(backupId);
  const byHand = manifest === null ? [] : stepsInShort(restoreByHand(manifest));
  kept.set(siteId, { backupId, byHand });
  return byHand;
}

function provenOf(catalog: Modules['catalog'], siteId: SiteId): CardFacts['proven'] {
  const found = catalog.holdings.newestProven(siteId);
  const provenAt = found?.copy.proof.provenAt ?? null;
  if (found === null || provenAt === null) return null;
  const { copy, startedAt } = found;
  const passed = catalog.drills.newestPassed(siteId);
  return {
    startedAt,
    placeName: catalog.places.find(copy.placeId)?.name ?? 'a place that is not known',
    location: copy.location,
    provenAt,
    restoreMs: passed?.backupId === copy.backupId ? passed.restoreMs : null,
  };
}
