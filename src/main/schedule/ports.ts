import type { ServerId, SiteId, JobId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Schedule, ScheduledWork, SlotReason } from '../../shared/model/schedule.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import type { ClockStanding } from './missed-times.ts';
import type { RunTimes } from './run-times.ts';

/** How work began. */
export type Launched =
  | { readonly kind: 'jobs'; readonly jobIds: readonly JobId[] }
  /** Done already, without a job; `nothing` where there was nothing to do. */
  | { readonly kind: 'done'; readonly nothing: boolean; readonly text: string }
  | { readonly kind: 'wait'; readonly reason: SlotReason; readonly text: string }
  /** Cannot be done as things are set up here. */
  | { readonly kind: 'not-possible'; readonly text: string };

/** What the scheduler is given: the app knows the jobs, the servers and this computer. */
export interface SchedulerPorts {
  readonly catalog: Pick<Catalog, 'schedules' | 'slots' | 'sites' | 'sources' | 'settings' | 'atomically'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly runTimes: RunTimes;
  /** IANA zone of this computer. */
  readonly zone: () => string;
  /** Begins the work. Throws the problem that kept it from beginning. */
  readonly launch: (siteId: SiteId, work: ScheduledWork, schedule: Schedule, signal: AbortSignal) => Promise<Launched>;
  readonly job: (id: JobId) => Job | null;
  /** Resolves when one of these jobs has ended; at once where none is at work. */
  readonly whenAnyEnded: (ids: readonly JobId[], signal: AbortSignal) => Promise<void>;
  /** `SITE WORK` of everything at work, whoever began it. */
  readonly busy: () => ReadonlySet<string>;
  /** When a drill of the site is due, milliseconds since the epoch; null: no rhythm. */
  readonly drillDueAt: (siteId: SiteId) => number | null;
  readonly answers: (serverId: ServerId, signal: AbortSignal) => Promise<boolean>;
  /** What is known of this computer; null where it is not. */
  readonly computer: () => Promise<{
    readonly onBattery: boolean | null;
    readonly online: boolean | null;
    readonly metered: boolean | null;
  }>;
  readonly clockStanding: () => ClockStanding;
  readonly changed: () => void;
}
