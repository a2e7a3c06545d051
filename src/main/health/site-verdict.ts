import type { BackupSummary, ProofLevel } from '../../shared/model/backup.ts';
import type { PlaceId } from '../../shared/model/ids.ts';
import type { Place, Presence } from '../../shared/model/place.ts';
import type { Finding, SiteVerdict } from '../../shared/model/fleet.ts';
import type { SiteHealth } from '../../shared/model/health.ts';
import type { NextAction } from '../../shared/model/next-action.ts';
import type { Job } from '../../shared/model/job.ts';
import type { ProofBoard } from '../../shared/model/proof-board.ts';
import { formatAge } from '../../shared/format/durations.ts';
import { isUnplugged } from './board-step.ts';
import { CRITICAL_FACTOR, OVERDUE_FACTOR } from './condition-findings.ts';
import { clause, counted, listed, NEAREST_FIRST, WHERE } from './place-words.ts';

const HOUR = 3_600_000;
/** Files and settings change slowly, and many sites archive them once a week; a day of grace. */
export const FILES_OVERDUE_MS = 8 * 24 * HOUR;
/** Clocks of two machines differ a little; more than this is a clock that is wrong. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** All that the verdict on a site rests on. Only backups that hold every database whole count: structure alone brings no data back. */
export interface SiteFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Allowed data loss, milliseconds. */
  readonly rpoTargetMs: number;
  readonly serverName: string;
  readonly hostKeyPinned: boolean;
  /** Names of the databases registered for the site. */
  readonly databases: readonly string[];
  /** Newest backup of any kind. */
  readonly newest: BackupSummary | null;
  /** Newest that holds every database the site had; of a site without any, its files. */
  readonly newestFull: BackupSummary | null;
  /** Start of the newest such backup with a copy whose last check did not fail. */
  readonly newestGoodAt: string | null;
  /** Other sources that are registered, with the start of the newest good backup that holds each; null: there is none. */
  readonly media: { readonly newestGoodAt: string | null } | null;
  readonly config: { readonly newestGoodAt: string | null } | null;
  /** A source of backups that the server makes itself is registered. */
  readonly adopts: boolean;
  readonly findings: readonly Finding[];
  readonly board: ProofBoard;
  /** Newest backup job that ended by itself or was interrupted. */
  readonly lastBackupJob: Job | null;
  readonly places: readonly Place[];
  /** Places to which a copy job would bring something. */
  readonly owes: ReadonlySet<PlaceId>;
  readonly presences: ReadonlyMap<PlaceId, Presence>;
}

export interface Verdict {
  readonly verdict: SiteVerdict;
  readonly because: string;
  readonly nextAction: NextAction;
}

/** From best to worst. */
export const SEVERITY: Readonly<Record<SiteVerdict, number>> = { protected: 0, 'at-risk': 1, critical: 2, 'no-backup': 3 };

/**
 * What can be said of a site from its facts alone. Every rule that finds something adds a finding and the worst one speaks, so that a worse
 * fact can never make the verdict better; the earlier rule speaks where two weigh the same.
 */
export function siteVerdict(facts: SiteFacts): Verdict {
  const findings = [
    ...copyFindings(facts),
    ...jobFindings(facts),
    ...ageFindings(facts),
    ...registerFindings(facts),
    ...gapFindings(facts),
    ...partFindings(facts),
    ...placeFindings(facts),
    ...graveFindings(facts),
  ];
  const worst = findings.reduce<Verdict | null>(
    (before, finding) => (before !== null && SEVERITY[before.verdict] >= SEVERITY[finding.verdict] ? before : finding),
    null,
  );
  if (worst === null) return { verdict: 'protected', because: `${describeCopies(facts)}.`, nextAction: facts.board.next.action };
  return { ...worst, nextAction: possibleNow(worst.nextAction, facts) };
}

