import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { ChecklistName } from '../../../shared/model/checklist.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { BackupId, SiteId } from '../../../shared/model/ids.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { BackupFact, ChecklistFacts, JobFact, PlaceFact, SiteFact } from '../../checklist/facts.ts';
import { papersInForce } from '../../checklist/papers.ts';
import { siteChanges } from '../../checklist/site-changes.ts';
import { fleetStatus } from '../../health/fleet-status.ts';
import type { Modules } from '../modules.ts';
import { owedNow } from '../owed-now.ts';
import { placeStatuses } from '../place-status.ts';
import { cardFactOf } from './card-status.ts';
import { cleanupFacts, NO_CLEANUP } from './cleanup-facts.ts';
import { cronFactOf } from './cron-fact.ts';
import { diskFacts } from './disk-facts.ts';
import { zoneOfOperator } from './zone.ts';

const DAY_MS = 86_400_000;
/** Nights that are counted back. */
const NIGHTS = 7;
const DRILLS_SEEN = 30;
const BACKUPS_SEEN = 400;

/** Everything the evidence of a list rests on, as it is now. Folders and drives are looked at; servers and S3 are not asked. `since`: UTC. */
export async function gatherFacts(modules: Modules, list: ChecklistName, since: string): Promise<ChecklistFacts> {
  const { catalog, clock, keys, presences } = modules;
  const now = clock.now();
  const status = fleetStatus(catalog, now, await presences.known());
  const places = await placeFacts(modules, status.sites);
  return {
    now,
    zone: zoneOfOperator(),
    since,
    sites: status.sites.map((site) => siteFact(modules, site, now, since)),
    places,
    jobs: jobFacts(modules, status.sites, since),
    disks: diskFacts(status.disks, places, now),
    // Each look at a list gathers: what only the monthly one asks for is not read for the others.
    cleanup: list === 'monthly' ? cleanupFacts(modules, since) : NO_CLEANUP,
    key: await keys.status(),
    fleetFindings: status.findings
      // What the checklist says of itself is no evidence for it.
      .filter(({ code }) => !code.startsWith('checklist-'))
      .map(({ severity, text }) => ({ severity, text })),
  };
}

function siteFact(modules: Modules, status: SiteStatus, now: number, since: string): SiteFact {
  const { catalog } = modules;
  const { site, sources, policy, verdict, because, activeJob } = status;
  const backups = catalog.backups.summaries({ siteId: site.id, limit: BACKUPS_SEEN });
  const newest = catalog.backups.newestFull(site.id);
  return {
    id: site.id,
    name: site.name,
    verdict,
    because,
    newest: newest === null ? null : backupFact(newest),
    adopts: sources.some(({ kind }) => kind === 'server-backups'),
    wanted: policy.copyTo,
    active: activeJob === null ? null : { kind: activeJob.kind, title: activeJob.title, percent: percentOf(activeJob) },
    nights: nightsOf(backups, site.createdAt, now),
    findings: status.findings.flatMap(({ code, severity, text }) =>
      severity === 'note' || code.startsWith('cron-') ? [] : [{ severity, text }],
    ),
    cron: cronFactOf(modules, status, now),
    changes: changesOf(modules, backups, since),
    drill: drillFact(modules, site.id),
    papers: papersInForce(catalog.operatorDocuments.find(site.id), catalog.operatorDocuments.find(null)),
    card: cardFactOf(modules, site.id),
    hasSealedSettings: backups.some(({ parts }) => parts.includes('config')),
  };
}

function backupFact({ id, startedAt, bytes, copies }: BackupSummary): BackupFact {
  return {
    id,
    startedAt,
    bytes,
    copies: copies
      .filter(({ proof }) => proof.failure === null)
      .map(({ placeId, proof }) => ({ placeId, isIntact: proof.level !== 'present' })),
  };
}

function percentOf({ progress }: Job): number | null {
  if (progress === null || progress.doneBytes === null || progress.totalBytes === null) return null;
  return Math.min(100, Math.floor((progress.doneBytes / progress.totalBytes) * 100));
}

/** Of the days since the site was registered, at most a week, counted back from now. */
function nightsOf(backups: readonly BackupSummary[], createdAt: string, now: number): SiteFact['nights'] {
  const days = Math.min(NIGHTS, Math.floor((now - Date.parse(createdAt)) / DAY_MS));
  const ages = new Set(backups.map(({ startedAt }) => Math.floor((now - Date.parse(startedAt)) / DAY_MS)));
  return { days, withBackup: Array.from({ length: days }, (_, age) => age).filter((age) => ages.has(age)).length };
}

