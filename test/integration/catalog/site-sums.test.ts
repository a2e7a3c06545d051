import { randomInt } from 'node:crypto';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src/main/catalog/migrations/all.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
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
import { scratchFolder } from './catalog-folder.ts';

const server = sampleServer();
const site = sampleSite(server);
const other = sampleSite(server, { name: 'other' });
const [here, drive] = [samplePlace(), sampleDrive()];
const manifests = [site, other].flatMap((of) =>
  Array.from({ length: 12 }, (_, at) =>
    sampleManifest(of, server, [sampleSource(of)], { startedAt: hoursBefore(at + 1), bytes: 1000 + at }),
  ),
);
/** As they are counted one by one. */
function counted(file: string): unknown {
  const db = new Database(file, { readonly: true });
  const rows = db
    .prepare('SELECT site_id, count(*) backups, sum(bytes) bytes, sum(best_level < 2) unproved FROM backup WHERE copy_count > 0 GROUP BY 1')
    .all();
  const kept = db.prepare('SELECT site_id, backups, bytes, unproved FROM site_sum WHERE backups > 0').all();
  db.close();
  expect(kept).toEqual(rows);
  return rows;
}

it('the figures of the dashboard are those of every backup, whatever comes, fails, is proved and goes', () => {
  const file = join(scratchFolder(), 'catalog.sqlite');
  {
    // What an older Holdfast recorded is counted as well.
    using before = openCatalog(file, { migrations: MIGRATIONS.slice(0, 4) });
    before.servers.insert(server);
    for (const each of [site, other]) before.sites.insert(each);
    for (const place of [here, drive]) before.places.put(place);
    for (const manifest of manifests.slice(0, 6)) before.backups.record(manifest, sampleCopy(manifest.backup.id, here));
  }
  using catalog = openCatalog(file);
  counted(file);
  for (let turn = 0; turn < 300; turn += 1) {
    const manifest = manifests[randomInt(manifests.length)];
    const place = randomInt(2) === 0 ? here : drive;
    if (manifest === undefined) continue;
    const { id } = manifest.backup;
    const lies = catalog.backups.copiesOf(id).some(({ placeId }) => placeId === place.id);
    const proof = [sampleProof('present'), sampleProof('intact'), sampleProof('proven'), failedProof()][randomInt(4)];
    if (!lies) catalog.backups.record(manifest, sampleCopy(id, place, proof));
    else if (randomInt(3) === 0) catalog.backups.forgetCopy(id, place.id);
    else if (proof !== undefined) catalog.backups.updateProof(id, place.id, proof);
  }
  expect(counted(file)).not.toEqual([]);
  const { count, bytes } = catalog.backups.totalsOf(site.id);
  const summaries = catalog.backups.summaries({ siteId: site.id });
  expect([count, bytes]).toEqual([summaries.length, summaries.reduce((sum, each) => sum + each.bytes, 0)]);
  const unproved = summaries.filter(({ copies }) => !copies.some(({ proof }) => proof.failure === null && proof.level !== 'present'));
  expect(catalog.healthFacts.unproved(site.id)).toEqual({ count: unproved.length, newestId: unproved[0]?.id ?? null });
});