/** A site whose score is bad is not called protected, whatever each of its facts weighs alone. */
export function heldToHealth(verdict: Verdict, { level, reasons }: SiteHealth): Verdict {
  if (verdict.verdict !== 'protected' || level === 'excellent' || level === 'good') return verdict;
  const [worst] = reasons;
  return { verdict: 'at-risk', because: worst?.text ?? verdict.because, nextAction: worst?.action ?? verdict.nextAction };
}

/** A backup needs an accepted host key and something to be captured first. */
export function possibleNow(
  action: NextAction,
  facts: Pick<SiteFacts, 'hostKeyPinned' | 'databases' | 'media' | 'config' | 'adopts'>,
): NextAction {
  if (action !== 'back-up') return action;
  if (!facts.hostKeyPinned) return 'pin-host-key';
  return hasSources(facts) ? action : 'add-database';
}

function hasSources({ databases, media, config, adopts }: Pick<SiteFacts, 'databases' | 'media' | 'config' | 'adopts'>): boolean {
  return databases.length > 0 || media !== null || config !== null || adopts;
}

function copyFindings(facts: SiteFacts): readonly Verdict[] {
  const { newest, newestFull, newestGoodAt } = facts;
  if (newest === null && newestFull === null) return [noBackup(facts)];
  if (newestFull === null)
    return [
      {
        verdict: 'critical',
        because:
          newest?.kind === 'structure' || newest?.kind === 'data'
            ? `There is only a backup of ${newest.kind}; it does not hold the whole site.`
            : 'No backup holds every database of the site.',
        nextAction: 'back-up',
      },
    ];

  const { copies } = newestFull;
  const failed = copies.flatMap(({ proof }) => (proof.failure === null ? [] : [proof.failure]));
  const instead = newestGoodAt === null ? 'there is no good copy' : `the newest good copy was made ${age(newestGoodAt, facts)}`;
  if (copies.length === 0)
    return [{ verdict: 'critical', because: `No copy of the newest backup is left; ${instead}.`, nextAction: 'back-up' }];
  if (failed.length === copies.length)
    return [
      {
        verdict: 'critical',
        because: `The newest backup failed its check: ${clause(failed[0]?.text ?? '')}; ${instead}.`,
        nextAction: 'back-up',
      },
    ];
  if (failed.length > 0)
    return [
      {
        verdict: 'at-risk',
        because: `${failed.length} of ${copies.length} copies of the newest backup failed the check.`,
        nextAction: 'heal',
      },
    ];
  if (bestLevel(newestFull) === 'present') return [{ verdict: 'at-risk', because: `${describeCopies(facts)}.`, nextAction: 'verify' }];
  return [];
}

function noBackup(facts: SiteFacts): Verdict {
  const { hostKeyPinned, lastBackupJob, serverName } = facts;
  if (!hostKeyPinned)
    return {
      verdict: 'no-backup',
      because: `No backup yet: the host key of ${serverName} has not been accepted.`,
      nextAction: 'pin-host-key',
    };
  if (!hasSources(facts))
    return { verdict: 'no-backup', because: 'No backup yet: no database is registered for this site.', nextAction: 'add-database' };
  if (lastBackupJob?.state === 'failed')
    return {
      verdict: 'no-backup',
      because: `No backup yet: the last attempt failed: ${clause(lastBackupJob.problem?.title ?? 'unknown problem')}.`,
      nextAction: 'see-problem',
    };
  if (lastBackupJob?.problem?.code === 'catalog.backup-not-recorded')
    return {
      verdict: 'no-backup',
      because: `No backup is known: ${clause(lastBackupJob.problem.title)}.`,
      nextAction: 'see-problem',
    };
  return { verdict: 'no-backup', because: 'No backup has been made yet.', nextAction: 'back-up' };
}

