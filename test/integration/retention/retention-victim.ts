import { join } from 'node:path';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { applyRetention } from '../../../src/main/retention/apply-retention.ts';
import { planPlace } from '../../../src/main/retention/plan-place.ts';
import { isFolderPlace } from '../../../src/shared/model/place.ts';
import { quietJob, standingClock } from './retention-place.ts';

/** Started as a process of its own by a test that kills it: stands still in its second deletion, before or after the place has done it. */
const [folder = '', when = ''] = process.argv.slice(2);
const catalog = openCatalog(join(folder, 'catalog.sqlite'));
const clock = standingClock();
const place = catalog.places.list().find(isFolderPlace);
if (place === undefined) throw new Error('no place');
const real = openFolderStore(place, { clock });
let removals = 0;
const standStill = (): Promise<never> => {
  process.stdout.write('standing\n');
  setInterval(() => {}, 1000);
  return new Promise(() => {});
};
const store: CopyStore = {
  ...real,
  remove: async (location, signal) => {
    removals += 1;
    if (removals === 2 && when === 'before') return standStill();
    const removed = await real.remove(location, signal);
    return removals === 2 ? standStill() : removed;
  },
};
const { fingerprint } = planPlace({ catalog, placeId: place.id, siteId: null, now: clock.now(), zone: 'UTC' });
await applyRetention({ catalog, store, clock, siteId: null, fingerprint, zone: 'UTC' }, quietJob());
