import { describe, expect, it } from 'vitest';
import { createTableMemory, findEverything } from '../../../src/main/app/find/find-everything.ts';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import type { Backup } from '../../../src/shared/model/backup.ts';
import { IncidentId } from '../../../src/shared/model/ids.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import {
  NOON,
  hoursBefore,
  sampleCopy,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { sampleDrill } from '../../unit/drills/drill-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';

const NOW = Date.parse(NOON);

function world(catalog: Catalog = scratchCatalog()) {
  const server = sampleServer({ name: 'vps-fra-1' });
  const [shop, blog] = [sampleSite(server), sampleSite(server, { name: 'harbor-books' })];
  const place = samplePlace({ name: 'Vault-A', folder: '/mnt/vault' });
  catalog.servers.insert(server);
  for (const site of [shop, blog]) catalog.sites.insert(site);
  catalog.places.put(place);
  const tables = createTableMemory();
  return {
    catalog,
    server,
    shop,
    blog,
    place,
    backUp: (site: Site, hours: number, changes: Partial<Backup> = {}) => {
      const startedAt = hoursBefore(hours);
      const manifest = sampleManifest(site, server, [sampleSource(site)], { startedAt, folder: startedAt, ...changes });
      catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place, sampleProof('sound')));
      return manifest.backup.id;
    },
    find: (text: string) => findEverything(catalog, tables, { text, now: NOW }),
  };
}

describe('searching everything', () => {
  it('finds a site by its name, by a part of it, by letters of it and by its server, the better fit first', () => {
    const { find, shop, blog } = world();
    expect(find('aurora-market')[0]).toMatchObject({ kind: 'site', siteId: shop.id, score: 110, serverName: 'vps-fra-1' });
    for (const text of ['AURORA', 'market', 'amk']) expect(find(text)[0]).toMatchObject({ kind: 'site', siteId: shop.id });
    const byServer = find('vps-fra-1');
    expect(byServer.map(({ kind }) => kind)).toEqual(['server', 'site', 'site']);
    expect(new Set(byServer.slice(1).map((hit) => (hit.kind === 'site' ? hit.siteId : null)))).toEqual(new Set([shop.id, blog.id]));
  });

  it('finds a backup by its label, its note, the beginning of its id, its day and its site', () => {
    const { catalog, find, backUp, shop } = world();
    const nightly = backUp(shop, 30);
    const labelled = backUp(shop, 60, { label: 'before Laravel 12' });
    const noted = backUp(shop, 90);
    catalog.backups.annotate(noted, { note: 'Ada goes back to this one' });
    const backupsFor = (text: string) => find(text).flatMap((hit) => (hit.kind === 'backup' ? [hit.backupId] : []));
    expect(backupsFor('laravel')).toEqual([labelled]);
    expect(backupsFor('before')).toEqual([labelled]);
    expect(backupsFor('goes back')).toEqual([noted]);
    expect(backupsFor(nightly.slice(0, 8))).toEqual([nightly]);
    expect(backupsFor('backup aurora')).toEqual([nightly, labelled, noted]);
    const at = new Date(Date.parse(hoursBefore(30)));
    const month = at.toLocaleDateString('en-GB', { month: 'short' });
    expect(backupsFor(`aurora ${at.getDate()} ${month}`)).toEqual([nightly]);
    expect(backupsFor('harbor')).toEqual([]);
  });

  it('takes a renamed checkpoint by its new name, and what lies nowhere any more for gone', () => {
    const { catalog, find, backUp, shop, place } = world();
    const id = backUp(shop, 30, { label: 'before Laravel 12' });
    catalog.backups.annotate(id, { label: 'golden' });
    expect(find('golden')[0]).toMatchObject({ kind: 'backup', backupId: id, label: 'golden' });
    catalog.backups.forgetCopy(id, place.id);
    expect(find('golden')).toEqual([]);
  });

  it('finds a table in the newest whole backup of its site, with its rows', () => {
    const { find, backUp, shop } = world();
    backUp(shop, 60);
    const newest = backUp(shop, 30);
    expect(find('orders')[0]).toMatchObject({
      kind: 'table',
      backupId: newest,
      table: 'orders',
      database: 'aurora_shop',
      rows: 3,
      siteName: 'aurora-market',
    });
    // A newer backup is read in place of the one that was remembered.
    const newer = backUp(shop, 10);
    expect(find('orders')[0]).toMatchObject({ kind: 'table', backupId: newer });
  });

  it('finds places, incidents and drills, and those by their day as well', () => {
    const { catalog, find, shop, place } = world();
    expect(find('vault')[0]).toMatchObject({ kind: 'place', placeId: place.id, where: '/mnt/vault' });
    const incident = catalog.incidents.open(
      {
        id: IncidentId.parse(crypto.randomUUID()),
        siteId: shop.id,
        siteName: shop.name,
        openedAt: NOON,
        closedAt: null,
        situation: null,
        choice: null,
        restoreId: null,
        maintenanceSince: null,
        bypassUrl: null,
        timeline: [],
        tasks: [],
        note: 'queue stalled',
      },
      '2026-11-21',
    );
    expect(find('2026-11-21-1')[0]).toMatchObject({ kind: 'incident', incidentId: incident.id, number: '2026-11-21-1' });
    expect(find('stalled')[0]).toMatchObject({ kind: 'incident', incidentId: incident.id });
    const drill = sampleDrill({ siteId: shop.id, startedAt: NOON });
    catalog.drills.insert(drill);
    expect(find('drill aurora')[0]).toMatchObject({ kind: 'drill', drillId: drill.id });
    expect(
      find('21 nov')
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['drill', 'incident']);
  });

  it('takes what has a meaning in SQL for plain letters, and nothing for nothing', () => {
    const { find, backUp, shop } = world();
    backUp(shop, 30, { label: '100% sure_thing' });
    expect(find('100%')).toHaveLength(1);
    expect(find('0_')).toEqual([]);
    expect(find("'; DROP TABLE backup; --")).toEqual([]);
    expect(find('   ')).toEqual([]);
  });
});
