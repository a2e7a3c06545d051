import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src/main/catalog/migrations/all.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { DEFAULT_DRILL_SETTINGS } from '../../../src/shared/model/drill.ts';
import { sampleIncident } from '../../unit/incidents/incident-samples.ts';
import { sampleCopy, sampleManifest, samplePlace, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchFolder } from './catalog-folder.ts';

function version(file: string): unknown {
  const db = new Database(file, { readonly: true });
  try {
    return db.pragma('user_version', { simple: true });
  } finally {
    db.close();
  }
}

it('0004 keeps what version 3 knew, and makes room for incidents and for how a site is drilled', () => {
  const file = join(scratchFolder(), 'catalog.sqlite');
  const server = sampleServer();
  const site = sampleSite(server);
  const place = samplePlace();
  const manifest = sampleManifest(site, server, [sampleSource(site)]);
  {
    using before = openCatalog(file, { migrations: MIGRATIONS.slice(0, 3) });
    before.servers.insert(server);
    before.sites.insert(site);
    before.places.put(place);
    before.backups.record(manifest, sampleCopy(manifest.backup.id, place), 'ab'.repeat(32));
  }

  using catalog = openCatalog(file);

  expect([version(file), existsSync(`${file}.before-4`)]).toEqual([MIGRATIONS.length, true]);
  expect(catalog.sites.find(site.id)).toEqual(site);
  expect(catalog.backups.manifestOf(manifest.backup.id)).toEqual(manifest);
  expect(catalog.backups.copiesOf(manifest.backup.id)).toHaveLength(1);
  expect([catalog.incidents.list({ siteId: null, limit: 9 }), catalog.drills.list({ siteId: null, limit: 9 })]).toEqual([[], []]);

  const { number, ...incident } = sampleIncident({ siteId: site.id });
  expect(number).toMatch(/-1$/);
  const first = catalog.incidents.open(incident, '2026-11-21');
  const second = catalog.incidents.open({ ...incident, id: sampleIncident().id }, '2026-11-21');
  expect([first.number, second.number]).toEqual(['2026-11-21-1', '2026-11-21-2']);
  expect(catalog.siteRecoveries.drillOf(site.id)).toEqual(DEFAULT_DRILL_SETTINGS);
  catalog.siteRecoveries.putDrill(site.id, { ...DEFAULT_DRILL_SETTINGS, rhythm: 'off' });
  expect(catalog.siteRecoveries.drillOf(site.id).rhythm).toBe('off');
  // How a site is drilled goes with it; what happened to it is still to be read.
  catalog.sites.delete(site.id);
  expect(catalog.siteRecoveries.drillOf(site.id)).toEqual(DEFAULT_DRILL_SETTINGS);
  expect(catalog.incidents.find(first.id)).toEqual(first);
});
