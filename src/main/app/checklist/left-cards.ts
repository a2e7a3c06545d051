import type { SiteId } from '../../../shared/model/ids.ts';
import type { CardCopy, CardStatus } from '../../../shared/model/operator-document.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { LeftCard } from '../../catalog/operator-documents.ts';
import { goneCard } from '../../checklist/emergency-card.ts';
import { caseKey } from '../../places/safe-name.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { leftFacts, registeredFacts } from './card-facts.ts';
import { cardFileName, cardKindIn, keepsCards, removeCard } from './card-file.ts';
import { copyOf } from './card-status.ts';
import { type CardModules, type HowToKeep, keepCard, liveFiles, whereReached, type Written } from './keep-card.ts';

/**
 * To be called in the moment before a site is removed: its copies stay, and whoever needs one needs its card. From then on the card says that the site is no
 * longer kept. Throws `site.not-found`.
 */
export function leaveCard({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>, siteId: SiteId): void {
  const left: LeftCard = {
    siteId,
    removedAt: instantOf(clock),
    ...registeredFacts(catalog, siteId),
    papers: catalog.operatorDocuments.find(siteId),
    written: [...catalog.operatorDocuments.cardOf(siteId).written],
  };
  catalog.atomically(() => putLeft(catalog, siteId, () => left));
}

/** Brings the cards of removed sites (null: of all) up to date where copies of them lie, and takes them away where none does any more. */
export async function keepLeftCards(modules: CardModules, only: SiteId | null, how: HowToKeep): Promise<void> {
  const { catalog } = modules;
  for (const { left, file } of withFiles(catalog)) {
    const { siteId } = left;
    if (only !== null && siteId !== only) continue;
    const places = leftPlaces(catalog, siteId);
    const facts = leftFacts(modules, left, places);
    const note = (written: Written): void => noteWritten(catalog, siteId, written.placeId, written);
    for (const place of places.filter(keepsCards))
      await whereReached(modules, { siteId, placeId: place.id }, how.signal, () =>
        keepCard(modules, { siteId, facts, file, written: left.written, note }, place, how),
      );
    for (const written of left.written)
      if (!places.some(({ id }) => id === written.placeId))
        await whereReached(modules, { siteId, placeId: written.placeId }, how.signal, () => takeAway(modules, left, written, how.signal));
    forgetEmpty(catalog, siteId);
  }
}

/** The same as of the sites that are kept. */
export function leftCardStatuses(modules: Pick<Modules, 'catalog' | 'appVersion'>): readonly CardStatus[] {
  const { catalog } = modules;
  const chosen = catalog.settings.get('card-kinds');
  return withFiles(catalog)
    .filter(({ left }) => catalog.sites.find(left.siteId) === null)
    .map(({ left, file }) => {
      const places = leftPlaces(catalog, left.siteId);
      const facts = leftFacts(modules, left, places);
      const record = { printed: null, written: left.written };
      const leaving = left.written.flatMap(({ placeId, file: lies, at }): readonly CardCopy[] => {
        const place = places.some(({ id }) => id === placeId) ? null : catalog.places.find(placeId);
        if (place === null) return [];
        const reason = 'No copy of the site lies there any more; the card goes when the place is reached.';
        const kind = cardKindIn(chosen, place);
        return [{ placeId, placeName: place.name, kind, file: lies, state: 'outdated', writtenAt: at, reason }];
      });
      return {
        siteId: left.siteId,
        siteName: left.site.name,
        removedAt: left.removedAt,
        copies: [...places.map((place) => copyOf(place, { file, kind: cardKindIn(chosen, place) }, facts, record)), ...leaving],
        printedAt: null,
        printIsOld: false,
      };
    });
}

/** Places with a copy of the site, also in the bin, from which it can be taken back; and this computer, as long as there is any. Of a site that is kept: none. */
function leftPlaces(catalog: Modules['catalog'], siteId: SiteId): readonly Place[] {
  if (catalog.sites.find(siteId) !== null) return [];
  const held = new Set(catalog.holdings.of(siteId).map(({ placeId }) => placeId));
  const holding = catalog.places
    .list()
    .filter(({ id }) => held.has(id) || catalog.deletions.inBin(id).some((deletion) => deletion.siteId === siteId));
  if (holding.length === 0) return [];
  const home = catalog.settings.get('place-id');
  return catalog.places.list().filter(({ id }) => id === home || holding.some((place) => place.id === id));
}

/** Each with its own file: a site that is kept may have the name by now, or another one that was removed. */
function withFiles(catalog: Modules['catalog']): readonly { readonly left: LeftCard; readonly file: string }[] {
  const taken = new Set(liveFiles(catalog));
  return catalog.settings.get('left-cards').map((left) => {
    const { site, removedAt, siteId, written } = left;
    const marked = `${site.name} removed ${removedAt.slice(0, 10)}`;
    const wanted = [...written.map(({ file }) => file), ...[site.name, marked].map((name) => cardFileName(name, []))];
    const file = wanted.find((each) => !taken.has(caseKey(each))) ?? cardFileName(`${marked} ${siteId}`, []);
    taken.add(caseKey(file));
    return { left, file };
  });
}

async function takeAway(
  { catalog, stores, clock, logger }: CardModules,
  left: LeftCard,
  written: Written,
  signal: AbortSignal,
): Promise<void> {
  const { siteId, site, removedAt } = left;
  const { placeId, file } = written;
  // By now it may be the card of a site that is kept.
  if (catalog.places.find(placeId) !== null && !liveFiles(catalog).has(caseKey(file))) {
    await removeCard(await stores.storeOf(placeId), file, goneCard(site.name, removedAt, instantOf(clock)), signal);
    logger.info('card.removed', { siteId, placeId, file });
  }
  noteWritten(catalog, siteId, placeId, null);
}

/** `written` null: it does not lie in the place any more. Of a site that left no card, nothing is noted. */
export function noteWritten(catalog: Modules['catalog'], siteId: SiteId, placeId: Place['id'], written: Written | null): void {
  catalog.atomically(() =>
    putLeft(catalog, siteId, (left) => {
      if (left === null) return null;
      const others = left.written.filter((each) => each.placeId !== placeId);
      return { ...left, written: written === null ? others : [...others, written] };
    }),
  );
}

function forgetEmpty(catalog: Modules['catalog'], siteId: SiteId): void {
  if (leftPlaces(catalog, siteId).length > 0) return;
  catalog.atomically(() => putLeft(catalog, siteId, (left) => (left === null || left.written.length === 0 ? null : left)));
}

/** Within a transaction. */
function putLeft(catalog: Modules['catalog'], siteId: SiteId, change: (left: LeftCard | null) => LeftCard | null): void {
  const all = catalog.settings.get('left-cards');
  const at = all.findIndex((left) => left.siteId === siteId);
  const before = all[at] ?? null;
  const after = change(before);
  if (after === before) return;
  const others = all.filter((left) => left !== before);
  catalog.settings.put('left-cards', after === null ? others : before === null ? [...all, after] : all.with(at, after));
}
