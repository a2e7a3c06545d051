import { formatAge } from '../../../shared/format/durations.ts';
import { FACTOR_POINTS, type Evidence, type HealthFactor } from '../../../shared/model/health.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import { COUNTS_FOR_DAYS } from '../../../shared/model/proof-board.ts';
import { counted, listed } from '../place-words.ts';
import { RETENTION_WANTS, type ScoreFacts, TREND_BEFORE_DAYS, TREND_RECENT_DAYS, type Attempts } from './score-facts.ts';

const HOUR = 3_600_000;
/** Up to this age: all points. From there they go down evenly. */
export const AGE_FULL_MS = 24 * HOUR;
/** From this age on: none. */
export const AGE_NONE_MS = 72 * HOUR;
/** Clocks of two machines differ a little; more than this is a clock that is wrong, and the age is not known. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** A rate of failures that rose by so much (0.5: from none to every second attempt) takes all points of the trend. */
export const TREND_NONE_AT = 0.5;

/** A factor, and what it would be after its action was carried out once. */
export type Factor = HealthFactor & { readonly after: number };

/** The six parts of the score, each with its boundaries. Pure. */
export function factorsOf(facts: ScoreFacts): readonly Factor[] {
  return [age(facts), verification(facts), diversity(facts), retention(facts), compression(facts), errors(facts)];
}

/** 30 points up to 24 h, then down in a straight line: 15 at 48 h, none from 72 h on. Of the newest good backup: one that was made but is lost or damaged is none. */
function age(facts: ScoreFacts): Factor {
  const of = FACTOR_POINTS.age;
  const rest = { id: 'age', of, after: of, evidence: newest(facts), action: facts.backUp } as const;
  if (facts.newestGoodAt === null) return { ...rest, points: 0, text: 'There is no good backup.' };
  const old = facts.now - Date.parse(facts.newestGoodAt);
  if (old < -CLOCK_TOLERANCE_MS)
    return { ...rest, points: 0, text: 'The newest good backup bears a time in the future: its age is not known.' };
  const share = (AGE_NONE_MS - Math.max(old, AGE_FULL_MS)) / (AGE_NONE_MS - AGE_FULL_MS);
  return {
    ...rest,
    points: Math.round(of * Math.max(0, share)),
    text: `The newest good backup was made ${formatAge(Math.max(0, old))}.`,
  };
}

/** All points when every backup has a copy that was re-read and found intact or better; none when no backup has; in between by their share, never all and never none. */
function verification(facts: ScoreFacts): Factor {
  const of = FACTOR_POINTS.verification;
  const { backups, unproved } = facts;
  const rest = { id: 'verification', of, evidence: backupOr(facts, unproved.newestId), action: 'verify' } as const;
  if (backups === 0) return { ...rest, action: facts.backUp, points: 0, after: 0, text: 'There is no backup to verify.' };
  const pointsFor = (proved: number): number =>
    proved >= backups ? of : proved <= 0 ? 0 : Math.min(of - 1, Math.max(1, Math.round((of * proved) / backups)));
  const proved = backups - unproved.count;
  const text =
    unproved.count === 0
      ? `${backups === 1 ? 'The one backup was' : `All ${backups} backups were`} re-read and found intact.`
      : `${proved} of ${counted(backups, 'backup', 'backups')} were re-read and found intact.`;
  return { ...rest, points: pointsFor(proved), after: pointsFor(proved + 1), text };
}

/** All points for two varieties or more (kinds of capture; media and settings count as one each), half for one. */
function diversity(facts: ScoreFacts): Factor {
  const of = FACTOR_POINTS.diversity;
  const rest = { id: 'diversity', of, evidence: { kind: 'site', siteId: facts.siteId } } as const;
  const names = facts.varieties.map((variety) => VARIETY[variety] ?? variety);
  if (names.length === 0)
    return { ...rest, points: 0, after: of / 2, action: facts.backUp, text: `There is no backup of the last ${COUNTS_FOR_DAYS} days.` };
  if (names.length === 1)
    return { ...rest, points: of / 2, after: of, action: 'add-source', text: `There is one kind of backup alone: ${names[0] ?? ''}.` };
  return { ...rest, points: of, after: of, action: 'none', text: `Several kinds of backups are made: ${listed(names)}.` };
}

