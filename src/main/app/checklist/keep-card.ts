import type { SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { CardRecord } from '../../catalog/operator-documents.ts';
import { cardHash } from '../../checklist/card-hash.ts';
import { type CardFacts, emergencyCard, movedCard } from '../../checklist/emergency-card.ts';
import { AppError } from '../../errors/app-error.ts';
import { caseKey } from '../../places/safe-name.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { cardFileName, cardKindIn, isOwnPlace, readCard, retireCard, sha256Of, writeCard } from './card-file.ts';

export type CardModules = Pick<Modules, 'catalog' | 'stores' | 'clock' | 'logger' | 'emit' | 'appVersion' | 'home'>;
export type Written = CardRecord['written'][number];

/** A card, of a site that is kept or of one that was removed. */
export interface KeptCard {
  readonly siteId: SiteId;
  readonly facts: CardFacts;
  readonly file: string;
  /** As it was last written. */
  readonly written: readonly Written[];
  readonly note: (written: Written) => void;
}

export interface HowToKeep {
  readonly signal: AbortSignal;
  /** Look everywhere, whatever is remembered. */
  readonly asked: boolean;
}

/** A card that lies in a bucket or on a server is looked for again after this; in folders at every round, which costs nothing. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

/** Writes a card in a place where what it says has changed or it is gone. Throws what the place says. */
export async function keepCard(
  { catalog, stores, clock, logger, emit }: CardModules,
  { siteId, facts, file, written, note }: KeptCard,
  place: Place,
  { signal, asked }: HowToKeep,
): Promise<void> {
  const kind = cardKindIn(catalog.settings.get('card-kinds'), place);
  const hash = cardHash(facts, { kind });
  const before = written.find(({ placeId }) => placeId === place.id) ?? null;
  const isKnown = before?.hash === hash && before.file === file;
  if (isKnown && !asked && !isOwnPlace(place) && clock.now() - Date.parse(before.seenAt) < LOOK_AGAIN_MS) return;
  const store = await stores.storeOf(place.id);
  const at = instantOf(clock);
  if (isKnown) {
    const found = await readCard(store, file, signal);
    if (found !== null && sha256Of(found) === before.sha256) {
      // Of a folder it is not worth a write each minute.
      if (!isOwnPlace(place) || asked) note({ ...before, seenAt: at });
      return;
    }
  }
  const content = emergencyCard(facts, { kind, writtenAt: at });
  await writeCard(store, file, content, signal);
  // Two sites may have changed their names with each other: what lies under the old one is the card of the other by now.
  if (before !== null && before.file !== file && !liveFiles(catalog).has(caseKey(before.file)))
    await retireCard(store, before.file, movedCard(facts.site.name, file, at), signal);
  note({ placeId: place.id, file, hash, sha256: sha256Of(content), at, seenAt: at });
  emit('fleet.changed', undefined);
  logger.info('card.written', { siteId, placeId: place.id, file });
}

/** The files of the cards of all sites that are kept, as `caseKey` has them. */
export function liveFiles(catalog: Modules['catalog']): ReadonlySet<string> {
  const names = catalog.sites.list().map(({ name }) => name);
  return new Set(names.map((name) => caseKey(cardFileName(name, names))));
}

/** What cannot be done in a place now is logged and comes with a later round: a drive that is not plugged in, a server that is down. */
export async function whereReached(
  { logger }: Pick<Modules, 'logger'>,
  ids: { readonly siteId: SiteId; readonly placeId: Place['id'] },
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  try {
    await work();
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof AppError)) throw cause;
    logger.info('card.not-written', { ...ids, problem: cause.code });
  }
}
