import type { DiskRow } from '../../../shared/model/disk.ts';
import type { DiskFact, PlaceFact } from '../../checklist/facts.ts';

/** A disk of a server that is read once a day and was not for so long: nobody knows how full it is. */
const READING_COUNTS_MS = 8 * 24 * 3_600_000;

/** What the readings tell a checklist. Buckets without an end are no disks. `now`: milliseconds since the epoch. Pure. */
export function diskFacts(rows: readonly DiskRow[], places: readonly PlaceFact[], now: number): readonly DiskFact[] {
  return rows.flatMap(({ subject, name, newest, forecast }): readonly DiskFact[] => {
    const place = subject.kind === 'place' ? places.find(({ id }) => id === subject.placeId) : undefined;
    if (place?.kind === 's3') return [];
    if (newest === null || now - Date.parse(newest.at) > READING_COUNTS_MS)
      return [{ name, usedBytes: null, totalBytes: null, at: newest?.at ?? null, reason: whyNot(place), fullInDays: null }];
    return [
      {
        name,
        usedBytes: newest.usedBytes,
        totalBytes: newest.totalBytes,
        at: newest.at,
        reason: '',
        fullInDays: forecast.state === 'grows' ? forecast.fullInDays : null,
      },
    ];
  });
}

function whyNot(place: PlaceFact | undefined): string {
  if (place === undefined) return 'the server was not asked this week';
  if (place.presence?.state === 'absent') return 'it is not plugged in';
  return place.presence?.state === 'unreachable' ? 'it cannot be reached' : 'nobody has looked yet';
}
