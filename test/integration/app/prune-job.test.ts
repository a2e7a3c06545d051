import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { createAuditing } from '../../../src/main/app/audit/auditing.ts';
import { purgeBins } from '../../../src/main/app/purge-bins.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { pruneRequest, runPrune } from '../../../src/main/app/prune-job.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { NO_AUDIT_FILTER } from '../../../src/shared/model/audit.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeRetentionPlace, quietJob } from '../retention/retention-place.ts';

async function prune(change: (store: CopyStore) => CopyStore = (store) => store) {
  const made = await makeRetentionPlace(scratchFolder(), [40, 30, 5, 1]);
  onTestFinished(() => made.catalog.close());
  const { catalog, clock, place, store } = made;
  const job = quietJob();
  const params = { placeId: place.id, siteId: null, fingerprint: made.plan().fingerprint };
  const run = () =>
    runPrune({ catalog, clock, stores: { storeOf: async () => change(store) } }, { ...params, fingerprint: made.plan().fingerprint }, job);
  return { ...made, job, params, run };
}

it('deletes what the plan named, and the next time empties the bin of what is over', async () => {
  const { run, catalog, clock, ids, job } = await prune();
  expect(await run()).toEqual({ state: 'succeeded', problem: null, backupId: null });
  expect(catalog.deletions.list(10).map(({ state }) => state)).toEqual(['bin', 'bin']);
  clock.advanceDays(8);
  expect(await run()).toMatchObject({ state: 'succeeded' });
  expect(
    catalog.deletions
      .list(10)
      .filter(({ backupId }) => ids.slice(0, 2).includes(backupId))
      .map(({ state }) => state),
  ).toEqual(['gone', 'gone']);
  expect(job.lines.filter((line) => line.startsWith('Gone for good from the bin'))).toHaveLength(2);
});

it('ends as warning when a copy could not be deleted, and says so when the bin could not be emptied', async () => {
  const refusing = await prune((store) => ({
    ...store,
    remove: () => Promise.reject(new AppError('place.write-failed', { detail: 'EROFS' })),
  }));
  expect(await refusing.run()).toMatchObject({ state: 'warning', problem: { code: 'retention.partly-applied' } });
  expect(refusing.catalog.backups.copiesIn(refusing.place.id)).toHaveLength(4);

  const stuck = await prune((store) => ({
    ...store,
    purge: () => Promise.reject(new AppError('place.write-failed', { detail: 'EROFS' })),
  }));
  await stuck.run();
  stuck.clock.advanceDays(8);
  expect(await stuck.run()).toMatchObject({ state: 'succeeded' });
  expect(stuck.job.lines.at(-1)).toMatch(/^The bin was not emptied/);
  expect(stuck.catalog.deletions.inBin(stuck.place.id).length).toBeGreaterThan(0);
});

it('fails and deletes nothing when the place is away', async () => {
  const { run, place, catalog } = await prune();
  renameSync(place.folder, `${place.folder}-away`);
  await expect(run()).rejects.toMatchObject({ code: 'place.missing' });
  expect(catalog.backups.copiesIn(place.id)).toHaveLength(4);
  renameSync(`${place.folder}-away`, place.folder);
  expect(await run()).toMatchObject({ state: 'succeeded' });
  expect(catalog.deletions.list(10)).toHaveLength(2);
});

it('is ended by the app itself when it died in the middle, and its bin is emptied in time', async () => {
  const { run, catalog, clock, store, place, ids } = await prune();
  const auditing = createAuditing({
    home: scratchFolder(),
    appVersion: '0.0.0',
    host: { kind: 'desktop' },
    access: 'work',
    logger: silentLogger,
    catalog,
    clock,
  });
  const modules = { auditing, catalog, clock, logger: silentLogger, stores: { storeOf: async () => store } };
  await run();
  const [third = never()] = catalog.backups.copiesIn(place.id);
  const { siteName, siteId, placeName } = catalog.deletions.list(1)[0] ?? never();
  const begun = { id: randomUUID(), backupId: third.backupId, siteId, siteName, placeId: place.id, placeName, bytes: 1, reason: 'x' };
  catalog.deletions.begin({ ...begun, startedAt: '2026-11-20T12:00:00.000Z', deletedAt: '2026-11-21T12:00:00.000Z' }, third);
  expect(catalog.backups.copiesIn(place.id)).toHaveLength(1);

  await purgeBins(modules, true, new AbortController().signal);
  expect(new Set(catalog.backups.copiesIn(place.id).map(({ backupId }) => backupId))).toEqual(new Set(ids.slice(2)));
  expect(catalog.deletions.inBin(place.id)).toHaveLength(2);

  clock.advanceDays(7);
  await purgeBins(modules, false, new AbortController().signal);
  expect(catalog.deletions.inBin(place.id)).toHaveLength(2);
  await purgeBins(
    { ...modules, stores: { storeOf: () => Promise.reject(new AppError('place.missing')) } },
    true,
    new AbortController().signal,
  );
  expect(catalog.deletions.inBin(place.id)).toHaveLength(2);
  await purgeBins(modules, true, new AbortController().signal);
  expect(catalog.deletions.inBin(place.id)).toEqual([]);
  const { action, actor, details } = catalog.audit.search(NO_AUDIT_FILTER, { offset: 0, limit: 1 })[0] ?? never();
  expect({ action, host: actor.host, details }).toMatchObject({ action: 'bin.purge', host: 'scheduler', details: { placeId: place.id } });
});

it('is asked for with everything that starts it again from disk', async () => {
  const { place, params } = await prune();
  expect(pruneRequest(place, params)).toEqual({
    kind: 'prune',
    title: 'Delete what is not kept in This computer',
    serverId: null,
    siteId: null,
    backupId: null,
    params,
  });
});

function never(): never {
  throw new Error('the test has no such thing');
}