/** A job says nothing any more once a later backup exists, whoever made it. */
function jobFindings({ lastBackupJob: job, newest, newestGoodAt, ...facts }: SiteFacts): readonly Verdict[] {
  if (job === null || newest === null) return [];
  if (newest.startedAt > (job.endedAt ?? job.createdAt)) return [];
  const title = clause(job.problem?.title ?? 'unknown problem');
  switch (job.state) {
    case 'failed': {
      const verdict =
        newestGoodAt === null || facts.now - Date.parse(newestGoodAt) > facts.rpoTargetMs * CRITICAL_FACTOR ? 'critical' : 'at-risk';
      const last = newestGoodAt === null ? 'there is no good copy' : `the newest good copy was made ${age(newestGoodAt, facts)}`;
      return [{ verdict, because: `The last backup failed: ${title}; ${last}.`, nextAction: 'see-problem' }];
    }
    case 'interrupted':
      return [{ verdict: 'at-risk', because: 'The last backup was interrupted and can be started again.', nextAction: 'back-up' }];
    case 'warning':
      // What the newest backup shows by itself is said of it elsewhere, and no longer than it is true.
      if (job.problem?.code === 'backup.not-read-back') return [];
      if (job.problem?.code === 'capture.incomplete' && newest.warnings.length > 0) return [];
      return [{ verdict: 'at-risk', because: `The last backup: ${title}.`, nextAction: 'see-problem' }];
    case 'queued':
    case 'running':
    case 'succeeded':
    case 'cancelled':
    case 'paused':
      return [];
  }
}

function ageFindings(facts: SiteFacts): readonly Verdict[] {
  const { newestGoodAt, now, rpoTargetMs } = facts;
  if (newestGoodAt === null) return [];
  const old = now - Date.parse(newestGoodAt);
  const because = `The newest good copy was made ${age(newestGoodAt, facts)}.`;
  if (old > rpoTargetMs * CRITICAL_FACTOR) return [{ verdict: 'critical', because, nextAction: 'back-up' }];
  if (old > rpoTargetMs * OVERDUE_FACTOR) return [{ verdict: 'at-risk', because, nextAction: 'back-up' }];
  if (old < -CLOCK_TOLERANCE_MS)
    return [
      {
        verdict: 'at-risk',
        because: 'The newest good copy bears a time in the future: check the clock of this computer.',
        nextAction: 'back-up',
      },
    ];
  return [];
}

/** What keeps the next backup from being made. */
function registerFindings(facts: SiteFacts): readonly Verdict[] {
  const { hostKeyPinned, serverName } = facts;
  const findings: Verdict[] = [];
  if (!hostKeyPinned)
    findings.push({
      verdict: 'at-risk',
      because: `No new backup can be made: the host key of ${serverName} has not been accepted.`,
      nextAction: 'pin-host-key',
    });
  if (!hasSources(facts))
    findings.push({
      verdict: 'at-risk',
      because: 'No new backup can be made: no database is registered for this site.',
      nextAction: 'add-database',
    });
  return findings;
}

/** What the newest full backup lacks. */
function gapFindings({ newestFull, databases }: SiteFacts): readonly Verdict[] {
  if (newestFull === null) return [];
  const findings: Verdict[] = [];
  const missing = databases.filter((database) => !newestFull.databases.includes(database));
  if (missing.length > 0)
    findings.push({ verdict: 'at-risk', because: `The newest backup does not hold ${missing.join(', ')}.`, nextAction: 'back-up' });
  const [first, ...rest] = newestFull.warnings;
  if (first !== undefined) {
    const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
    findings.push({
      verdict: 'at-risk',
      because: `The newest backup is not complete: ${clause(first.text)}${more}.`,
      nextAction: 'see-problem',
    });
  }
  return findings;
}

/** Files and settings of the site that no good backup holds, or none that is young enough. */
function partFindings(facts: SiteFacts): readonly Verdict[] {
  if (facts.newestFull === null) return [];
  const parts = [
    { part: facts.media, lacking: 'No good backup holds the files of the site.', what: 'files' },
    { part: facts.config, lacking: 'No good backup holds the settings of the site.', what: 'settings' },
  ];
  return parts.flatMap(({ part, lacking, what }): readonly Verdict[] => {
    if (part === null) return [];
    if (part.newestGoodAt === null) return [{ verdict: 'at-risk', because: lacking, nextAction: 'back-up' }];
    if (facts.now - Date.parse(part.newestGoodAt) <= FILES_OVERDUE_MS) return [];
    const because = `The newest good backup of the ${what} was made ${age(part.newestGoodAt, facts)}.`;
    return [{ verdict: 'at-risk', because, nextAction: 'back-up' }];
  });
}

