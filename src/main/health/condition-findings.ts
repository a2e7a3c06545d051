import { formatBytes } from '../../shared/format/bytes.ts';
import { formatAge, formatDuration } from '../../shared/format/durations.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import type { RpoStatus, RtoStatus } from '../../shared/model/health.ts';
import type { BackupId, ServerId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Place } from '../../shared/model/place.ts';
import { clause } from './place-words.ts';

/** A backup a day is a little more than a day old when the next one is made: the finding waits for a quarter of the target, as "overdue" does. */
export const OVERDUE_FACTOR = 1.25;
/** Three periods missed: nobody can have meant it. */
export const CRITICAL_FACTOR = 3;
/** One failure is a bad night; from two in a row on it is a condition. */
export const REPEATED = 2;

/** What holds of a site until somebody mends it, beyond what its copies tell. */
export interface ConditionFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly newestId: BackupId | null;
  readonly rpo: RpoStatus;
  readonly rto: RtoStatus;
  /** Backups that failed one after the other, the newest the last one. */
  readonly failedInARow: { readonly count: number; readonly since: string | null };
  readonly lastBackupJob: Job | null;
  readonly lastVerifyJob: Job | null;
  readonly lastPruneJob: Job | null;
  /** Newest capture or pull that ended: what worked in other places since says nothing of the server's key. */
  readonly lastServerJob: Job | null;
  readonly server: { readonly id: ServerId; readonly name: string; readonly pinnedAt: string | null };
  /** Places in which the site takes more than the cap of its retention, which protects all that lies there. */
  readonly tooLarge: readonly { readonly place: Place; readonly bytes: number; readonly maxBytes: number }[];
  /** Backups whose failed copies are told of by themselves. */
  readonly copyFailed: ReadonlySet<BackupId>;
}

type Ground = Pick<Finding, 'code' | 'severity' | 'text' | 'at'> & Partial<Finding>;

export function finding(ground: Ground): Finding {
  return { backupId: null, placeId: null, serverId: null, ...ground };
}

/** Pure. */
export function conditionFindings(facts: ConditionFacts): readonly Finding[] {
  return [
    ...ageFinding(facts),
    ...rtoFinding(facts),
    ...hostKeyFinding(facts),
    ...repeatedFinding(facts),
    ...verificationFinding(facts),
    ...pruneFinding(facts),
    ...sizeFindings(facts),
  ];
}

function ageFinding({ rpo, newestId }: ConditionFacts): readonly Finding[] {
  const { ageMs, targetMs, newestGoodAt } = rpo;
  if (ageMs === null || newestGoodAt === null || ageMs <= targetMs * OVERDUE_FACTOR) return [];
  const text = `The newest good backup was made ${formatAge(ageMs)}; at most ${formatDuration(targetMs)} of data may be lost.`;
  const severity = ageMs > targetMs * CRITICAL_FACTOR ? 'critical' : 'at-risk';
  return [finding({ code: 'too-old', severity, text, at: instant(Date.parse(newestGoodAt) + targetMs), backupId: newestId })];
}

function rtoFinding({ rto }: ConditionFacts): readonly Finding[] {
  if (rto.level !== 'over' || rto.measuredMs === null || rto.targetMs === null || rto.measuredAt === null) return [];
  const text = `The last drill took ${formatDuration(rto.measuredMs)} to bring the data back; ${formatDuration(rto.targetMs)} are allowed.`;
  return [finding({ code: 'rto-over-target', severity: 'at-risk', text, at: rto.measuredAt })];
}

function hostKeyFinding({ lastServerJob, server }: ConditionFacts): readonly Finding[] {
  const at = lastServerJob?.endedAt ?? null;
  if (lastServerJob?.problem?.code !== 'ssh.host-key-changed' || at === null || (server.pinnedAt !== null && server.pinnedAt > at))
    return [];
  const text =
    `${server.name} answered with another host key than the one that was accepted: nothing is done on it any more. Compare the key on the ` +
    "server's own console before accepting it.";
  return [finding({ code: 'host-key-changed', severity: 'critical', text, at, serverId: server.id })];
}

function repeatedFinding({ failedInARow: { count, since }, lastBackupJob, now }: ConditionFacts): readonly Finding[] {
  if (count < REPEATED || since === null) return [];
  const why = lastBackupJob?.problem === null || lastBackupJob === null ? '' : `: ${clause(lastBackupJob.problem.title)}`;
  const text = `The last ${count} backups failed, the first of them ${formatAge(Math.max(0, now - Date.parse(since)))}${why}.`;
  return [finding({ code: 'backup-failed', severity: 'critical', text, at: since })];
}

/** A check that found damage is told of with the copy. */
function verificationFinding({ lastVerifyJob: job, copyFailed }: ConditionFacts): readonly Finding[] {
  if (job?.state !== 'failed' || job.endedAt === null || (job.backupId !== null && copyFailed.has(job.backupId))) return [];
  const text = `The last verification could not be carried through: ${clause(job.problem?.title ?? 'unknown problem')}.`;
  return [finding({ code: 'verification-failed', severity: 'at-risk', text, at: job.endedAt, backupId: job.backupId })];
}

function pruneFinding({ lastPruneJob: job }: ConditionFacts): readonly Finding[] {
  return pruneFailed(job);
}

/** What nobody need mend: that it is paused is said by what it is paused for, and where the plan had changed the next one is made anew. */
const NO_FAULT: ReadonlySet<string> = new Set(['retention.paused', 'retention.plan-changed']);

/** Also of a job over all sites. */
export function pruneFailed(job: Job | null): readonly Finding[] {
  if (job === null || (job.state !== 'failed' && job.state !== 'warning') || job.endedAt === null) return [];
  if (job.problem !== null && NO_FAULT.has(job.problem.code)) return [];
  const text = `The last deletion of what is not kept did not end well: ${clause(job.problem?.title ?? 'unknown problem')}. Nothing that is kept was touched.`;
  return [finding({ code: 'cleanup-failed', severity: 'at-risk', text, at: job.endedAt })];
}

function sizeFindings({ tooLarge, now }: ConditionFacts): readonly Finding[] {
  return tooLarge.map(({ place, bytes, maxBytes }) =>
    finding({
      code: 'too-large',
      severity: 'at-risk',
      text: `The backups in ${place.name} take ${formatBytes(bytes)}; the retention allows ${formatBytes(maxBytes)}. What it protects is more than that.`,
      at: instant(now),
      placeId: place.id,
    }),
  );
}

const instant = (at: number): string => new Date(at).toISOString();
