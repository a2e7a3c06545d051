import { formatAge } from '../../shared/format/durations.ts';
import { DISK_LIMIT_PERCENT, type DiskRow } from '../../shared/model/disk.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import type { PlaceId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Place, Presence } from '../../shared/model/place.ts';
import { finding, pruneFailed } from './condition-findings.ts';
import { DRIVE_OVERDUE_MS } from './findings.ts';
import { clause } from './place-words.ts';

/** A disk that is as full as this stops whatever writes to it. */
const CRITICAL_PERCENT = 95;

/** What is no matter of one site. */
export interface FleetFindingFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly places: readonly Place[];
  readonly presences: ReadonlyMap<PlaceId, Presence>;
  readonly disks: readonly DiskRow[];
  /** The key that seals; null: there is none, and nothing is lost with it. */
  readonly sealing: { readonly createdAt: string; readonly kitSavedAt: string | null } | null;
  /** Newest jobs over all sites. */
  readonly lastPruneJob: Job | null;
  readonly lastVerifyJob: Job | null;
}

/** Pure. */
export function fleetFindings(facts: FleetFindingFacts): readonly Finding[] {
  return [
    ...diskFindings(facts),
    ...driveFindings(facts),
    ...kitFinding(facts),
    ...pruneFailed(facts.lastPruneJob),
    ...verificationFinding(facts),
  ];
}

function diskFindings({ disks }: FleetFindingFacts): readonly Finding[] {
  return disks.flatMap(({ subject, name, newest, usedPercent, isOverLimit, forecast }): readonly Finding[] => {
    if (!isOverLimit || usedPercent === null || newest === null) return [];
    const soon =
      forecast.state === 'grows' && forecast.fullInDays !== null
        ? ` As it grows, it is full in ${forecast.fullInDays} ${forecast.fullInDays === 1 ? 'day' : 'days'}.`
        : '';
    return [
      finding({
        code: 'disk-over-limit',
        severity: usedPercent >= CRITICAL_PERCENT ? 'critical' : 'at-risk',
        text: `${name} is ${Math.floor(usedPercent)} % full; the line is at ${DISK_LIMIT_PERCENT} %.${soon}`,
        at: newest.at,
        ...(subject.kind === 'place' ? { placeId: subject.placeId } : { serverId: subject.serverId }),
      }),
    ];
  });
}

function driveFindings({ places, presences, now }: FleetFindingFacts): readonly Finding[] {
  return places.flatMap((place): readonly Finding[] => {
    if (place.kind !== 'drive' || place.lastSeenAt === null || presences.get(place.id)?.state === 'there') return [];
    const gone = now - Date.parse(place.lastSeenAt);
    if (gone <= DRIVE_OVERDUE_MS) return [];
    const text = `${place.name} was last plugged in ${formatAge(gone)}. What was made since is not on it.`;
    return [finding({ code: 'drive-not-seen', severity: 'at-risk', text, at: place.lastSeenAt, placeId: place.id })];
  });
}

function kitFinding({ sealing }: FleetFindingFacts): readonly Finding[] {
  if (sealing === null || sealing.kitSavedAt !== null) return [];
  const text =
    'The recovery kit of the key that seals settings was never saved: should this computer be lost, nobody can open them any more.';
  return [finding({ code: 'key-kit-not-saved', severity: 'at-risk', text, at: sealing.createdAt })];
}

/** A rolling one that met damage says so with the copies; what is left is that it could not be carried through. */
function verificationFinding({ lastVerifyJob: job }: FleetFindingFacts): readonly Finding[] {
  if (job?.state !== 'failed' || job.endedAt === null) return [];
  const text = `The last re-reading of copies could not be carried through: ${clause(job.problem?.title ?? 'unknown problem')}.`;
  return [finding({ code: 'verification-failed', severity: 'at-risk', text, at: job.endedAt })];
}
