import type { SiteId } from '../../../shared/model/ids.ts';
import type { CardCopy, CardStatus } from '../../../shared/model/operator-document.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { CardRecord } from '../../catalog/operator-documents.ts';
import { cardHash, paperHash } from '../../checklist/card-hash.ts';
import type { CardFacts } from '../../checklist/emergency-card.ts';
import type { SiteFact } from '../../checklist/facts.ts';
import type { Modules } from '../modules.ts';
import { cardFacts, cardPlaces } from './card-facts.ts';
import { cardFileName, cardKindIn, keepsCards } from './card-file.ts';

type StatusModules = Pick<Modules, 'catalog' | 'appVersion'>;

/** Where the card of a site lies, as it was last written. Throws `site.not-found`. */
export function cardStatus(modules: StatusModules, siteId: SiteId): CardStatus {
  const { catalog } = modules;
  const facts = cardFacts(modules, siteId);
  const record = catalog.operatorDocuments.cardOf(siteId);
  const file = cardFileName(
    facts.site.name,
    catalog.sites.list().map(({ name }) => name),
  );
  const chosen = catalog.settings.get('card-kinds');
  return {
    siteId,
    siteName: facts.site.name,
    removedAt: null,
    copies: cardPlaces(catalog, siteId).map((place) => copyOf(place, { file, kind: cardKindIn(chosen, place) }, facts, record)),
    printedAt: record.printed?.at ?? null,
    printIsOld: record.printed !== null && record.printed.hash !== paperHash(facts),
  };
}

/** The same for the evidence of the documentation. */
export function cardFactOf(modules: StatusModules, siteId: SiteId): SiteFact['card'] {
  const { printedAt, printIsOld, copies } = cardStatus(modules, siteId);
  return {
    printedAt,
    printIsOld,
    current: copies.filter(({ state }) => state === 'current').length,
    waiting: copies.filter(({ state }) => state === 'waiting' || state === 'outdated').map(({ placeName }) => placeName),
  };
}

export function copyOf(place: Place, { file, kind }: Pick<CardCopy, 'file' | 'kind'>, facts: CardFacts, { written }: CardRecord): CardCopy {
  const common = { placeId: place.id, placeName: place.name, kind, file };
  if (!keepsCards(place))
    return {
      ...common,
      state: 'not-kept',
      writtenAt: null,
      reason: 'It would lie on the disk of a server at the provider, and go down with it.',
    };
  const found = written.find(({ placeId }) => placeId === place.id);
  if (found === undefined)
    return { ...common, state: 'waiting', writtenAt: null, reason: 'Not written yet: the place has to be reached once.' };
  const isCurrent = found.file === file && found.hash === cardHash(facts, { kind });
  return {
    ...common,
    file: found.file,
    state: isCurrent ? 'current' : 'outdated',
    writtenAt: found.at,
    reason: isCurrent ? '' : 'Something on it has changed since; it is written again when the place is reached.',
  };
}
