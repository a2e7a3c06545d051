import * as z from 'zod';
import { SiteId } from '../../model/ids.ts';
import { Instant } from '../../model/instant.ts';
import { Rhythm } from '../../model/rhythm.ts';
import { PlannedRun, ScheduledWork, ScheduleDraft, ScheduleSettings, SiteSchedules, Slot, Zone } from '../../model/schedule.ts';

/** What this computer does by itself. */
export const scheduleCalls = {
  /** Of all sites, by name. */
  'schedule.list': { input: z.void(), output: z.array(SiteSchedules) },
  'schedule.get': { input: z.strictObject({ siteId: SiteId }), output: SiteSchedules },
  /** Due times count anew from now. `schedule` null: as proposed for a new site. */
  'schedule.set': {
    input: z.strictObject({ siteId: SiteId, work: ScheduledWork, schedule: ScheduleDraft.nullable() }),
    output: SiteSchedules,
  },
  /** The next five runs. */
  'schedule.preview': { input: z.strictObject({ rhythm: Rhythm, zone: Zone }), output: z.array(Instant) },
  /** What was due, oldest first, and what will be, for as long as `until` asks (at most 62 days ahead). Nulls: of all sites, all work. */
  'schedule.slots': {
    input: z.strictObject({ siteId: SiteId.nullable(), work: ScheduledWork.nullable().default(null), from: Instant, until: Instant }),
    output: z.object({ slots: z.array(Slot), planned: z.array(PlannedRun) }),
  },
  /** Begins one kind of work now, beside its rhythm. Refused while the same is at work. */
  'schedule.run-now': { input: z.strictObject({ siteId: SiteId, work: ScheduledWork }), output: Slot },
  /** Does everything that is due, without spreading it out, and answers when it has ended; what has to wait is left waiting and says why. */
  'schedule.run-due': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(Slot) },
  'schedule.settings': { input: z.void(), output: ScheduleSettings },
  'schedule.set-settings': { input: ScheduleSettings, output: ScheduleSettings },
} as const;
