import { setTimeout } from 'node:timers/promises';
import type { PlaceId, SiteId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { siteStatus, fleetStatus } from '../../health/fleet-status.ts';
import { detectSites } from '../../sites/detect-sites.ts';
import { keepCards } from '../checklist/keep-cards.ts';
import { leaveCard } from '../checklist/left-cards.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { needNoneOpen } from '../recovery/restore-journal.ts';

/** For the places that answer. */
const PATIENCE_MS = 5000;

export function siteCalls(modules: Modules): Handlers<CallsOf<'site' | 'fleet'>> {
  const { sites, connections, catalog, presences, clock, closing, emit, logger } = modules;
  const changed = <T>(result: T): T => {
    emit('fleet.changed', undefined);
    return result;
  };

  function needPlaces(ids: readonly PlaceId[]): void {
    for (const id of ids) if (catalog.places.find(id) === null) throw new AppError('place.not-found', { detail: id });
  }

  /** Its copies stay, and its cards with them. What cannot be reached at once is told by a later round; nobody waits for that. */
  async function sayNoLongerKept(siteId: SiteId): Promise<void> {
    const patience = new AbortController();
    const kept = keepCards(modules, siteId, closing).catch((cause: unknown) => {
      if (!closing.aborted) logger.error('card.not-left', { siteId, cause });
    });
    await Promise.race([kept, setTimeout(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }

  return {
    'site.detect': ({ serverId, root }) => connections.withShell(serverId, closing, (shell) => detectSites(shell, root, closing)),
    'site.add': async (draft) => changed(await sites.add(draft)),
    'site.edit': ({ siteId, ...change }) => changed(sites.edit(siteId, change)),
    'site.remove': async ({ siteId, leaveCron }) => {
      const { id, name } = sites.get(siteId);
      if (!leaveCron && (catalog.siteCrons.find(id)?.installedAt ?? null) !== null)
        throw new AppError('site.cron-installed', { detail: name });
      needNoneOpen(modules, (restore) => restore.siteId === id || restore.targetSiteId === id);
      leaveCard(modules, id);
      await sites.remove(id);
      changed(undefined);
      await sayNoLongerKept(id);
    },
    'site.policy': ({ siteId }) => catalog.sitePolicies.of(sites.get(siteId).id),
    'site.set-policy': ({ siteId, policy }) => {
      needPlaces(policy.copyTo);
      catalog.sitePolicies.put(sites.get(siteId).id, policy);
      return changed(catalog.sitePolicies.of(siteId));
    },
    'fleet.status': async () => fleetStatus(catalog, clock.now(), await presences.known()),
    'site.status': async ({ siteId }) => siteStatus(catalog, sites.get(siteId).id, clock.now(), await presences.known()),
  };
}