/** Faults of older copies, and copies that are owed: the newest backup speaks for itself before. */
function placeFindings(facts: SiteFacts): readonly Verdict[] {
  const { newestFull, findings } = facts;
  if (newestFull === null) return [];
  const older = findings.filter(({ code, backupId }) => code === 'copy-failed' && backupId !== newestFull.id);
  const broken = findings.find(({ code }) => code === 'chain-broken');
  const overdue = findings.find(({ code }) => code === 'copy-overdue');
  const verdicts: Verdict[] = [];
  if (older.length > 0) {
    const canHeal = older.some(({ severity }) => severity !== 'critical');
    const because = `${counted(older.length, 'copy', 'copies')} of older backups failed the check.`;
    verdicts.push({ verdict: 'at-risk', because, nextAction: canHeal ? 'heal' : 'see-problem' });
  }
  if (broken !== undefined) verdicts.push({ verdict: 'at-risk', because: broken.text, nextAction: towardsCopy(broken, facts) });
  if (overdue !== undefined) verdicts.push({ verdict: 'at-risk', because: overdue.text, nextAction: towardsCopy(overdue, facts) });
  return verdicts;
}

/** A copy job brings what a policy wants and somebody has: anything else is looked at on the page of the site. */
function towardsCopy({ placeId }: Finding, { owes, places, presences }: SiteFacts): NextAction {
  const place = places.find(({ id }) => id === placeId);
  if (place === undefined || !owes.has(place.id)) return 'see-problem';
  return isUnplugged({ presences }, place) ? 'plug-in-drive' : 'copy';
}

/** Whoever reads "protected" looks no further: not while data is missing from the newest backup, or another machine answers for the server. */
const GRAVE: ReadonlySet<string> = new Set(['anomaly', 'host-key-changed']);

/** Findings that copies and jobs do not tell of, and that end when somebody looked at them. */
function graveFindings({ findings }: SiteFacts): readonly Verdict[] {
  return findings
    .filter(({ code, severity }) => severity === 'critical' && GRAVE.has(code))
    .map(({ text }) => ({ verdict: 'at-risk', because: text, nextAction: 'see-problem' }));
}

/** "One copy, on this computer, sound": never more than is known. */
function describeCopies({ newestFull, places }: SiteFacts): string {
  const holding = newestFull?.copies.filter(({ proof }) => proof.failure === null) ?? [];
  const kinds = new Set(holding.map(({ placeId }) => places.find(({ id }) => id === placeId)?.kind));
  const where = [
    ...NEAREST_FIRST.filter((kind) => kinds.has(kind)).map((kind) => WHERE[kind]),
    ...(kinds.has(undefined) ? ['in a place that is not known'] : []),
  ];
  const count = holding.length === 1 ? 'One copy' : `${holding.length} copies`;
  return `${count}, ${listed(where)}, ${LEVEL_TEXT[newestFull === null ? 'present' : bestLevel(newestFull)]}`;
}

const LEVEL_TEXT: Readonly<Record<ProofLevel, string>> = {
  present: 'not yet re-read',
  intact: 'intact',
  sound: 'sound',
  proven: 'proven by a drill',
};
const LEVELS: readonly ProofLevel[] = ['present', 'intact', 'sound', 'proven'];

/** Of the copies whose last check did not fail. */
function bestLevel({ copies }: BackupSummary): ProofLevel {
  const levels = copies.filter(({ proof }) => proof.failure === null).map(({ proof }) => LEVELS.indexOf(proof.level));
  return LEVELS[Math.max(0, ...levels)] ?? 'present';
}

const age = (at: string, { now }: Pick<SiteFacts, 'now'>): string => formatAge(Math.max(0, now - Date.parse(at)));
