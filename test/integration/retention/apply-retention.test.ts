import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applyRetention } from '../../../src/main/retention/apply-retention.ts';
import { purgeBin } from '../../../src/main/retention/purge-bin.ts';
import { settleDeletions } from '../../../src/main/retention/settle-deletions.ts';
import { takeBack } from '../../../src/main/retention/take-back.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { failedProof, samplePlace, sampleProof } from '../../unit/model-samples.ts';
import { policyOf } from '../../unit/retention/retention-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeRetentionPlace, quietJob, type RetentionPlace, SIGNAL } from './retention-place.ts';

const problem = (code: string) => expect.objectContaining({ code });

async function tenDays(ages: readonly number[] = [40, 30, 20, 5, 1]): Promise<RetentionPlace> {
  const made = await makeRetentionPlace(scratchFolder(), ages);
  onTestFinished(() => made.catalog.close());
  return made;
}

const apply = (made: RetentionPlace, changes: { readonly store?: CopyStore; readonly fingerprint?: string } = {}, job = quietJob()) =>
  applyRetention({ ...made, siteId: null, fingerprint: made.plan().fingerprint, zone: 'UTC', ...changes }, job);

const foldersOf = ({ place }: RetentionPlace) => readdirSync(join(place.folder, 'aurora-market')).toSorted();
const knownIn = ({ catalog, place }: RetentionPlace) => new Set(catalog.backups.copiesIn(place.id).map(({ backupId }) => backupId));

