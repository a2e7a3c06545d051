import { TREND_DAYS } from '../../../shared/model/health.ts';
import type { ServerId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { readNow } from '../../health/disk-rows.ts';
import { fleetStatus } from '../../health/fleet-status.ts';
import { dayOf } from '../../health/nights.ts';
import { readRoom } from '../../servers/preflight/read-room.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';

const DAY = 24 * 3_600_000;
/** Longer than any trend shows, so that a clock that was wrong for a day takes nothing away. */
const KEPT_DAYS = 2 * TREND_DAYS;

type Needs = Pick<Modules, 'catalog' | 'clock' | 'presences'>;
type ServerNeeds = Pick<Modules, 'connections' | 'logger'>;

/** The scores of this moment as those of the day. Called with every change: what nobody recorded is not known afterwards. */
export async function recordHealth({ catalog, clock, presences }: Needs): Promise<void> {
  const known = await presences.known();
  const day = dayOf(clock.now());
  const { sites } = fleetStatus(catalog, clock.now(), known);
  catalog.atomically(() => {
    for (const { site, health } of sites) catalog.healthDays.record(site.id, day, health.score);
  });
}

/** Once a day: how full this computer, its drives, S3 and servers are. What is too old to show goes. */
export async function recordDisks(modules: Needs & ServerNeeds, signal: AbortSignal): Promise<void> {
  const { catalog, clock, presences } = modules;
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
  for (const { id, hostKey } of catalog.servers.list()) {
    if (hostKey === null) continue;
    try {
      await recordServerRoom(modules, id, signal);
    } catch (cause) {
      signal.throwIfAborted();
      // A server that does not answer has no reading today; whoever needs it says so.
      if (!(cause instanceof AppError)) throw cause;
      modules.logger.info('disk.not-read', { serverId: id, problem: cause.code });
    }
  }
}

/** Throws `ssh.*`. */
export async function recordServerRoom(
  { catalog, clock, connections }: Needs & Pick<ServerNeeds, 'connections'>,
  serverId: ServerId,
  signal: AbortSignal,
): Promise<void> {
  const room = await connections.withShell(serverId, signal, (shell) => readRoom(shell, signal));
  const at = instantOf(clock);
  for (const kind of ['server', 'account'] as const) {
    const read = room[kind];
    if (read !== null) catalog.diskReadings.put({ kind, serverId }, dayOf(clock.now()), { at, ...read });
  }
}
