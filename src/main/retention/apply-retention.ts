import { randomUUID } from 'node:crypto';
import { formatBytes } from '../../shared/format/bytes.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { RetentionDecision } from '../../shared/model/retention.ts';
import type { DeletionRecord } from '../catalog/deletions.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import { isLeavingNow, pausedBecause, planPlace } from './plan-place.ts';
import { finish, settle, settleDeletions, type Settled, type Settling, whileUnderway } from './settle-deletions.ts';

export interface RetentionToApply {
  readonly catalog: Catalog;
  /** The place, as it can be reached now. */
  readonly store: CopyStore;
  readonly clock: Clock;
  /** Null: every site with copies there. */
  readonly siteId: SiteId | null;
  /** Of the plan that was looked at. */
  readonly fingerprint: string;
  /** Null or absent: the zone of this computer. Holds where a policy names none. */
  readonly zone?: string | null;
}

/** `warning`: the problem names what could not be deleted. */
export interface AppliedRetention {
  readonly state: 'succeeded' | 'warning';
  readonly problem: Problem | null;
  readonly deleted: number;
  readonly freedBytes: number;
}

/** After these there is no use in going on: the place is away. */
const PLACE_IS_AWAY = new Set(['place.missing', 'place.unreachable']);

/**
 * Does what a plan said that somebody has looked at: the plan is made anew, and nothing is deleted unless it comes to the same (`retention.plan-changed`).
 * Oldest first; in the moment before each deletion the rules are asked again, so that a hold, a failed check or a deletion in another place that
 * came meanwhile keeps what they keep by now. A copy that cannot be deleted leaves the rest to be deleted, unless the place is gone.
 *
 * Each deletion is written down before and after (see `DeletionsRepository`): whenever the app dies, the next run knows where it stood. After a cancel
 * what was deleted stays deleted. Throws `place.missing`, `place.unreachable`, `retention.paused`, `retention.plan-changed`,
 * `retention.zone-unknown`, `catalog.*`, and what the store throws before anything
 * is deleted.
 */
export async function applyRetention(request: RetentionToApply, job: JobContext): Promise<AppliedRetention> {
  const { catalog, store, clock, siteId } = request;
  await assertIsThere(store, job.signal);
  await settleDeletions(request, job.signal);
  const pause = siteId === null ? null : pausedBecause(catalog, siteId);
  if (pause !== null) throw new AppError('retention.paused', { detail: pause });
  const plan = planPlace({ catalog, placeId: store.place.id, siteId, now: clock.now(), zone: request.zone ?? null });
  if (plan.fingerprint !== request.fingerprint) throw new AppError('retention.plan-changed');
  const leaving = plan.decisions.filter(({ keep }) => !keep);
  job.step(
    `Deleting ${leaving.length} of ${plan.decisions.length} copies in ${store.place.name}`,
    plan.freesBytes > 0 ? plan.freesBytes : null,
  );

  const faults: string[] = [];
  let deleted = 0;
  let freedBytes = 0;
  for (const decision of leaving) {
    job.signal.throwIfAborted();
    try {
      const end = await deleteOne(request, decision, job.signal);
      job.log(lineFor(decision, end, store.place.name));
      if (end === 'bin' || end === 'gone') {
        deleted += 1;
        freedBytes += decision.bytes;
        job.advance(freedBytes);
      }
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code.startsWith('catalog.')) throw error;
      faults.push(`${nameOf(decision)}: ${error.message}`);
      job.log(`Not deleted: ${faults.at(-1) ?? ''}`);
      if (PLACE_IS_AWAY.has(error.code)) break;
    }
  }
  const common = { deleted, freedBytes };
  if (faults.length === 0) return { ...common, state: 'succeeded', problem: null };
  return { ...common, state: 'warning', problem: new AppError('retention.partly-applied', { detail: faults.join('\n') }).toProblem() };
}

/** Before anything is written down: a drive that is not plugged in is no reason to begin. */
async function assertIsThere(store: CopyStore, signal: AbortSignal): Promise<void> {
  const presence = await store.presence(signal);
  switch (presence.state) {
    case 'there':
      return;
    case 'absent':
      throw new AppError('place.missing', { detail: presence.reason });
    case 'unreachable':
      throw new AppError('place.unreachable', { detail: presence.reason });
  }
}

/** `kept`: the rules keep it by now, or it is not there any more. */
async function deleteOne(request: RetentionToApply, decision: RetentionDecision, signal: AbortSignal): Promise<Settled | 'kept'> {
  const { store } = request;
  const deletion = begin(request, decision);
  if (deletion === null) return 'kept';
  return whileUnderway(deletion.id, async () => {
    try {
      const { bin } = await store.remove(deletion.copy.location, signal);
      return finish(request, deletion.id, bin);
    } catch (error) {
      await settleFailed(request, deletion);
      throw error;
    }
  });
}

/** Asks the rules again and writes the intent down, in one transaction and without a moment in between. */
function begin(request: RetentionToApply, decision: RetentionDecision): DeletionRecord | null {
  const { catalog, store, clock } = request;
  const { backupId, siteId, siteName, startedAt, bytes, reasons } = decision;
  const placeId = store.place.id;
  return catalog.atomically(() => {
    const copy = catalog.backups.copiesOf(backupId).find((other) => other.placeId === placeId);
    if (copy === undefined) return null;
    if (!isLeavingNow({ catalog, placeId, siteId, now: clock.now(), zone: request.zone ?? null }, backupId)) return null;
    const id = randomUUID();
    const intent = { id, backupId, siteId, siteName, placeId, placeName: store.place.name, startedAt, bytes, deletedAt: instantOf(clock) };
    catalog.deletions.begin({ ...intent, reason: reasons.map(({ text }) => text).join(' ') }, copy);
    return catalog.deletions.find(id);
  });
}

/** What the place says by now. Where it says nothing, the next run asks it; the signal may be the very reason of the failure. */
async function settleFailed(settling: Settling, deletion: DeletionRecord): Promise<void> {
  try {
    await settle(settling, deletion, AbortSignal.timeout(SETTLE_MS));
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('catalog.')) throw error;
  }
}

/** Long enough for one question to a slow place. */
const SETTLE_MS = 30_000;

function lineFor(decision: RetentionDecision, end: Settled | 'kept', place: string): string {
  switch (end) {
    case 'kept':
    case 'undone':
      return `Kept: ${nameOf(decision)}. The rules keep it by now.`;
    case 'bin':
    case 'gone': {
      const why = decision.reasons.map(({ text }) => text).join(' ');
      const where = end === 'bin' ? 'It lies in the bin and can be taken back.' : 'It is gone for good.';
      return `Deleted from ${place}: ${nameOf(decision)}, ${formatBytes(decision.bytes)}. ${why} ${where}`;
    }
  }
}

function nameOf({ siteName, startedAt, kind, label }: RetentionDecision): string {
  return `${siteName}, ${kind} of ${startedAt}${label === null ? '' : ` "${label}"`}`;
}
