import { formatAge } from '../../shared/format/durations.ts';
import type { Copy, Proof } from '../../shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import { type Medium, mediumOf, type Place, type Presence } from '../../shared/model/place.ts';
import { type BoardCell, type BoardRule, COUNTS_FOR_DAYS, type ProofBoard } from '../../shared/model/proof-board.ts';
import { boardStep } from './board-step.ts';
import { counted, listed, MEDIUM, NEAREST_FIRST } from './place-words.ts';

/** What a place holds of a site, from its copies alone. */
export interface PlaceHolding {
  readonly placeId: PlaceId;
  readonly copies: number;
  readonly bytes: number;
  readonly failed: number;
  readonly newest: { readonly copy: Copy; readonly startedAt: string };
  /** When a copy of a whole backup was last shown to be intact or better, of those whose last check did not fail; null: none was. */
  readonly shownAt: string | null;
}

export interface BoardFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly places: readonly Place[];
  readonly holdings: readonly PlaceHolding[];
  /** Backups that lie in a place without an archive they need there. */
  readonly brokenChains: number;
  /** The chosen folder of this computer. */
  readonly homeId: PlaceId | null;
  /** Places in which the site's policy wants copies. */
  readonly wanted: readonly PlaceId[];
  /** Those of them that lack a backup which can be brought: to these alone a copy job brings something. */
  readonly owes: ReadonlySet<PlaceId>;
  /** Places with a copy that failed its check while another copy of the backup has not. */
  readonly healable: ReadonlySet<PlaceId>;
  /** The newest backup that brings the whole data back and lies there, its last check not failed. */
  readonly newestWholeIn: (placeId: PlaceId) => BackupId | null;
  /** What is known of places at this moment. */
  readonly presences: ReadonlyMap<PlaceId, Presence>;
}

const DAY = 24 * 3_600_000;

/**
 * The proof board of a site: what lies where, and 3-2-1-1-0 counted from it. The live data is the first copy and lies on a server's disk. A place
 * counts once, however many backups it holds, when one that brings the whole data back was shown to be intact or better within `COUNTS_FOR_DAYS`
 * and has not failed a check since. Two backups on one disk are not two copies: they are lost together. Pure.
 */
export function proofBoard(facts: BoardFacts): ProofBoard {
  const shown = facts.places
    .filter(({ id }) => isShown(facts, id))
    .toSorted(
      (a, b) =>
        NEAREST_FIRST.indexOf(a.kind) - NEAREST_FIRST.indexOf(b.kind) || a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1),
    );
  const counting = shown.filter(({ id }) => counts(holdingIn(facts, id), facts.now));
  const rules = [copiesRule(facts, shown, counting), mediaRule(counting), offsiteRule(counting), offlineRule(counting), errorsRule(facts)];
  return {
    cells: shown.map((place) => cellOf(facts, place)),
    rules,
    held: rules.every(({ held }) => held),
    next: boardStep(facts, facts.places, counting, rules),
  };
}

/** Whether a place's copies are a copy of the data in the sense of 3-2-1. */
function counts(holding: PlaceHolding | undefined, now: number): boolean {
  return holding !== undefined && holding.shownAt !== null && now - Date.parse(holding.shownAt) <= COUNTS_FOR_DAYS * DAY;
}

/** A place without a copy is of interest only where one is meant to lie. */
function isShown(facts: BoardFacts, id: PlaceId): boolean {
  return id === facts.homeId || facts.wanted.includes(id) || holdingIn(facts, id) !== undefined;
}

function holdingIn({ holdings }: BoardFacts, id: PlaceId): PlaceHolding | undefined {
  return holdings.find(({ placeId }) => placeId === id);
}

function cellOf(facts: BoardFacts, place: Place): BoardCell {
  const holding = holdingIn(facts, place.id);
  const presence = facts.presences.get(place.id)?.state ?? null;
  return {
    placeId: place.id,
    placeKind: place.kind,
    placeName: place.name,
    medium: mediumOf(place),
    offsite: place.offsite,
    newest: holding === undefined ? null : newestIn(holding),
    backups: holding?.copies ?? 0,
    bytes: holding?.bytes ?? 0,
    presence,
    absentSince: presence === 'absent' && place.kind === 'drive' ? place.lastSeenAt : null,
  };
}

function newestIn({ newest: { copy, startedAt } }: PlaceHolding): BoardCell['newest'] {
  const { proof, backupId } = copy;
  return { backupId, startedAt, level: proof.level, provedAt: proof.failure?.at ?? shownAt(proof), failed: proof.failure !== null };
}

/** When the level of a proof was last shown. */
function shownAt({ level, presentAt, intactAt, soundAt, provenAt }: Proof): string {
  switch (level) {
    case 'present':
      return presentAt;
    case 'intact':
      return intactAt ?? presentAt;
    case 'sound':
      return soundAt ?? presentAt;
    case 'proven':
      return provenAt ?? presentAt;
  }
}

function rule(id: BoardRule['id'], wanted: number, have: number, text: string): BoardRule {
  return { id, wanted, have, held: have >= wanted, text };
}

function copiesRule(facts: BoardFacts, shown: readonly Place[], counting: readonly Place[]): BoardRule {
  const others = shown.filter((place) => !counting.includes(place)).map((place) => `${place.name} ${whyNot(facts, place)}`);
  const have = `${listed(['The live data', ...counting.map(({ name }) => name)])}.`;
  return rule('copies', 3, counting.length + 1, others.length === 0 ? have : `${have} Not counted: ${others.join('; ')}.`);
}

function whyNot(facts: BoardFacts, { id }: Place): string {
  const holding = holdingIn(facts, id);
  if (holding === undefined) return 'has no copy';
  if (holding.shownAt !== null) return `was last read ${formatAge(facts.now - Date.parse(holding.shownAt))}`;
  return holding.failed > 0 && holding.failed === holding.copies ? 'failed its check' : 'has not been re-read';
}

function mediaRule(counting: readonly Place[]): BoardRule {
  const media = new Set<Medium>(['server-disk', ...counting.map(mediumOf)]);
  return rule('media', 2, media.size, `${capital(listed([...media].map((medium) => MEDIUM[medium])))}.`);
}

function offsiteRule(counting: readonly Place[]): BoardRule {
  const away = counting.filter(({ offsite }) => offsite);
  const text =
    away.length === 0 ? "No proved copy lies away from the server's provider." : `${capital(listed(away.map(({ name }) => name)))}.`;
  return rule('offsite', 1, away.length, text);
}

/** What nobody who breaks into this computer or the server can change: unplugged, or locked against deletion. */
function offlineRule(counting: readonly Place[]): BoardRule {
  const offline = counting.filter((place) => place.kind === 'drive' || (place.kind === 's3' && place.objectLock !== null));
  const text =
    offline.length === 0
      ? 'No proved copy lies on a drive that can be unplugged, or in S3 with object lock.'
      : `${capital(listed(offline.map(({ name }) => name)))}.`;
  return rule('offline', 1, offline.length, text);
}

function errorsRule({ holdings, brokenChains }: BoardFacts): BoardRule {
  const failed = holdings.reduce((sum, holding) => sum + holding.failed, 0);
  const words = [
    ...(failed === 0 ? [] : [`${counted(failed, 'copy', 'copies')} failed the last check`]),
    ...(brokenChains === 0 ? [] : [`${counted(brokenChains, 'chain is', 'chains are')} broken`]),
  ];
  const have = failed + brokenChains;
  return { id: 'errors', wanted: 0, have, held: have === 0, text: words.length === 0 ? 'No check failed.' : `${capital(listed(words))}.` };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
