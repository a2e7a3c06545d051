import { formatAge } from '../../shared/format/durations.ts';
import { DISK_LIMIT_PERCENT, type DiskRow } from '../../shared/model/disk.ts';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import type { CheckVerdict, HealthCheck, HealthComponent } from '../../shared/model/health.ts';
import { counted } from './place-words.ts';
import { RETENTION_WANTS } from './score/score-facts.ts';

const HOUR = 3_600_000;
/** A backup that is older than this fails the check, whatever the site's own target allows. */
export const CHECK_AGE_MS = 48 * HOUR;
/** Clocks of two machines differ a little. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Room is read once a day; after a week of silence nobody knows how full a disk is. */
const READING_COUNTS_MS = 8 * 24 * HOUR;

export interface CheckFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly status: SiteStatus;
  /** Those that matter to the site. */
  readonly disks: readonly DiskRow[];
  /** Whether what is not kept is deleted in the places the site lies in. */
  readonly retention: { readonly enabled: boolean; readonly lastPruned: { readonly at: string; readonly ok: boolean } | null };
  /** Backups that wait to be deleted because no rule keeps them any more; null: not planned. */
  readonly overdue: number | null;
}

/** Five checks with limits of their own, apart from the score: age, integrity, count, disk, retention. Pure. */
export function checksOf(facts: CheckFacts): readonly HealthCheck[] {
  return [ageCheck(facts), integrityCheck(facts), countCheck(facts), diskCheck(facts), retentionCheck(facts)];
}

function ageCheck({ status: { site, rpo, newest }, now }: CheckFacts): HealthCheck {
  const evidence = newest === null ? ({ kind: 'site', siteId: site.id } as const) : ({ kind: 'backup', backupId: newest.id } as const);
  const rest = { id: 'age', label: 'Age of the newest good backup', wanted: 'at most 48 h', evidence, action: 'back-up' } as const;
  if (rpo.newestGoodAt === null) return { ...rest, found: 'there is none', verdict: 'failed' };
  const ageMs = now - Date.parse(rpo.newestGoodAt);
  if (ageMs < -CLOCK_TOLERANCE_MS) return { ...rest, found: 'it bears a time in the future', verdict: 'not-known' };
  const found = formatAge(Math.max(0, ageMs));
  return ageMs > CHECK_AGE_MS ? { ...rest, found, verdict: 'failed' } : { ...rest, found, verdict: 'ok', action: 'none' };
}

/** Every hash and structure check that was made: a copy that failed one fails this. What was not checked yet is no failure, and no success. */
function integrityCheck({ status: { site, board, health } }: CheckFacts): HealthCheck {
  const rule = board.rules.find(({ id }) => id === 'errors');
  const verification = health.factors.find(({ id }) => id === 'verification');
  const rest = {
    id: 'integrity',
    label: 'Integrity',
    wanted: 'no copy fails its check',
    evidence: { kind: 'site', siteId: site.id },
  } as const;
  if (rule?.held !== true) return { ...rest, found: rule?.text ?? 'not known', verdict: 'failed', action: 'heal' };
  if (verification === undefined || verification.points === 0)
    return { ...rest, found: verification?.text ?? 'not known', verdict: 'not-known', action: 'verify' };
  const all = verification.points === verification.of;
  return { ...rest, found: verification.text, verdict: all ? 'ok' : 'attention', action: all ? 'none' : 'verify' };
}

function countCheck({ status: { site, backupCount, newest } }: CheckFacts): HealthCheck {
  const lacking = newest === null ? [] : newest.warnings;
  const enough = backupCount >= RETENTION_WANTS;
  const found = `${counted(backupCount, 'backup', 'backups')}${lacking.length === 0 ? '' : `; the newest is not complete (${counted(lacking.length, 'part', 'parts')} left out)`}`;
  return {
    id: 'count',
    label: 'Count',
    wanted: `${RETENTION_WANTS} or more, the newest complete`,
    found,
    verdict: backupCount === 0 || lacking.length > 0 ? 'failed' : enough ? 'ok' : 'attention',
    evidence: newest === null || lacking.length === 0 ? { kind: 'site', siteId: site.id } : { kind: 'backup', backupId: newest.id },
    action: backupCount === 0 ? 'back-up' : lacking.length > 0 ? 'see-problem' : 'none',
  };
}

