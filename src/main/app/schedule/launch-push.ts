import type { PlaceId } from '../../../shared/model/ids.ts';
import { isActive } from '../../../shared/model/job.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { Launched } from '../../schedule/ports.ts';
import { placeOfJob, WRITES_IN_A_PLACE } from '../catch-up.ts';
import { pushRequest } from '../copy-requests.ts';
import type { Modules } from '../modules.ts';
import { owedNow } from '../owed-now.ts';

/** Brings what the site's policy wants in other places. A drive that is away is caught up with when it is back, whatever the hour. */
export async function launchPush(modules: Modules, site: Site): Promise<Launched> {
  const { catalog, limits, presences, runner } = modules;
  const owed = owedNow(modules, (id) => id === site.id);
  if (owed.size === 0) return { kind: 'done', nothing: true, text: 'Every place has its copies.' };
  if (!limits.isOpen()) return { kind: 'wait', reason: 'hours', text: 'Outside of the hours for copies.' };
  const known = await presences.known();
  const places = [...owed.keys()].flatMap((id) => catalog.places.find(id) ?? []);
  const isAway = ({ id, kind }: Place): boolean => kind === 'drive' && known.get(id)?.state !== 'there';
  const away = places.filter(isAway);
  const there = places.filter((place) => !isAway(place));
  if (there.length === 0)
    return {
      kind: 'done',
      nothing: true,
      text: `${away.map(({ name }) => name).join(', ')}: not plugged in; its copies follow when it is.`,
    };
  // From here to the start nothing else can begin in between.
  const busy = busyPlaces(modules);
  if (there.some(({ id }) => busy.has(id))) return { kind: 'wait', reason: 'same-work', text: 'Copies are being moved there already.' };
  const requests = there.map((place) => pushRequest(place, site, [...(owed.get(place.id) ?? [])]));
  return { kind: 'jobs', jobIds: requests.map((request) => runner().start(request).id) };
}

function busyPlaces({ catalog, jobs }: Pick<Modules, 'catalog' | 'jobs'>): ReadonlySet<PlaceId> {
  const active = jobs().filter(({ kind, state }) => isActive(state) && WRITES_IN_A_PLACE.includes(kind));
  return new Set(active.flatMap(({ id }) => placeOfJob(catalog.jobs.paramsOf(id)) ?? []));
}