const VARIETY: Readonly<Record<string, string>> = {
  full: 'full database dumps',
  structure: 'structure',
  data: 'data',
  incremental: 'changes',
  media: 'files',
  config: 'settings',
  bundle: 'archives of the server',
};

/** All points from seven recovery points on; below, one seventh for each. Time alone mends it. */
function retention({ recoveryPoints, siteId }: ScoreFacts): Factor {
  const of = FACTOR_POINTS.retention;
  const points = Math.round((of * Math.min(recoveryPoints, RETENTION_WANTS)) / RETENTION_WANTS);
  const count = counted(recoveryPoints, 'good backup', 'good backups');
  return {
    id: 'retention',
    of,
    points,
    after: points,
    evidence: { kind: 'retention', siteId },
    action: 'none',
    text:
      recoveryPoints >= RETENTION_WANTS
        ? `There are ${RETENTION_WANTS} or more good backups to go back to.`
        : `There ${recoveryPoints === 1 ? 'is' : 'are'} ${count} to go back to, of ${RETENTION_WANTS} wanted.`,
  };
}

/** By the share of compressed dumps. Archives of media do not count: they hold what is compressed already. */
function compression(facts: ScoreFacts): Factor {
  const of = FACTOR_POINTS.compression;
  const { dumps, varieties } = facts;
  const rest = { id: 'compression', of, evidence: backupOr(facts, dumps.plainId), after: of } as const;
  if (varieties.length === 0)
    return { ...rest, points: 0, action: facts.backUp, text: `There is no backup of the last ${COUNTS_FOR_DAYS} days.` };
  if (dumps.plain === 0) return { ...rest, points: of, action: 'none', text: 'Every dump is compressed.' };
  const points = Math.min(of - 1, Math.round((of * (dumps.count - dumps.plain)) / dumps.count));
  return {
    ...rest,
    points,
    after: points,
    action: facts.backUp,
    text: `${dumps.plain} of ${counted(dumps.count, 'dump', 'dumps')} of the last ${COUNTS_FOR_DAYS} days ${dumps.plain === 1 ? 'is' : 'are'} not compressed.`,
  };
}

/**
 * The share of failed attempts of the last 7 days against that of the 21 days before. Not higher: all points. Higher: 4 points for every ten in a hundred, so
 * that half of the attempts more takes all. Of a site that has no backup and tried none, no trend is known, and no points are given for it.
 */
function errors(facts: ScoreFacts): Factor {
  const of = FACTOR_POINTS.errors;
  const { recent, before, newestFailedId } = facts.attempts;
  const evidence: Evidence = newestFailedId === null ? { kind: 'site', siteId: facts.siteId } : { kind: 'job', jobId: newestFailedId };
  const rest = { id: 'errors', of, evidence } as const;
  if (recent.ended + before.ended === 0 && facts.backups === 0)
    return { ...rest, points: 0, after: of, action: facts.backUp, text: 'Nothing was tried yet: there is no trend.' };
  const rise = rateOf(recent) - rateOf(before);
  const lost = rise <= 0 ? 0 : Math.min(of, Math.max(1, Math.round((of * rise) / TREND_NONE_AT)));
  const now = `${recent.failed} of ${counted(recent.ended, 'attempt', 'attempts')} failed in the last ${TREND_RECENT_DAYS} days`;
  const text =
    lost === 0 ? `${now}, not more than before.` : `${now}, ${before.failed} of ${before.ended} in the ${TREND_BEFORE_DAYS} before.`;
  return { ...rest, points: of - lost, after: of - lost, action: lost === 0 ? 'none' : 'see-problem', text };
}

function rateOf({ ended, failed }: Attempts): number {
  return ended === 0 ? 0 : failed / ended;
}

function newest(facts: ScoreFacts): Evidence {
  return backupOr(facts, facts.newestId);
}

function backupOr({ siteId }: ScoreFacts, backupId: BackupId | null): Evidence {
  return backupId === null ? { kind: 'site', siteId } : { kind: 'backup', backupId };
}
