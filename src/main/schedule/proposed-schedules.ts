import type { Rhythm } from '../../shared/model/rhythm.ts';
import { SCHEDULED_WORKS, type ScheduledWork, type ScheduleDraft, WHOLE_SITE } from '../../shared/model/schedule.ts';
import type { SourceKind } from '../../shared/model/source.ts';

const daily = (at: string): Rhythm => ({ kind: 'daily', at });

/**
 * What protects a site before anybody thinks of it. The server's own nights are over by 06:00 (dumps at 01:00 to 03:00, clean-up, its report); what follows comes
 * in the order in which one needs the other, and a computer that is switched on at nine catches up in the same order. Where the server makes backups, they are
 * pulled daily, and one of its own a week holds what they leave out, the settings above all.
 */
export function proposedRhythms(sources: readonly SourceKind[]): Readonly<Record<ScheduledWork, Rhythm | null>> {
  const adopts = sources.includes('server-backups');
  const captures = sources.some((kind) => kind !== 'server-backups');
  return {
    pull: adopts ? daily('06:30') : null,
    backup: adopts ? (captures ? { kind: 'weekly', weekday: 0, at: '06:00' } : null) : daily('06:00'),
    push: daily('07:30'),
    verify: daily('12:00'),
    // When a drill that is due may begin; how often it is due is said by the drill settings.
    drill: { kind: 'weekly', weekday: 3, at: '12:30' },
    retention: daily('13:00'),
    health: { kind: 'hourly', minute: 15, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] },
  };
}

export function proposedSchedules(sources: readonly SourceKind[], zone: string): ReadonlyMap<ScheduledWork, ScheduleDraft> {
  const rhythms = proposedRhythms(sources);
  return new Map(
    SCHEDULED_WORKS.map((work) => [work, { rhythm: rhythms[work], zone, capture: WHOLE_SITE, onBattery: null, metered: null }]),
  );
}