/** The newest backup against the newest one from before the last checklist; where there is none, against the oldest since. */
function changesOf({ catalog }: Modules, backups: readonly BackupSummary[], since: string): readonly string[] {
  const whole = backups.filter(({ kind }) => kind === 'full' || kind === 'incremental');
  const [after] = whole;
  const before = whole.find(({ startedAt }) => startedAt <= since) ?? whole.at(-1);
  if (after === undefined || before === undefined || after.id === before.id) return [];
  const [old, fresh] = [manifestOf(catalog, before.id), manifestOf(catalog, after.id)];
  return old === null || fresh === null ? [] : siteChanges(old.backup, fresh.backup);
}

function manifestOf(catalog: Modules['catalog'], id: BackupId) {
  return catalog.backups.manifestOf(id);
}

function drillFact({ catalog }: Modules, siteId: SiteId): SiteFact['drill'] {
  const drills = catalog.drills.list({ siteId, limit: DRILLS_SEEN });
  const [newest] = drills;
  const passed = catalog.drills.newestPassed(siteId);
  const { rtoGoalMinutes } = catalog.siteRecoveries.of(siteId);
  return {
    lastPassedAt: passed?.startedAt ?? null,
    restoreMs: passed?.restoreMs ?? null,
    goalMs: rtoGoalMinutes === null ? null : rtoGoalMinutes * 60_000,
    failed: newest === undefined || newest.outcome !== 'failed' ? null : { at: newest.startedAt, why: whyFailed(newest) },
    openedAt: drills.find(({ settings }) => settings === 'opened')?.startedAt ?? null,
    conditions: passed?.assertions.length ?? 0,
  };
}

function whyFailed({ problem, databases, assertions }: ReturnType<Modules['catalog']['drills']['list']>[number]): string {
  if (problem !== null) return problem.title.replace(/\.$/, '');
  const broken = assertions.find(({ ok }) => !ok);
  if (broken !== undefined) return `the condition "${broken.title}" did not hold`;
  return databases.flatMap(({ differences }) => differences)[0]?.replace(/\.$/, '') ?? 'the restored data differs';
}

async function placeFacts(modules: Modules, sites: readonly SiteStatus[]): Promise<readonly PlaceFact[]> {
  const owed = owedNow(modules);
  const bytesOf = new Map<BackupId, { readonly siteId: SiteId; readonly bytes: number }>();
  for (const { site, policy } of owed.size === 0 ? [] : sites)
    for (const { id, bytes } of policy.copyTo.length === 0 ? [] : modules.catalog.retained.ofSite(site.id))
      bytesOf.set(id, { siteId: site.id, bytes });
  return (await placeStatuses(modules)).map(({ place, isHome, presence, failedCopies, oldestProofAt, neverRead, copies }) => {
    const here = (owed.get(place.id) ?? []).flatMap((id) => bytesOf.get(id) ?? []);
    return {
      id: place.id,
      name: place.name,
      kind: place.kind,
      isHome,
      presence,
      lastSeenAt: place.kind === 'drive' ? place.lastSeenAt : null,
      owed: [...Map.groupBy(here, ({ siteId }) => siteId)].map(([siteId, all]) => ({
        siteId,
        siteName: sites.find(({ site }) => site.id === siteId)?.site.name ?? '',
        backups: all.length,
        bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      })),
      failedCopies,
      oldestProofAt,
      neverRead,
      copies,
    };
  });
}

function jobFacts({ catalog }: Modules, sites: readonly SiteStatus[], since: string): readonly JobFact[] {
  const names = new Map(sites.map(({ site }) => [site.id, site.name]));
  return catalog.jobs.endedSince(since).flatMap(({ kind, title, state, endedAt, siteId, problem }): readonly JobFact[] => {
    // What a person stopped is no error.
    if (endedAt === null || state === 'cancelled' || state === 'paused') return [];
    return [
      {
        kind,
        title,
        state,
        endedAt,
        siteName: siteId === null ? null : (names.get(siteId) ?? null),
        problem: problem?.title.replace(/\.$/, '') ?? '',
      },
    ];
  });
}
