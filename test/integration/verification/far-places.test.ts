import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import { openStream } from '../../../src/main/sealing/age.ts';
import { copyBackup } from '../../../src/main/transfer/copy-backup.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { verifyBackup, type VerifiableLevel } from '../../../src/main/verification/verify-backup.ts';
import { filesOf } from '../../../src/shared/model/artifact.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { sampleArtifact } from '../../unit/model-samples.ts';
import { type SharedRadosgw, sharedRadosgw } from '../../lab/shared.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper, register, smallDump } from '../places/place-folder.ts';
import { makeS3Place, type S3ContractPlace } from '../places/s3-place.ts';
import { configParts, makeFiles, mediaParts, stored, tarOf, writeParts, type WrittenBackup } from './part-folder.ts';

let server: SharedRadosgw;
beforeAll(async () => {
  server = await sharedRadosgw();
});

const job = () => ({ jobId: randomUUID(), signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} });

interface Lab extends WrittenBackup {
  readonly bucket: S3ContractPlace;
  readonly identity: string;
  /** Below the prefix. */
  readonly path: (file: string) => string;
}

/** A backup with a dump, media and settings, copied to a bucket as the app copies it. */
async function inS3(): Promise<Lab> {
  const keeper = await makeKeeper(scratchFolder());
  const folder = scratchFolder();
  makeFiles(folder);
  mkdirSync(join(folder, 'settings'));
  writeFileSync(join(folder, 'settings/.env'), 'APP_KEY=base64:secret\n');
  const site = register();
  const id = BackupId.parse(randomUUID());
  const { sql, rows } = smallDump();
  const dump = { file: 'aurora_shop.sql.gz', content: gzipSync(sql) };
  const inventory = { tables: [{ name: 'orders', rows, definition: null, data: null }], views: [], routines: [], triggers: [], events: [] };
  const database = sampleArtifact(site.source, { ...stored(dump), uncompressedBytes: sql.length, inventory });
  const media = await mediaParts(site, id, tarOf(folder, ['storage']));
  const config = await configParts(site, tarOf(join(folder, 'settings'), ['.env']));
  const written = await writeParts(keeper, site, id, {
    artifacts: [database, ...media.artifacts, ...config.artifacts],
    files: [dump, ...media.files, ...config.files],
  });
  const bucket = await makeS3Place(server);
  onTestFinished(() => bucket[Symbol.asyncDispose]());
  const from = openFolderStore(keeper.place);
  const { manifest, sumsSha256, location: fromLocation } = written;
  const { location } = await copyBackup({ manifest, sumsSha256, from, fromLocation, to: bucket.open(), limits: NO_LIMITS, job: job() });
  const path = (file: string): string => `${location.slice(bucket.place.prefix.length + 1)}/${file}`;
  return { ...written, location, bucket, identity: config.identity, path };
}

async function check({ bucket, identity, manifest, sumsSha256, location }: Lab, level: VerifiableLevel, store = bucket.open()) {
  const openSealed = (chunks: AsyncIterable<Buffer>) => openStream([identity], chunks);
  return (await verifyBackup({ store, location, manifest, sumsSha256, level, openSealed }, job())).problem;
}

describe('a copy in S3', () => {
  test('is shown to be present, intact by reading everything back, and sound in each of its parts', async () => {
    const lab = await inS3();
    for (const level of ['present', 'intact', 'sound'] as const) expect(await check(lab, level)).toBeNull();
  });

  test.each(['aurora_shop.sql.gz', 'media.tar.gz', 'media.files.jsonl.gz', 'config.tar.age'])(
    'is not intact when one bit of %s is another, though its size and all the service says of it are right',
    async (file) => {
      const lab = await inS3();
      const bytes = await lab.bucket.get(lab.path(file));
      bytes[bytes.length - 5]! ^= 1;
      await lab.bucket.put(lab.path(file), bytes);
      expect(await check(lab, 'present')).toBeNull();
      expect(await check(lab, 'intact')).toMatchObject({ code: 'verify.hash-differs', detail: expect.stringContaining(file) });
    },
  );

  test('is not present when an object is shorter, or gone, or all of them are', async () => {
    const lab = await inS3();
    const { bucket } = lab;
    const remove = (file: string) =>
      bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.place.bucket, Key: `${lab.location}/${file}` }));
    const whole = await bucket.get(lab.path('media.tar.gz'));
    await bucket.put(lab.path('media.tar.gz'), whole.subarray(0, 100));
    expect((await check(lab, 'intact'))?.code).toBe('verify.size-differs');
    await remove('media.tar.gz');
    expect((await check(lab, 'intact'))?.code).toBe('verify.artifact-missing');
    await bucket.put(lab.path('media.tar.gz'), whole);
    await remove('RESTORE.txt');
    expect((await check(lab, 'intact'))?.code).toBe('verify.companion-differs');
    const files = [...lab.manifest.backup.artifacts.flatMap(filesOf).map(({ file }) => file), 'SHA256SUMS', 'manifest.json'];
    for (const file of files) await remove(file);
    expect((await check(lab, 'intact'))?.code).toBe('verify.folder-missing');
  });

  test('is not intact when its manifest is another one', async () => {
    const lab = await inS3();
    const text = (await lab.bucket.get(lab.path('manifest.json'))).toString();
    await lab.bucket.put(lab.path('manifest.json'), Buffer.from(text.replace('"rows": 50', '"rows": 49')));
    expect((await check(lab, 'intact'))?.code).toBe('verify.manifest-differs');
  });

  test('keeps its proof while the service does not answer, or refuses the key', async () => {
    const lab = await inS3();
    const away = { ...lab.bucket.place, endpoint: 'http://127.0.0.1:9' };
    await expect(check(lab, 'intact', openS3Store(away, lab.bucket.secret, {}))).rejects.toMatchObject({ code: 'place.unreachable' });
    const refused = openS3Store(lab.bucket.place, 'another secret', {});
    await expect(check(lab, 'intact', refused)).rejects.toMatchObject({ code: expect.stringMatching(/^place\.(refused|unreachable)$/) });
  });
});
