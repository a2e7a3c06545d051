import type { BackupSummary } from '../../shared/model/backup.ts';
import type { Drill } from '../../shared/model/drill.ts';
import { NIGHTS, type NightMark, type SiteHealth } from '../../shared/model/health.ts';
import type { Job } from '../../shared/model/job.ts';
import { COUNTS_FOR_DAYS, type ProofBoard } from '../../shared/model/proof-board.ts';
import type { Site } from '../../shared/model/site.ts';
import type { FleetCatalog, RecentBackup, World } from './fleet-catalog.ts';
import { nightsOf } from './nights.ts';
import { RETENTION_WANTS, type ScoreFacts, TREND_BEFORE_DAYS, TREND_RECENT_DAYS } from './score/score-facts.ts';
import { siteHealth } from './score/site-health.ts';
import { possibleNow, type SiteFacts, type Verdict } from './site-verdict.ts';

const DAY = 24 * 3_600_000;

export interface HealthGround {
  readonly site: Site;
  readonly world: World;
  readonly totals: { readonly count: number; readonly newestGoodAt: string | null };
  readonly newest: BackupSummary | null;
  readonly board: ProofBoard;
  readonly passed: Pick<Drill, 'id' | 'startedAt'> | null;
  readonly verdict: Verdict;
  readonly verdictFacts: SiteFacts;
  readonly activeJob: Job | null;
  readonly unproved: ScoreFacts['unproved'];
  /** What reading the copy brings that "verify" means. */
  readonly brings: ScoreFacts['reading'];
}

/** The score of a site and its last nights, from what the catalog knows. */
export function healthOf(
  catalog: FleetCatalog,
  ground: HealthGround,
): { readonly health: SiteHealth; readonly nights: readonly NightMark[] } {
  const { site, world, totals, newest, board, passed, verdict, verdictFacts, activeJob, unproved, brings } = ground;
  const { healthFacts } = catalog;
  const { now } = world;
  const recent = healthFacts.recent(site.id, ago(now, COUNTS_FOR_DAYS));
  const plain = recent.filter(({ plainDumps }) => plainDumps > 0);
  const week = ago(now, TREND_RECENT_DAYS);
  const tried = healthFacts.tried(site.id, { week, before: ago(now, TREND_RECENT_DAYS + TREND_BEFORE_DAYS), since: ago(now, NIGHTS + 1) });
  const facts: ScoreFacts = {
    now,
    siteId: site.id,
    newestId: newest?.id ?? null,
    newestGoodAt: totals.newestGoodAt,
    backups: totals.count,
    unproved,
    recoveryPoints: healthFacts.recoveryPoints(site.id, RETENTION_WANTS),
    varieties: varietiesOf(recent),
    dumps: {
      count: sumOf(recent.map(({ dumps }) => dumps)),
      plain: sumOf(plain.map(({ plainDumps }) => plainDumps)),
      plainId: plain[0]?.id ?? null,
    },
    attempts: {
      recent: tried.recent,
      before: tried.before,
      newestFailedId: tried.recent.failed === 0 ? null : healthFacts.newestFailed(site.id, week),
    },
    offsite: offsiteOf(board),
    reading: brings,
    lastPassedDrill: passed,
    backUp: possibleNow('back-up', verdictFacts),
  };
  const isUrgent = verdict.verdict !== 'protected' && verdict.nextAction !== 'none';
  return {
    health: siteHealth(facts, isUrgent ? { action: verdict.nextAction, text: verdict.because } : null),
    nights: nightsOf({
      now,
      backups: recent,
      failedAt: tried.failedAt,
      offRange: healthFacts.offRange(site.id, ago(now, NIGHTS + 1)),
      runningSince: activeJob?.kind === 'backup' && activeJob.state === 'running' ? activeJob.createdAt : null,
    }),
  };
}

/** Kinds of database dumps, and every part beside them. */
function varietiesOf(recent: readonly RecentBackup[]): readonly string[] {
  return [...new Set(recent.flatMap(({ kind, parts }) => parts.map((part) => (part === 'database' ? kind : part))))];
}

/** The board's step is towards the first figure that is not held, and a copy away from the provider is the first of them. */
function offsiteOf({ rules, next }: ProofBoard): ScoreFacts['offsite'] {
  const rule = rules.find(({ id }) => id === 'offsite');
  return { held: rule?.held === true, text: rule?.text ?? '', action: next.action };
}

function ago(now: number, days: number): string {
  return new Date(now - days * DAY).toISOString();
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
