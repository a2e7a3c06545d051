import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { sampleServer, sampleSite, sampleSource, samplePlace } from '../../unit/model-samples.ts';

const server = sampleServer({ address: '127.0.0.1', port: 1, authentication: { method: 'agent', socket: null } });
const site = sampleSite(server);

/** A site whose server nobody answers for: each backup of it fails at once. */
export const SERVER_UNREACHABLE = {
  id: site.id,
  register(catalog: Catalog): void {
    const place = samplePlace();
    catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.sources.insert(sampleSource(site));
    catalog.places.put(place);
    catalog.settings.put('place-id', place.id);
  },
};
