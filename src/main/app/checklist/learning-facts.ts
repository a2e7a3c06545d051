import type { JobKind } from '../../../shared/model/job.ts';
import type { ScheduledWork } from '../../../shared/model/schedule.ts';
import type { LearningFacts } from '../../checklist/learning-path.ts';
import { fleetStatus } from '../../health/fleet-status.ts';
import type { Modules } from '../modules.ts';

/** What brings a new recovery point without anybody thinking of it. */
const MAKES: ReadonlySet<ScheduledWork> = new Set<ScheduledWork>(['backup', 'pull']);
const BACKUPS_SEEN = 50;

/** Gathered from what is so, so that the guide needs nobody to tick it. */
export async function learningFacts({
  catalog,
  clock,
  presences,
}: Pick<Modules, 'catalog' | 'clock' | 'presences'>): Promise<LearningFacts> {
  const { sites } = fleetStatus(catalog, clock.now(), await presences.known());
  const did = (...kinds: readonly JobKind[]): boolean => kinds.some((kind) => catalog.jobs.everDone(kind));
  return {
    sites: sites.map(({ site, verdict, because }) => {
      const passed = catalog.drills.newestPassed(site.id);
      const backups = catalog.backups.summaries({ siteId: site.id, limit: BACKUPS_SEEN });
      return {
        id: site.id,
        name: site.name,
        isProtected: verdict === 'protected',
        because,
        goodBackups: backups.filter(({ copies }) => copies.some(({ proof }) => proof.failure === null && proof.level !== 'present')).length,
        runsAlone:
          (catalog.siteCrons.find(site.id)?.installedAt ?? null) !== null ||
          catalog.schedules.of(site.id).some(({ work, schedule }) => MAKES.has(work) && schedule.rhythm !== null),
        drill: passed === null ? null : { restoreMs: passed.restoreMs },
        cardPrinted: catalog.operatorDocuments.cardOf(site.id).printed !== null,
      };
    }),
    did: { backup: did('backup', 'adopt'), verify: did('verify', 'verify-rolling'), copy: did('copy') },
    putAway: catalog.settings.get('learning-put-away'),
  };
}
