import { mediumOf, type Place } from '../../shared/model/place.ts';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import { type BoardRule, type BoardStep, NO_STEP } from '../../shared/model/proof-board.ts';
import type { BoardFacts } from './proof-board.ts';

type StepFacts = Pick<BoardFacts, 'holdings' | 'homeId' | 'wanted' | 'owes' | 'healable' | 'newestWholeIn' | 'presences'>;
type BoardAction = Exclude<BoardStep['action'], 'none' | 'add-place'>;

/** What costs least stands first: bytes that lie there already, then a button, then a person's hands, then a decision. */
const CHEAPEST_FIRST: readonly BoardAction[] = ['verify', 'copy', 'heal', 'plug-in-drive', 'copy-to'];
/** A place away from the provider first: what is lost with the server is lost with all that lies beside it. */
const RULES_FIRST = ['offsite', 'copies', 'media', 'offline'] as const;

/**
 * What would bring the site nearer to 3-2-1, of the first figure that is not held. Every step is one that brings something: a place that the policy does not name is
 * proposed, because nothing is ever copied there; a copy is asked for only where one is owed and its drive is not away; a failed one is healed only from a good one.
 * `counting`: the places that count already. Pure.
 */
export function boardStep(
  facts: StepFacts,
  places: readonly Place[],
  counting: readonly Place[],
  rules: readonly Pick<BoardRule, 'id' | 'held'>[],
): BoardStep {
  const lacking = RULES_FIRST.filter((id) => rules.some((rule) => rule.id === id && !rule.held));
  if (lacking.length === 0) return NO_STEP;
  const others = places.filter((place) => !counting.includes(place));
  const steps = lacking.flatMap((rule) =>
    others
      .filter((place) => helps(rule, place, counting))
      .flatMap((place) => stepIn(facts, place) ?? [])
      .toSorted((a, b) => CHEAPEST_FIRST.indexOf(a.action) - CHEAPEST_FIRST.indexOf(b.action)),
  );
  return steps[0] ?? { action: 'add-place', placeId: null, backupId: null };
}

function helps(rule: (typeof RULES_FIRST)[number], place: Place, counting: readonly Place[]): boolean {
  switch (rule) {
    case 'offsite':
      return place.offsite;
    case 'copies':
      return true;
    case 'media':
      return mediumOf(place) !== 'server-disk' && counting.every((other) => mediumOf(other) !== mediumOf(place));
    case 'offline':
      return place.kind === 'drive' || (place.kind === 's3' && place.objectLock !== null);
  }
}

/** Null: nothing that can be done in this place brings a copy that counts. */
function stepIn(facts: StepFacts, place: Place): (BoardStep & { readonly action: BoardAction }) | null {
  const holding = facts.holdings.find(({ placeId }) => placeId === place.id);
  const isAway = isUnplugged(facts, place);
  const step = (action: BoardAction, backupId: BackupId | null = null) => ({
    action: isAway && action !== 'copy-to' ? ('plug-in-drive' as const) : action,
    placeId: place.id,
    backupId: isAway ? null : backupId,
  });
  const whole = holding === undefined ? null : facts.newestWholeIn(place.id);
  if (whole !== null) return step('verify', whole);
  if (facts.owes.has(place.id)) return step('copy');
  if (facts.healable.has(place.id)) return step('heal');
  if (place.id === facts.homeId || place.kind === 'this-computer' || facts.wanted.includes(place.id)) return null;
  return step('copy-to');
}

/** Whether a copy to the place waits for somebody's hands. */
export function isUnplugged(
  { presences }: Pick<BoardFacts, 'presences'>,
  { id, kind }: { readonly id: PlaceId; readonly kind: Place['kind'] },
): boolean {
  return kind === 'drive' && presences.get(id)?.state === 'absent';
}
