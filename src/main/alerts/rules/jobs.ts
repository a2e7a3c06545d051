import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import type { AlertCondition, AlertConditionId, AlertContent } from '../../../shared/model/alert.ts';
import type { AlertEvent } from '../../../shared/model/alert-settings.ts';
import type { Backup, Copy } from '../../../shared/model/backup.ts';
import type { Job, JobKind } from '../../../shared/model/job.ts';
import type { Deletion } from '../../../shared/model/retention.ts';
import { keyOf } from './event-of.ts';
import { opened } from './observe.ts';
import { conditionTitle, eventContent } from './texts.ts';

/** What a message says of a backup. */
export type MadeBackup = Pick<Backup, 'bytes' | 'folder'> & { readonly copies: readonly Pick<Copy, 'location' | 'proof'>[] };

/** An ended job with what it left. */
export interface EndedJob {
  readonly job: Job;
  readonly siteName: string | null;
  /** What it made; null when it made none, or the catalog does not know it any more. */
  readonly backup: MadeBackup | null;
  /** What a prune deleted. */
  readonly deletions: readonly Deletion[];
}

/** Work whose failing is a condition until it succeeds. What other work leaves wrong is found in the state of the fleet. */
const FAILS_AS: Partial<Readonly<Record<JobKind, string>>> = { backup: 'backup-failed', adopt: 'backup-failed', drill: 'drill-failed' };

/** A single thing that happened. */
export interface Happening {
  readonly event: AlertEvent;
  readonly job: Job;
  readonly siteName: string | null;
  readonly content: AlertContent;
}

/** What went well and is worth a line or a message. Pure. */
export function happeningOf({ job, siteName, backup, deletions }: EndedJob): Happening | null {
  const wentWell = job.state === 'succeeded' || job.state === 'warning';
  if (job.kind === 'prune' && deletions.length > 0) {
    const event = 'old_backup_deleted';
    return { event, job, siteName, content: eventContent(event, siteName, deletedWords(deletions), deletedFields(deletions)) };
  }
  if (!wentWell || backup === null || (job.kind !== 'backup' && job.kind !== 'adopt')) return null;
  const event = 'backup_successful';
  const verification = verificationOf(backup);
  const happened = `A backup of ${siteName ?? 'a site that is gone'} was ${job.kind === 'adopt' ? 'brought from its server' : 'made'}: ${formatBytes(backup.bytes)}. Verification: ${verification}.`;
  return { event, job, siteName, content: eventContent(event, siteName, happened, backupFields(job, siteName, backup, verification)) };
}

/** The conditions of failing work as this job leaves them; only the changed ones. Pure but for the id. */
export function conditionOf(
  { job, siteName }: EndedJob,
  {
    open,
    lastResolved,
    now,
    newId,
  }: {
    readonly open: readonly AlertCondition[];
    readonly lastResolved: (key: string) => AlertCondition | null;
    readonly now: number;
    readonly newId: () => AlertConditionId;
  },
): AlertCondition | null {
  const code = FAILS_AS[job.kind];
  if (code === undefined || job.siteId === null) return null;
  // A server's own backups and ours fail apart.
  const variant = job.kind === 'adopt' ? 'adopt' : null;
  const key = [keyOf({ code, backupId: null, placeId: null, serverId: null }, job.siteId), ...(variant === null ? [] : [variant])].join(
    '|',
  );
  const before = open.find((condition) => condition.key === key) ?? null;
  const at = new Date(now).toISOString();
  if (job.state === 'succeeded' || job.state === 'warning')
    return before?.source === 'job' ? { ...before, goneSince: before.goneSince ?? at, resolvedAt: at } : null;
  // Stopped by the operator, or by the end of the app: it will be made up for.
  if (job.state !== 'failed') return null;
  const text = job.problem === null ? 'It failed.' : `${job.problem.title}. ${job.problem.hint}`;
  if (before === null) {
    const observation = { key, code, severity: 'at-risk', siteId: job.siteId, siteName, text, count: 1, source: 'job' } as const;
    return opened(observation, { now, before: lastResolved(key), id: newId() });
  }
  return {
    ...before,
    source: 'job',
    text,
    count: before.source === 'job' ? before.count + 1 : before.count,
    title: conditionTitle(before.event, code, siteName),
    seenAt: at,
    goneSince: null,
  };
}

function verificationOf({ copies }: MadeBackup): string {
  const proofs = copies.map(({ proof }) => proof);
  if (proofs.some(({ failure }) => failure !== null)) return 'failed';
  if (proofs.some(({ level }) => level === 'sound' || level === 'proven')) return 'passed, sound';
  return proofs.some(({ level }) => level === 'intact') ? 'passed, intact' : 'not verified yet';
}

function backupFields(job: Job, siteName: string | null, backup: MadeBackup, verification: string): AlertContent['fields'] {
  const { startedAt, endedAt } = job;
  const duration = startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
  const [location = backup.folder] = backup.copies.map((copy) => copy.location);
  return [
    ...(siteName === null ? [] : [{ name: 'Site', value: siteName }]),
    { name: 'Filename', value: location.split(/[/\\]/u).at(-1) ?? backup.folder },
    { name: 'Size', value: formatBytes(backup.bytes) },
    ...(duration === null ? [] : [{ name: 'Duration', value: formatDuration(Math.max(0, duration)) }]),
    { name: 'Verification', value: verification },
  ];
}

function deletedWords(deletions: readonly Deletion[]): string {
  const bytes = deletions.reduce((sum, deletion) => sum + deletion.bytes, 0);
  const what = deletions.length === 1 ? 'One copy' : `${deletions.length} copies`;
  return `${what} that the retention does not keep, ${formatBytes(bytes)} together, went to the bin of ${placesOf(deletions)}.`;
}

function deletedFields(deletions: readonly Deletion[]): AlertContent['fields'] {
  const bytes = deletions.reduce((sum, deletion) => sum + deletion.bytes, 0);
  return [
    { name: 'Copies', value: String(deletions.length) },
    { name: 'Size', value: formatBytes(bytes) },
    { name: 'Place', value: placesOf(deletions) },
  ];
}

const placesOf = (deletions: readonly Deletion[]): string => [...new Set(deletions.map(({ placeName }) => placeName))].join(', ');