describe('applying a plan', () => {
  it('moves what no rule keeps to the bin, and says each in the log of the job and in the list of deletions', async () => {
    const made = await tenDays();
    const job = quietJob();

    expect(await apply(made, {}, job)).toMatchObject({ state: 'succeeded', problem: null, deleted: 3 });

    expect(foldersOf(made)).toEqual(['2026-11-16T120000Z-full', '2026-11-20T120000Z-full']);
    expect(knownIn(made)).toEqual(new Set(made.ids.slice(3)));
    expect(job.lines).toHaveLength(3);
    expect(job.lines[0]).toContain('2026-10-12T12:00:00.000Z');
    const deletions = made.catalog.deletions.list(10);
    expect(deletions.map(({ state, goneAt, reason }) => [state, goneAt, reason])).toEqual(
      Array.from({ length: 3 }, () => ['bin', '2026-11-28T12:00:00.000Z', 'No rule keeps it any longer.']),
    );
    expect(made.catalog.backups.search(everything, 0, 10).total).toBe(2);
    expect(made.plan().deletes).toBe(0);
  });

  it('deletes nothing when the plan is another one than was looked at', async () => {
    const made = await tenDays();
    const { fingerprint } = made.plan();
    made.catalog.backups.annotate(made.ids[0] ?? never(), { held: true });
    await expect(apply(made, { fingerprint })).rejects.toEqual(problem('retention.plan-changed'));
    expect([knownIn(made).size, foldersOf(made).length]).toEqual([5, 5]);
  });

  it('keeps what was put on hold while it was deleting', async () => {
    const made = await tenDays();
    const store: CopyStore = {
      ...made.store,
      remove: (location, signal) => {
        made.catalog.backups.annotate(made.ids[2] ?? never(), { held: true });
        return made.store.remove(location, signal);
      },
    };
    const job = quietJob();
    expect(await apply(made, { store }, job)).toMatchObject({ state: 'succeeded', deleted: 2 });
    expect(knownIn(made)).toEqual(new Set(made.ids.slice(2)));
    expect(job.lines.at(-1)).toContain('Kept: aurora-market');
  });

  it('keeps what became the newest good one while it was deleting', async () => {
    const made = await tenDays([40, 30]);
    made.catalog.retentionPolicies.put({ siteId: null, placeId: null }, policyOf({ maxAgeDays: { full: 1 } }));
    const { fingerprint } = made.plan();
    const job = { ...quietJob(), step: () => made.catalog.backups.updateProof(made.ids[1] ?? never(), made.place.id, failedProof()) };
    expect(await applyRetention({ ...made, siteId: null, fingerprint, zone: 'UTC' }, job)).toMatchObject({ deleted: 0 });
    expect(knownIn(made).size).toBe(2);
  });

  it('goes on after a copy that cannot be deleted, keeps that one known, and ends as warning', async () => {
    const made = await tenDays();
    const store: CopyStore = {
      ...made.store,
      remove: (location, signal) =>
        location.endsWith('2026-10-22T120000Z-full')
          ? Promise.reject(new AppError('place.write-failed', { detail: 'EPERM' }))
          : made.store.remove(location, signal),
    };
    const outcome = await apply(made, { store });
    expect(outcome).toMatchObject({
      state: 'warning',
      deleted: 2,
      problem: { code: 'retention.partly-applied', detail: expect.stringContaining('2026-10-22') },
    });
    expect(knownIn(made)).toEqual(new Set([made.ids[1], ...made.ids.slice(3)]));
    expect(made.catalog.deletions.list(10)).toHaveLength(2);
  });

  it('stops when the drive is pulled out, and knows every copy that is still on it', async () => {
    const made = await tenDays();
    const away = `${made.place.folder}-pulled-out`;
    const store: CopyStore = {
      ...made.store,
      remove: async (location, signal) => {
        if (location.endsWith('2026-10-22T120000Z-full')) renameSync(made.place.folder, away);
        return made.store.remove(location, signal);
      },
    };
    expect(await apply(made, { store })).toMatchObject({ state: 'warning', deleted: 1 });
    renameSync(away, made.place.folder);
    // Nobody could ask the drive, so the next run does.
    expect(made.catalog.deletions.unsettled(made.place.id)).toHaveLength(1);
    await settleDeletions(made, SIGNAL);
    expect(knownIn(made)).toEqual(new Set(made.ids.slice(1)));
    expect(await apply(made)).toMatchObject({ state: 'succeeded', deleted: 2 });
  });

  it('settles what it had begun on a drive that came back under another folder', async () => {
    const made = await tenDays();
    const folder = `${made.place.folder}-mounted-again`;
    const store: CopyStore = {
      ...made.store,
      remove: async (location, signal) => {
        if (location.endsWith('2026-10-22T120000Z-full')) renameSync(made.place.folder, folder);
        return made.store.remove(location, signal);
      },
    };
    expect(await apply(made, { store })).toMatchObject({ state: 'warning', deleted: 1 });
    made.catalog.places.put({ ...made.place, folder });
    const [begun] = made.catalog.deletions.unsettled(made.place.id);
    const again = openFolderStore({ ...made.place, folder }, made);
    await settleDeletions({ ...made, store: again }, SIGNAL);
    expect(made.catalog.deletions.unsettled(made.place.id)).toEqual([]);
    const copy = made.catalog.backups.copiesIn(made.place.id).find(({ backupId }) => backupId === begun?.backupId);
    expect(copy?.location).toBe(join(folder, 'aurora-market', '2026-10-22T120000Z-full'));
  });

  it('ends where it stands when it is cancelled', async () => {
    const made = await tenDays();
    const controller = new AbortController();
    const store: CopyStore = {
      ...made.store,
      remove: async (location, signal) => {
        const removed = await made.store.remove(location, signal);
        controller.abort(new Error('cancelled'));
        return removed;
      },
    };
    await expect(apply(made, { store }, quietJob(controller.signal))).rejects.toThrow('cancelled');
    expect(knownIn(made)).toEqual(new Set(made.ids.slice(1)));
    expect(made.catalog.deletions.list(10)).toHaveLength(1);
  });
});

describe('several places', () => {
  it('never let the last intact copy of the last proven backup go, whichever place is asked first', async () => {
    const made = await tenDays();
    const [oldest = never()] = made.ids;
    const drive = samplePlace({ name: 'Vault-A', folder: join(made.folder, 'elsewhere') });
    made.catalog.places.put(drive);
    const manifest = made.catalog.backups.manifestOf(oldest) ?? never();
    made.catalog.backups.record(manifest, { backupId: oldest, placeId: drive.id, location: 'x', proof: sampleProof('proven') });
    expect(made.plan().deletes).toBe(3);

    made.catalog.backups.updateProof(oldest, drive.id, { ...sampleProof('proven'), failure: failedProof().failure });
    const plan = made.plan();
    expect(plan.deletes).toBe(2);
    expect(plan.decisions[0]).toMatchObject({ backupId: oldest, keep: true, reasons: [{ code: 'last-proven' }] });
  });
});

