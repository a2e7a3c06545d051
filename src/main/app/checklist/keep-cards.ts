import type { SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { CardRecord } from '../../catalog/operator-documents.ts';
import { cardHash } from '../../checklist/card-hash.ts';
import { type CardFacts, emergencyCard, movedCard } from '../../checklist/emergency-card.ts';
import { AppError } from '../../errors/app-error.ts';
import { caseKey } from '../../places/safe-name.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { cardFacts, cardPlaces } from './card-facts.ts';
import { cardFileName, cardKindIn, isOwnPlace, keepsCards, readCard, retireCard, sha256Of, writeCard } from './card-file.ts';

type CardModules = Pick<Modules, 'catalog' | 'stores' | 'clock' | 'logger' | 'emit' | 'appVersion' | 'home'>;
type Written = CardRecord['written'][number];

/** A card that lies in a bucket or on a server is looked for again after this; in folders at every round, which costs nothing. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

/** One at a time for each data folder: two of them would write one file. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Writes the emergency card of a site (null: of each) beside its copies, in every place that can be reached, where what it says has changed or it is gone.
 * What cannot be written now is logged and comes with a later round. `asked`: look everywhere, whatever is remembered.
 */
export function keepCards(modules: CardModules, siteId: SiteId | null, signal: AbortSignal, asked = false): Promise<void> {
  const turn = (turns.get(modules.home) ?? Promise.resolve()).then(() => keepThem(modules, siteId, signal, asked));
  turns.set(
    modules.home,
    turn.catch(() => undefined),
  );
  return turn;
}

async function keepThem(modules: CardModules, siteId: SiteId | null, signal: AbortSignal, asked: boolean): Promise<void> {
  const { catalog, logger } = modules;
  for (const site of catalog.sites.list()) {
    if (siteId !== null && site.id !== siteId) continue;
    const facts = cardFacts(modules, site.id);
    for (const place of cardPlaces(catalog, site.id).filter(keepsCards)) {
      signal.throwIfAborted();
      try {
        await keepCard(modules, site.id, place, facts, { signal, asked });
      } catch (cause) {
        signal.throwIfAborted();
        // A drive that is not plugged in, a server that is down: its turn comes.
        if (!(cause instanceof AppError)) throw cause;
        logger.info('card.not-written', { siteId: site.id, placeId: place.id, problem: cause.code });
      }
    }
  }
}

async function keepCard(
  modules: CardModules,
  siteId: SiteId,
  place: Place,
  facts: CardFacts,
  { signal, asked }: { readonly signal: AbortSignal; readonly asked: boolean },
): Promise<void> {
  const { catalog, stores, clock, logger, emit } = modules;
  const kind = cardKindIn(catalog.settings.get('card-kinds'), place);
  const hash = cardHash(facts, { kind });
  const names = catalog.sites.list().map(({ name }) => name);
  const file = cardFileName(facts.site.name, names);
  const before = catalog.operatorDocuments.cardOf(siteId).written.find(({ placeId }) => placeId === place.id) ?? null;
  const isKnown = before?.hash === hash && before.file === file;
  if (isKnown && !asked && !isOwnPlace(place) && clock.now() - Date.parse(before.seenAt) < LOOK_AGAIN_MS) return;
  const store = await stores.storeOf(place.id);
  const at = instantOf(clock);
  if (isKnown) {
    const found = await readCard(store, file, signal);
    if (found !== null && sha256Of(found) === before.sha256) {
      // Of a folder it is not worth a write each minute.
      if (!isOwnPlace(place) || asked) record(catalog, siteId, { ...before, seenAt: at });
      return;
    }
  }
  const content = emergencyCard(facts, { kind, writtenAt: at });
  await writeCard(store, file, content, signal);
  // Two sites may have changed their names with each other: what lies under the old one is the card of the other by now.
  const inUse = new Set(names.map((name) => caseKey(cardFileName(name, names))));
  if (before !== null && before.file !== file && !inUse.has(caseKey(before.file)))
    await retireCard(store, before.file, movedCard(facts.site.name, file, at), signal);
  record(catalog, siteId, { placeId: place.id, file, hash, sha256: sha256Of(content), at, seenAt: at });
  emit('fleet.changed', undefined);
  logger.info('card.written', { siteId, placeId: place.id, file });
}

function record(catalog: Modules['catalog'], siteId: SiteId, written: Written): void {
  catalog.atomically(() => {
    // It may have been removed meanwhile, and its card with it.
    if (catalog.sites.find(siteId) === null) return;
    const card = catalog.operatorDocuments.cardOf(siteId);
    const others = card.written.filter(({ placeId }) => placeId !== written.placeId && catalog.places.find(placeId) !== null);
    catalog.operatorDocuments.putCard(siteId, { ...card, written: [...others, written] });
  });
}
