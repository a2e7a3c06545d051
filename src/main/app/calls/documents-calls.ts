import type { SiteId } from '../../../shared/model/ids.ts';
import { type Documents, EMPTY_DOCUMENT } from '../../../shared/model/operator-document.ts';
import { paperHash } from '../../checklist/card-hash.ts';
import { emergencyCard } from '../../checklist/emergency-card.ts';
import { papersInForce } from '../../checklist/papers.ts';
import { AppError } from '../../errors/app-error.ts';
import { instantOf } from '../../support/clock.ts';
import { cardFacts } from '../checklist/card-facts.ts';
import { cardStatus } from '../checklist/card-status.ts';
import { keepCards } from '../checklist/keep-cards.ts';
import { leftCardStatuses } from '../checklist/left-cards.ts';
import { saveReport } from '../drills/save-report.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function documentsCalls(modules: Modules): Handlers<CallsOf<'documents'>> {
  const { catalog, clock, closing, host, emit, runner } = modules;
  const documentsOf = (siteId: SiteId | null): Documents => {
    if (siteId !== null && catalog.sites.find(siteId) === null) throw new AppError('site.not-found', { detail: siteId });
    const own = catalog.operatorDocuments.find(siteId);
    const common = siteId === null ? null : catalog.operatorDocuments.find(null);
    return { siteId, document: own?.document ?? EMPTY_DOCUMENT, changedAt: own?.changedAt ?? null, inForce: papersInForce(own, common) };
  };
  const statuses = (siteId: SiteId | null) => [
    ...catalog.sites
      .list()
      .filter(({ id }) => siteId === null || id === siteId)
      .map(({ id }) => cardStatus(modules, id)),
    ...(siteId === null ? leftCardStatuses(modules) : []),
  ];
  /** What is on paper is what the card says at this moment. */
  const notePrinted = (siteId: SiteId): void => {
    const printed = { at: instantOf(clock), hash: paperHash(cardFacts(modules, siteId)) };
    catalog.atomically(() => catalog.operatorDocuments.putCard(siteId, { ...catalog.operatorDocuments.cardOf(siteId), printed }));
    emit('fleet.changed', undefined);
  };
  const pageOf = (siteId: SiteId): string => emergencyCard(cardFacts(modules, siteId), { kind: 'full', writtenAt: instantOf(clock) });
  return {
    'documents.get': ({ siteId }) => documentsOf(siteId),
    'documents.set': ({ siteId, document }) => {
      documentsOf(siteId);
      catalog.operatorDocuments.put(siteId, { document, changedAt: instantOf(clock) });
      emit('fleet.changed', undefined);
      return documentsOf(siteId);
    },
    'documents.card': ({ siteId }) => pageOf(siteId),
    'documents.save-card': async ({ siteId, format, file }) => {
      const page = pageOf(siteId);
      const name = `EMERGENCY ${cardFacts(modules, siteId).site.name}`;
      // A PDF is no paper: it goes down with this computer, and only who prints it can say that it was printed.
      return await saveReport(host, { name, format, file, html: () => page, json: () => page });
    },
    'documents.card-printed': ({ siteId }) => {
      notePrinted(siteId);
      return cardStatus(modules, siteId);
    },
    'documents.cards': ({ siteId }) => statuses(siteId),
    'documents.set-card-kind': async ({ placeId, kind }) => {
      runner();
      if (catalog.places.find(placeId) === null) throw new AppError('place.not-found', { detail: placeId });
      catalog.atomically(() => catalog.settings.put('card-kinds', { ...catalog.settings.get('card-kinds'), [placeId]: kind }));
      await keepCards(modules, null, closing);
      emit('fleet.changed', undefined);
      return statuses(null);
    },
    'documents.write-cards': async ({ siteId }) => {
      // An app that only reads writes nothing, in no place.
      runner();
      if (siteId !== null) documentsOf(siteId);
      await keepCards(modules, siteId, closing, true);
      return statuses(siteId);
    },
  };
}
