import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { placeTotals } from '../../../src/main/catalog/place-totals.ts';
import type { Sql } from '../../../src/main/catalog/sql.ts';
import {
  failedProof,
  hoursBefore,
  sampleCopy,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { sampleDrive } from '../../unit/part-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

const [home, drive, empty] = [samplePlace(), sampleDrive(), sampleDrive({ name: 'Vault-B' })];

/** Two sites with backups in two places, some copies failed and some never read. */
function filled(): Catalog {
  const catalog = scratchCatalog();
  const server = sampleServer();
  catalog.servers.insert(server);
  for (const place of [home, drive, empty]) catalog.places.put(place);
  for (const name of ['aurora-market', 'harbor-books']) {
    const site = sampleSite(server, { name });
    const source = sampleSource(site);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
    for (let n = 0; n < 6; n += 1) {
      const startedAt = hoursBefore(n * 24 + (name === 'aurora-market' ? 1 : 3));
      const manifest = sampleManifest(site, server, [source], { startedAt, completedAt: startedAt });
      const proof = n === 0 ? sampleProof('present') : n === 1 ? failedProof() : sampleProof('intact', { intactAt: hoursBefore(n) });
      catalog.backups.record(manifest, sampleCopy(manifest.backup.id, home, proof));
      if (n > 3) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, drive, sampleProof('present')));
    }
  }
  return catalog;
}

it('are the figures of each place over all sites, and follow what is read, fails and goes', () => {
  const catalog = filled();
  const of = (place: typeof home | typeof drive) => catalog.backups.placeTotals().find(({ placeId }) => placeId === place.id);
  expect(of(home)).toMatchObject({
    copies: 12,
    failedCopies: 2,
    bytes: 12_000,
    newestCopyAt: hoursBefore(1),
    oldestProofAt: hoursBefore(5),
    neverRead: 2,
  });
  expect(of(drive)).toMatchObject({
    copies: 4,
    failedCopies: 0,
    bytes: 4000,
    newestCopyAt: hoursBefore(97),
    oldestProofAt: null,
    neverRead: 4,
  });
  expect(catalog.backups.placeTotals()).toHaveLength(2);
  const [first] = catalog.sites.list();
  const backups = catalog.backups.summaries({ siteId: first!.id, limit: 9 });
  catalog.backups.updateProof(backups[4]!.id, drive.id, sampleProof('intact', { intactAt: hoursBefore(2) }));
  catalog.backups.forgetCopy(backups[5]!.id, drive.id);
  expect(of(drive)).toMatchObject({ copies: 3, oldestProofAt: hoursBefore(2), neverRead: 2 });
});

it('are told by indexes: however many copies there are, none is read for them', () => {
  const asked: string[] = [];
  const { file } = filled();
  placeTotals({ all: (text: string) => (asked.push(text), []) } as unknown as Sql);
  const db = new Database(file, { readonly: true });
  const plan = asked.flatMap((text) => db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all());
  db.close();
  const looks = plan.map(({ detail }) => detail).filter((detail) => / copy\b/.test(detail));
  expect(looks).toHaveLength(4);
  expect(looks.filter((detail) => !/^SEARCH copy USING (?:COVERING )?INDEX /.test(detail))).toEqual([]);
});