function diskCheck({ disks, now, status: { server } }: CheckFacts): HealthCheck {
  const known = disks.filter(({ usedPercent }) => usedPercent !== null);
  const fullest = known.reduce<DiskRow | null>((a, b) => (a === null || (b.usedPercent ?? 0) > (a.usedPercent ?? 0) ? b : a), null);
  const rest = { id: 'disk', label: 'Room', wanted: `below ${DISK_LIMIT_PERCENT} % everywhere` } as const;
  const unread = disks.filter((each) => isUnread(each, disks, now));
  if (fullest === null || (unread.length > 0 && !fullest.isOverLimit)) {
    const found = unread.length === 0 ? 'no reading yet' : `not read for days, or never: ${unread.map(({ name }) => name).join(', ')}`;
    return { ...rest, found, verdict: 'not-known', evidence: { kind: 'server', serverId: server.id }, action: 'none' };
  }
  const evidence =
    fullest.subject.kind === 'place'
      ? ({ kind: 'place', placeId: fullest.subject.placeId } as const)
      : ({ kind: 'server', serverId: fullest.subject.serverId } as const);
  const found = `${fullest.name} is the fullest, ${Math.floor(fullest.usedPercent ?? 0)} %`;
  return { ...rest, found, verdict: fullest.isOverLimit ? 'failed' : 'ok', evidence, action: fullest.isOverLimit ? 'see-disk' : 'none' };
}

/** A server fills up whether or not somebody looks; nothing but this computer writes on a drive that is away. The room of the account stands for its server. */
function isUnread({ subject, newest }: DiskRow, disks: readonly DiskRow[], now: number): boolean {
  if (subject.kind === 'place') return newest === null;
  const { serverId } = subject;
  const hasAccount = disks.some((each) => each.subject.kind === 'account' && each.subject.serverId === serverId);
  if (subject.kind === 'server' && hasAccount) return false;
  return newest === null || now - Date.parse(newest.at) > READING_COUNTS_MS;
}

function retentionCheck({ retention: { enabled, lastPruned }, overdue, status: { site }, now }: CheckFacts): HealthCheck {
  const rest = {
    id: 'retention',
    label: 'Retention',
    wanted: 'what no rule keeps is deleted',
    evidence: { kind: 'retention', siteId: site.id },
  } as const;
  if (!enabled) return { ...rest, found: 'off: nothing is ever deleted by itself', verdict: 'attention', action: 'see-retention' };
  if (lastPruned !== null && !lastPruned.ok)
    return {
      ...rest,
      found: `the last deletion, ${formatAge(now - Date.parse(lastPruned.at))}, did not end well`,
      verdict: 'failed',
      action: 'see-retention',
    };
  const last = lastPruned === null ? 'nothing was deleted yet' : `last run ${formatAge(now - Date.parse(lastPruned.at))}`;
  if (overdue !== null && overdue > 0)
    return {
      ...rest,
      found: `${counted(overdue, 'backup is', 'backups are')} kept by no rule; ${last}`,
      verdict: 'attention',
      action: 'see-retention',
    };
  return { ...rest, found: `on; ${last}`, verdict: 'ok', action: 'none' };
}

const WORST: readonly CheckVerdict[] = ['ok', 'not-known', 'attention', 'failed'];

/** Three components told from the checks. The care of media is a part of its own; where it is off nothing is asked of it. Pure. */
export function componentsOf(checks: readonly HealthCheck[]): readonly HealthComponent[] {
  const of = (ids: readonly HealthCheck['id'][]): Pick<HealthComponent, 'state' | 'text'> => {
    const own = checks.filter(({ id }) => ids.includes(id));
    const worst = own.reduce((a, b) => (WORST.indexOf(b.verdict) > WORST.indexOf(a.verdict) ? b : a));
    return { state: STATE[worst.verdict], text: `${worst.label}: ${worst.found.replace(/\.$/, '')}.` };
  };
  return [
    { id: 'backups', label: 'Backups', ...of(['age', 'count', 'disk', 'retention']) },
    {
      id: 'optimisation',
      label: 'Optimisation of images',
      state: 'not-set-up',
      text: 'Not set up: images of this site are left as they are.',
    },
    { id: 'integrity', label: 'Integrity', ...of(['integrity']) },
  ];
}

const STATE: Readonly<Record<CheckVerdict, HealthComponent['state']>> = {
  ok: 'healthy',
  attention: 'attention',
  failed: 'unhealthy',
  'not-known': 'not-known',
};
