import { DISK_LIMIT_PERCENT, type DiskReading, type DiskRow, type DiskSubject } from '../../shared/model/disk.ts';
import type { PlaceId } from '../../shared/model/ids.ts';
import type { Place, Presence } from '../../shared/model/place.ts';
import type { Server } from '../../shared/model/server.ts';
import { diskForecast } from './disk-forecast.ts';
import { NEAREST_FIRST } from './place-words.ts';

export interface DiskFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly servers: readonly Server[];
  readonly places: readonly Place[];
  /** What is known of places at this moment: newer than any reading. */
  readonly presences: ReadonlyMap<PlaceId, Presence>;
  /** Oldest first. */
  readonly readings: readonly { readonly subject: DiskSubject; readonly readings: readonly DiskReading[] }[];
  readonly backupBytes: ReadonlyMap<PlaceId, number>;
}

/** Of every server, account and place, in the order in which they are told of. Pure. */
export function diskRows(facts: DiskFacts): readonly DiskRow[] {
  const accounts = new Set(facts.readings.flatMap(({ subject }) => (subject.kind === 'account' ? [subject.serverId] : [])));
  const ofServers = facts.servers
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .flatMap((server): readonly DiskRow[] => [
      row(facts, { kind: 'server', serverId: server.id }, server.name, null, null),
      ...(accounts.has(server.id) ? [row(facts, { kind: 'account', serverId: server.id }, `${server.name}, the account`, null, null)] : []),
    ]);
  const ofPlaces = facts.places
    .toSorted((a, b) => NEAREST_FIRST.indexOf(a.kind) - NEAREST_FIRST.indexOf(b.kind) || a.name.localeCompare(b.name, 'en'))
    .map((place) =>
      row(facts, { kind: 'place', placeId: place.id }, place.name, readNow(facts, place), facts.backupBytes.get(place.id) ?? 0),
    );
  return [...ofServers, ...ofPlaces];
}

/** Null: nobody can look at this moment, and the last reading stands. */
export function readNow(
  { now, presences, backupBytes }: Pick<DiskFacts, 'now' | 'presences' | 'backupBytes'>,
  place: Place,
): DiskReading | null {
  const at = new Date(now).toISOString();
  // A bucket has no end; all that can be told is what lies in it.
  if (place.kind === 's3') return { at, usedBytes: backupBytes.get(place.id) ?? 0, totalBytes: null };
  const presence = presences.get(place.id);
  if (presence?.state !== 'there' || presence.freeBytes === null || presence.totalBytes === null || presence.totalBytes === 0) return null;
  return { at, usedBytes: Math.max(0, presence.totalBytes - presence.freeBytes), totalBytes: presence.totalBytes };
}

function row(facts: DiskFacts, subject: DiskSubject, name: string, present: DiskReading | null, backupBytes: number | null): DiskRow {
  const readings = facts.readings.find((each) => isSame(each.subject, subject))?.readings ?? [];
  const newest = present ?? readings.at(-1) ?? null;
  const usedPercent = newest === null || newest.totalBytes === null ? null : Math.min(100, (100 * newest.usedBytes) / newest.totalBytes);
  return {
    subject,
    name,
    newest,
    backupBytes,
    usedPercent,
    isOverLimit: usedPercent !== null && usedPercent >= DISK_LIMIT_PERCENT,
    forecast: diskForecast(readings, facts.now),
  };
}

function isSame(a: DiskSubject, b: DiskSubject): boolean {
  return a.kind === 'place' ? b.kind === 'place' && a.placeId === b.placeId : b.kind === a.kind && a.serverId === b.serverId;
}
