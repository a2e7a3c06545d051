import { expect, it } from 'vitest';
import { createLeavingSoon } from '../../../src/main/retention/leaving-soon.ts';
import { hoursBefore, sampleCopy, sampleManifest, samplePlace, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { sampleDrive } from '../../unit/part-samples.ts';
import { policyOf } from '../../unit/retention/retention-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';

const HOUR = 3_600_000;

/** Two sites with a backup of each of twenty days in two places, of which one alone lets any go after five days. */
function fleet() {
  const catalog = scratchCatalog();
  const [home, drive] = [samplePlace(), sampleDrive()];
  const server = sampleServer();
  catalog.servers.insert(server);
  for (const place of [home, drive]) catalog.places.put(place);
  for (const name of ['aurora-market', 'harbor-books']) {
    const site = sampleSite(server, { name });
    const source = sampleSource(site);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
    for (let day = 0; day < 20; day += 1) {
      const startedAt = hoursBefore(day * 24 + 1);
      const manifest = sampleManifest(site, server, [source], { startedAt, completedAt: startedAt });
      for (const place of [home, drive]) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
    }
  }
  catalog.retentionPolicies.put({ siteId: null, placeId: drive.id }, policyOf({ maxAgeDays: { full: 5 }, keepNewest: 1 }));
  return { catalog, drive };
}

it('counts what leaves by tomorrow over the fleet in a thread of its own, and works it out anew after ten minutes or another policy', async () => {
  const { catalog, drive } = fleet();
  const clock = { at: Date.parse('2026-11-21T12:00:00.000Z'), now: () => clock.at };
  const soon = createLeavingSoon(catalog.file, clock, new AbortController().signal);
  // The window is not held up: it goes on turning while the plans are made.
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  const first = await soon.ask();
  clearInterval(turning);
  expect(turns).toBeGreaterThan(5);
  expect(first.places).toEqual([{ placeId: drive.id, placeName: drive.name, copies: first.copies }]);
  expect(first.copies).toBeGreaterThan(20);
  expect(first.copies).toBeLessThan(40);

  catalog.retentionPolicies.put({ siteId: null, placeId: drive.id }, { ...policyOf({}), enabled: false });
  clock.at += HOUR / 10;
  expect(await soon.ask()).toBe(first);
  soon.forget();
  expect(await soon.ask()).toMatchObject({ copies: 0, places: [] });
});

it('says what went wrong, and answers the next time', async () => {
  const { catalog } = fleet();
  const stopped = new AbortController();
  const soon = createLeavingSoon(catalog.file, { now: () => Date.parse('2026-11-21T12:00:00.000Z') }, stopped.signal);
  const asked = soon.ask();
  stopped.abort(new Error('closing'));
  await expect(asked).rejects.toThrow('closing');
});