describe('the bin', () => {
  it('gives a copy back with the proof it had', async () => {
    const made = await tenDays();
    const before = new Map(made.catalog.backups.copiesIn(made.place.id).map((copy) => [copy.backupId, copy]));
    await apply(made);
    const [deletion = never()] = made.catalog.deletions.list(10).filter(({ backupId }) => backupId === made.ids[0]);

    await takeBack({ ...made, storeOf: async () => made.store, signal: SIGNAL }, deletion.id);

    expect(made.catalog.backups.copiesOf(deletion.backupId)).toEqual([before.get(deletion.backupId)]);
    expect(foldersOf(made)).toContain('2026-10-12T120000Z-full');
    expect(made.catalog.deletions.find(deletion.id)).toMatchObject({ state: 'restored', bin: null });
    await expect(takeBack({ ...made, storeOf: async () => made.store, signal: SIGNAL }, deletion.id)).rejects.toEqual(
      problem('retention.not-in-bin'),
    );
  });

  it('is given up with its place: what lay in it or was on its way there has ended, and stays listed as left behind', async () => {
    const made = await tenDays();
    const { catalog, place } = made;
    await apply(made);
    const [binned = never()] = catalog.deletions.inBin(place.id);
    const [copy = never()] = catalog.backups.copiesIn(place.id);
    const { state: _state, bin: _bin, goneAt: _goneAt, copy: _copy, ...deletion } = binned;
    const begun = { ...deletion, id: randomUUID(), backupId: copy.backupId };
    catalog.deletions.begin(begun, copy);

    catalog.places.delete(place.id);

    const states = () => catalog.deletions.list(10).map(({ state, goneAt }) => [state, goneAt]);
    expect(states()).toEqual(Array.from({ length: 4 }, () => ['place-removed', null]));
    expect([...catalog.deletions.unsettled(place.id), ...catalog.deletions.inBin(place.id)]).toEqual([]);
    await expect(takeBack({ ...made, storeOf: async () => made.store, signal: SIGNAL }, binned.id)).rejects.toEqual(
      problem('retention.not-in-bin'),
    );
    // Whoever was at work on them when the place went.
    catalog.deletions.finish(begun.id, 'bin-1', deletion.deletedAt);
    catalog.deletions.undo(begun.id);
    expect(states()).toEqual(Array.from({ length: 4 }, () => ['place-removed', null]));
    expect(catalog.backups.copiesIn(place.id)).toEqual([]);
  });

  it('keeps everything for seven days, and nothing after them; then the catalog forgets what lies nowhere', async () => {
    const made = await tenDays();
    await apply(made);
    made.clock.advanceDays(6.99);
    expect(await purgeBin(made, SIGNAL)).toEqual([]);
    made.clock.advanceDays(0.02);
    expect(await purgeBin(made, SIGNAL)).toHaveLength(3);
    expect(made.catalog.deletions.list(10).map(({ state }) => state)).toEqual(['gone', 'gone', 'gone']);
    expect(made.catalog.backups.find(made.ids[0] ?? never())).toBeNull();
    expect(made.catalog.backups.find(made.ids[4] ?? never())).not.toBeNull();
    expect(existsSync(join(made.place.folder, '.holdfast-bin'))).toBe(false);
  });

  it('is emptied of what no catalog knows any more as well, a day later', async () => {
    const made = await tenDays();
    await apply(made);
    const fresh = await makeRetentionPlace(join(made.folder, 'other'), []);
    onTestFinished(() => fresh.catalog.close());
    made.clock.advanceDays(7.5);
    expect(await purgeBin({ ...made, catalog: fresh.catalog }, SIGNAL)).toEqual([]);
    made.clock.advanceDays(1);
    expect(await purgeBin({ ...made, catalog: fresh.catalog }, SIGNAL)).toHaveLength(3);
  });

  it('refuses to bring back what was copied to the place again meanwhile', async () => {
    const made = await tenDays();
    await apply(made);
    const [deletion = never()] = made.catalog.deletions.list(1);
    const manifest = made.catalog.backups.manifestOf(deletion.backupId) ?? never();
    made.catalog.backups.record(manifest, {
      backupId: deletion.backupId,
      placeId: made.place.id,
      location: '/again',
      proof: sampleProof(),
    });
    await expect(takeBack({ ...made, storeOf: async () => made.store, signal: SIGNAL }, deletion.id)).rejects.toEqual(
      problem('retention.place-taken'),
    );
  });
});

const everything = {
  text: '',
  siteId: null,
  kind: null,
  trigger: null,
  part: null,
  placeId: null,
  proof: null,
  held: null,
  from: null,
  until: null,
};

function never(): never {
  throw new Error('the test has no such backup');
}
