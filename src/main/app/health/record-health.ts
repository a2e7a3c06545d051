import { fleetStatus } from '../../health/fleet-status.ts';
import { readNow } from '../../health/disk-rows.ts';
import { dayOf } from '../../health/nights.ts';
import { TREND_DAYS } from '../../../shared/model/health.ts';
import type { Modules } from '../modules.ts';

const DAY = 24 * 3_600_000;
/** Longer than any trend shows, so that a clock that was wrong for a day takes nothing away. */
const KEPT_DAYS = 2 * TREND_DAYS;

type Needs = Pick<Modules, 'catalog' | 'clock' | 'presences'>;

/** The scores of this moment as those of the day. Called with every change: what nobody recorded is not known afterwards. */
export async function recordHealth({ catalog, clock, presences }: Needs): Promise<void> {
  const known = await presences.known();
  const day = dayOf(clock.now());
  const { sites } = fleetStatus(catalog, clock.now(), known);
  catalog.atomically(() => {
    for (const { site, health } of sites) catalog.healthDays.record(site.id, day, health.score);
  });
}

/** Once a day: how full this computer, its drives and S3 are; servers are read when something connects to them. What is too old to show goes. */
export async function recordDisks({ catalog, clock, presences }: Needs): Promise<void> {
  const known = await presences.known();
  const now = clock.now();
  const facts = { now, presences: known, backupBytes: catalog.diskReadings.backupBytes() };
  for (const place of catalog.places.list()) {
    const reading = readNow(facts, place);
    if (reading !== null) catalog.diskReadings.put({ kind: 'place', placeId: place.id }, dayOf(now), reading);
  }
  const oldest = dayOf(now - KEPT_DAYS * DAY);
  catalog.diskReadings.forgetBefore(oldest);
  catalog.healthDays.forgetBefore(oldest);
}
