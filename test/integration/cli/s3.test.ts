import { expect, it } from 'vitest';
import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import { startLab } from '../../lab/lab.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { holdfastIn, registerSite } from './holdfast.ts';

it('the program as it is installed copies to a bucket and reads the copy back, and finds one that changed there', async () => {
  await using lab = await startLab({ site: { media: false } });
  const bucket = await makeS3Place(await sharedRadosgw());
  const { endpoint, region, bucket: name, prefix, accessKeyId } = bucket.place;
  await using holdfast = await holdfastIn({ HOLDFAST_PLACE_SECRET: bucket.secret });
  await registerSite(holdfast, lab);
  const words = ['--bucket', name, '--region', region, '--endpoint', endpoint ?? '', '--prefix', prefix, '--access-key-id', accessKeyId];
  await holdfast.json(0, 'place', 'add', 's3', ...words, '--name', 'cloud', '--path-style', '--checksums', 'when-required');
  // A bucket without versions and locks is said to be one.
  expect(await holdfast.json(4, 'place', 'test', 'cloud')).toMatchObject({ usable: true });
  await holdfast.json(0, 'site', 'policy', 'aurora', '--copy-to', 'cloud');
  await holdfast.json(0, 'backup', 'run', 'aurora', '--compression', 'gzip', '--to', 'cloud');
  const [backup] = await holdfast.json<BackupSummary[]>(0, 'backup', 'list');
  const id = backup?.id ?? '';
  const read = await holdfast.run('backup', 'verify', id, '--place', 'cloud');
  expect([read.code, read.stdout]).toEqual([0, expect.stringContaining('cloud: sound')]);

  const dump = (await bucket.everything()).find((path) => path.endsWith('.sql.gz')) ?? '';
  const bytes = await bucket.get(dump);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await bucket.put(dump, bytes);
  expect((await holdfast.run('backup', 'verify', id, '--place', 'cloud')).code).toBe(1);
});
