import { describe, expect, it } from 'vitest';
import { chooseMedia } from '../../../src/main/app/backup-choices.ts';
import type { Modules } from '../../../src/main/app/modules.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { hoursBefore, sampleCopy, sampleManifest, samplePlace, sampleProof, sampleServer, sampleSite } from '../../unit/model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../../unit/part-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';
import { watchedJob } from '../transfer/copies.ts';

const idOf = (text: string) => BackupId.parse(`${text}-0000-4000-8000-000000000001`);

/** A full, an incremental, and the full that was put together of both, which began when the incremental did. */
function afterSynthesis(synthetic: BackupId) {
  const catalog = scratchCatalog();
  const server = sampleServer();
  const site = sampleSite(server);
  const place = samplePlace();
  const source = sampleMediaSource(site);
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  catalog.places.put(place);
  const [full, incremental] = [idOf('10000000'), idOf('88888888')];
  const add = (id: BackupId, chain: readonly BackupId[], hours: number) => {
    const artifacts = [sampleMediaArtifact(source, { chain: [...chain] })];
    const manifest = sampleManifest(site, server, [source], { id, startedAt: hoursBefore(hours), folder: `folder-${id}`, artifacts });
    catalog.backups.record(manifest, sampleCopy(id, place, sampleProof('sound')));
  };
  add(full, [full], 30);
  add(incremental, [full, incremental], 6);
  add(synthetic, [synthetic], 6);
  const stores = { storeOf: () => Promise.reject(new Error('no list is read here')) };
  const modules = { catalog, clock: { now: () => Date.parse(hoursBefore(0)) }, stores } as unknown as Modules;
  return { modules, site, source };
}

describe('the chain that an incremental goes on from', () => {
  it.each(['00000000', 'ffffffff'])('is the one that was put together, not the long one of the same moment (id %s)', async (text) => {
    const synthetic = idOf(text);
    const { modules, site, source } = afterSynthesis(synthetic);
    const choice = await chooseMedia(modules, site.id, source, 'incremental', watchedJob(), () => {});
    if (choice.kind !== 'incremental') throw new Error('a full');
    await expect(choice.previous.list).rejects.toThrow();
    expect(choice.previous.artifact.chain).toEqual([synthetic]);
  });
});
