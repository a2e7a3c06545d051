import { createHash } from 'node:crypto';
import type { CardFacts, CardReader } from './emergency-card.ts';

/** Changes with everything on the card but the time it is written. */
export function cardHash(facts: CardFacts, { kind }: Pick<CardReader, 'kind'>): string {
  return hashOf({ ...facts, papers: kind === 'full' ? facts.papers : null, kind });
}

/** Changes with what somebody relies on who holds the paper: not with each night's copies. */
export function paperHash(facts: CardFacts): string {
  const { places, proven: _proven, byHand: _byHand, appVersion: _appVersion, ...rest } = facts;
  return hashOf({ ...rest, places: places.map(({ newest: _newest, ...place }) => place) });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
