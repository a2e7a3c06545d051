import { openStream } from '../sealing/age.ts';
import type { OpenSealed } from '../verification/check-config.ts';
import type { Modules } from './modules.ts';
import type { Verifying } from './verify-copy.ts';

/** What checks of copies need, from the modules of the app. */
export function verifying(modules: Pick<Modules, 'catalog' | 'clock' | 'stores' | 'keys' | 'secrets'>): Verifying {
  const { catalog, clock, stores, secrets } = modules;
  return {
    catalog,
    clock,
    storeOf: (place) => stores.storeOf(place.id),
    openSealed: () => openerOf(modules),
    archivePassword: (sourceId) => secrets.get(`source:${sourceId}`),
  };
}

/** Null where the secret key is on paper alone. */
async function openerOf({ keys }: Pick<Modules, 'keys'>): Promise<OpenSealed | null> {
  const status = await keys.status();
  if (status.state !== 'ready' || !status.canOpen) return null;
  const identities = await keys.identities();
  return (chunks) => openStream(identities, chunks);
}
