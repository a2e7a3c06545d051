import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { chooseMedia } from '../../../src/main/app/backup-choices.ts';
import { runSynthesize } from '../../../src/main/app/synthesize-job.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { sampleProof } from '../../unit/model-samples.ts';
import { sampleMediaSource } from '../../unit/part-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { watchedJob } from '../transfer/copies.ts';
import { listOf, mediaParts, type Parts, replaceFile, tarOf, writeParts, type WrittenBackup } from '../verification/part-folder.ts';
import { choosePlace, modulesIn } from './app-folder.ts';

const ARCHIVE = 'media.tar.gz';

/** A full and an incremental of one source on this computer; `change` happens to the full before the catalog knows it. */
async function chain(change: (full: WrittenBackup) => WrittenBackup = (full) => full) {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  const source = sampleMediaSource(registered.site);
  const ofSource = ({ artifacts, files }: Parts): Parts => ({
    artifacts: artifacts.map((artifact) => ({ ...artifact, sourceId: source.id })),
    files,
  });
  const content = scratchFolder();
  writeFileSync(join(content, 'one'), randomBytes(200_000));
  writeFileSync(join(content, 'two'), 'two');
  const [before, changes] = [tarOf(content, ['one']), tarOf(content, ['two'])];
  const [fullId, id] = [BackupId.parse(randomUUID()), BackupId.parse(randomUUID())];
  const full = change(await writeParts(keeper, registered, fullId, ofSource(await mediaParts(registered, fullId, before))));
  const list = [...(await listOf(before)), ...(await listOf(changes, 1))];
  const parts = await mediaParts(registered, id, changes, { list, chain: [fullId] });
  const incremental = await writeParts(keeper, registered, id, ofSource(parts));

  const modules = modulesIn(home);
  const { catalog } = modules;
  const record = ({ manifest, location, sumsSha256 }: WrittenBackup) =>
    catalog.backups.record(
      manifest,
      { backupId: manifest.backup.id, placeId: keeper.place.id, location, proof: sampleProof('sound') },
      sumsSha256,
    );
  for (const backup of [full, incremental]) record(backup);
  const failureOf = (backupId: BackupId) => catalog.backups.copiesOf(backupId)[0]?.proof.failure ?? null;
  const next = async () => {
    const choice = await chooseMedia(modules, registered.site.id, source, 'incremental', watchedJob(), () => {});
    if (choice.kind === 'incremental') await choice.previous.list;
    return choice.kind;
  };
  return { modules, keeper, full, fullId, id, failureOf, next, synthesize: () => runSynthesize(modules, { backupId: id }, watchedJob()) };
}

it('names the damaged copy of the chain and withdraws its proof, so that the next backup reads everything', async () => {
  const { full, fullId, id, failureOf, next, synthesize, keeper } = await chain();
  const path = join(full.location, ARCHIVE);
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(100_000) ^ 1, 100_000);
  writeFileSync(path, bytes);
  expect(await next()).toBe('incremental');

  await expect(synthesize()).rejects.toMatchObject({
    code: expect.stringMatching(/^archive\.(?:chain-differs|unreadable)$/),
    detail: expect.stringContaining(path),
  });
  expect(failureOf(fullId)).toMatchObject({ step: 'intact', code: 'verify.hash-differs' });
  expect(failureOf(id)).toBeNull();
  expect(await next()).toBe('full');
  expect(readdirSync(join(keeper.place.folder, 'aurora-market'))).toHaveLength(2);
});

it('withdraws the proof of an archive that never held what its list says, though every byte is the one that was recorded', async () => {
  const other = scratchFolder();
  writeFileSync(join(other, 'one'), 'another');
  const { fullId, id, failureOf, next, synthesize } = await chain((full) => replaceFile(full, ARCHIVE, gzipSync(tarOf(other, ['one']))));

  await expect(synthesize()).rejects.toMatchObject({ code: 'archive.chain-differs' });
  expect(failureOf(fullId)).toMatchObject({ step: 'sound' });
  expect(failureOf(id)).toBeNull();
  expect(await next()).toBe('full');
});

it('leaves every proof as it is when the chain can be put together', async () => {
  const { fullId, id, failureOf, synthesize } = await chain();
  expect(await synthesize()).toMatchObject({ state: 'succeeded' });
  expect([fullId, id].map(failureOf)).toEqual([null, null]);
});
