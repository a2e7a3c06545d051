import type { SiteId } from '../../../shared/model/ids.ts';
import type { Modules } from '../modules.ts';
import { cardFacts, cardPlaces } from './card-facts.ts';
import { cardFileName, keepsCards } from './card-file.ts';
import { type CardModules, type HowToKeep, keepCard, whereReached, type Written } from './keep-card.ts';
import { keepLeftCards, noteWritten } from './left-cards.ts';

/** One at a time for each data folder: two of them would write one file. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Writes the emergency card of a site (null: of each) beside its copies, in every place that can be reached, where what it says has changed or it is gone;
 * that of a site that was removed says so, and goes with its last copy. What cannot be written now is logged and comes with a later round. `asked`: look
 * everywhere, whatever is remembered.
 */
export function keepCards(modules: CardModules, siteId: SiteId | null, signal: AbortSignal, asked = false): Promise<void> {
  const turn = (turns.get(modules.home) ?? Promise.resolve()).then(() => keepThem(modules, siteId, { signal, asked }));
  turns.set(
    modules.home,
    turn.catch(() => undefined),
  );
  return turn;
}

async function keepThem(modules: CardModules, only: SiteId | null, how: HowToKeep): Promise<void> {
  const { catalog } = modules;
  for (const { id: siteId, name } of catalog.sites.list()) {
    // Places are slow: one of the later ones may have been removed meanwhile.
    if ((only !== null && siteId !== only) || catalog.sites.find(siteId) === null) continue;
    const facts = cardFacts(modules, siteId);
    for (const place of cardPlaces(catalog, siteId).filter(keepsCards)) {
      await whereReached(modules, { siteId, placeId: place.id }, how.signal, async () => {
        const file = cardFileName(
          name,
          catalog.sites.list().map((site) => site.name),
        );
        const { written } = catalog.operatorDocuments.cardOf(siteId);
        await keepCard(modules, { siteId, facts, file, written, note: (now) => record(catalog, siteId, now) }, place, how);
      });
    }
  }
  await keepLeftCards(modules, only, how);
}

function record(catalog: Modules['catalog'], siteId: SiteId, written: Written): void {
  catalog.atomically(() => {
    // It may have been removed meanwhile: then it is a card like the others that it left.
    if (catalog.sites.find(siteId) === null) return noteWritten(catalog, siteId, written.placeId, written);
    const card = catalog.operatorDocuments.cardOf(siteId);
    const others = card.written.filter(({ placeId }) => placeId !== written.placeId && catalog.places.find(placeId) !== null);
    catalog.operatorDocuments.putCard(siteId, { ...card, written: [...others, written] });
  });
}
