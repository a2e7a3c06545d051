import { randomBytes } from 'node:crypto';
import { GetObjectRetentionCommand, ListObjectVersionsCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import type { PlaceTestRow } from '../../../src/shared/model/place.ts';
import { type FaultyProxy, startFaultyProxy } from '../../lab/faulty-proxy.ts';
import { sharedRadosgw, type SharedRadosgw } from '../../lab/shared.ts';
import { copyWhole, hashesOf, listed, plannedHashes, readWhole, sampleCopyOf, SIGNAL, writeFiles } from './copy-helpers.ts';
import { giveUpUploads, partsArrived } from './s3-parts.ts';
import { makeS3Place, type S3ContractPlace } from './s3-place.ts';

const MIB = 1024 * 1024;
const isPart = (method: string, url: string) => method === 'PUT' && url.includes('partNumber=');
const isRead = (method: string, url: string) => method === 'GET' && url.includes('media-uploads.tar');

let server: SharedRadosgw;
beforeAll(async () => {
  server = await sharedRadosgw();
});

describe('a line to a bucket that goes wrong', () => {
  let proxy: FaultyProxy;
  let place: S3ContractPlace;
  let store: CopyStore;
  beforeEach(async () => {
    proxy = await startFaultyProxy(server.endpoint);
    place = await makeS3Place(server, { through: proxy.endpoint });
    store = place.open();
  });
  afterEach(() => proxy[Symbol.asyncDispose]());

  test('loses nothing when parts are refused, cut or torn: each is sent again', async () => {
    const sample = sampleCopyOf({ mediaBytes: 17 * MIB });
    proxy.fail('error', 1, isPart);
    proxy.fail('reset', 1, isPart);
    proxy.fail('slow-down', 1, isPart);
    proxy.fail('torn-request', 1, isPart);
    const location = await copyWhole(store, sample);
    expect(await hashesOf(place.open(), location)).toEqual(plannedHashes(sample));
  });

  test('never lets a part that was changed on the way become part of a copy', async () => {
    const sample = sampleCopyOf({ mediaBytes: 17 * MIB });
    proxy.fail('changed', 1, isPart);
    const draft = await store.begin(sample.plan, SIGNAL);
    await expect(writeFiles(draft, sample)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:copy\.arrived-different|place\.refused)$/),
    });
    await draft.suspend();
    expect(await listed(store)).toEqual([]);
    const location = await copyWhole(store, sample);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
  });

  test('takes up where it was when the service was away in the middle', async () => {
    const sample = sampleCopyOf({ mediaBytes: 25 * MIB });
    const draft = await store.begin(sample.plan, SIGNAL);
    const copying = writeFiles(draft, sample, {
      onChunk: async (file, sent) => {
        if (file !== 'media-uploads.tar' || sent !== 17 * MIB) return;
        await partsArrived(place.place, place.secret, 2, server.endpoint);
        proxy.breakDown();
      },
    });
    await expect(copying).rejects.toMatchObject({ code: 'place.unreachable' });
    await draft.suspend();
    expect(await store.presence(SIGNAL)).toMatchObject({ state: 'unreachable' });
    proxy.restore();
    const again = await place.open().begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(again, sample);
    expect(offsets.get('aurora_shop.sql.gz')).toBe(100_000);
    expect(offsets.get('media-uploads.tar')).toBe(16 * MIB);
    expect(await hashesOf(store, await again.commit(SIGNAL))).toEqual(plannedHashes(sample));
  });

  test('begins a file anew whose upload the service has given up meanwhile', async () => {
    const sample = sampleCopyOf({ mediaBytes: 25 * MIB });
    const draft = await store.begin(sample.plan, SIGNAL);
    const copying = writeFiles(draft, sample, {
      onChunk: async (file, sent) => {
        if (file === 'media-uploads.tar' && sent === 9 * MIB) await giveUpUploads(place.place, place.secret, server.endpoint);
      },
    });
    await expect(copying).rejects.toMatchObject({ code: 'copy.arrived-different' });
    await draft.discard();
    const location = await copyWhole(store, sample);
    expect(await hashesOf(place.open(), location)).toEqual(plannedHashes(sample));
  });

  test('is not removed by an attempt that is given up when another one has brought it to its end', async () => {
    const sample = sampleCopyOf({ mediaBytes: 9 * MIB });
    const given = await store.begin(sample.plan, SIGNAL);
    const location = await copyWhole(place.open(), sample);
    await given.discard();
    expect(await listed(store)).toEqual([location]);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
  });

  test('reads on from where an answer was cut', async () => {
    const sample = sampleCopyOf({ mediaBytes: 6 * MIB });
    const location = await copyWhole(store, sample);
    proxy.fail('torn-answer', 3, isRead);
    expect(
      (await readWhole(store, location, 'media-uploads.tar')).equals(sample.contents.get('media-uploads.tar') ?? Buffer.alloc(0)),
    ).toBe(true);
    const ranges = proxy.requests.filter((request) => isRead('GET', request) && request.startsWith('GET'));
    expect(ranges.length).toBeGreaterThanOrEqual(4);
  });

  test('sends a part again that an earlier attempt left and that is not what the source has', async () => {
    const sample = sampleCopyOf({ mediaBytes: 17 * MIB });
    const other = sampleCopyOf({ mediaBytes: 17 * MIB });
    const draft = await store.begin(sample.plan, SIGNAL);
    // What the source gave then was damaged.
    const damaged = {
      plan: sample.plan,
      contents: new Map([...sample.contents, ['media-uploads.tar', other.contents.get('media-uploads.tar') ?? Buffer.alloc(0)]]),
    };
    await expect(writeFiles(draft, damaged)).rejects.toThrow('does not begin like the source');
    await draft.suspend();
    const media = sample.plan.files.find(({ file }) => file === 'media-uploads.tar');
    const bytes = sample.contents.get('media-uploads.tar') ?? Buffer.alloc(0);
    const again = await store.begin(sample.plan, SIGNAL);
    const sink = await again.open(media ?? { file: '', bytes: 0, sha256: '' }, SIGNAL);
    expect(sink.offset).toBe(17 * MIB);
    sink.recheck?.(bytes.subarray(0, sink.offset));
    await sink.write(Buffer.from(bytes.subarray(sink.offset)));
    await expect(sink.finish()).rejects.toMatchObject({ code: 'copy.arrived-different' });
    await again.suspend();
    const last = await store.begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(last, sample);
    expect(offsets.get('media-uploads.tar')).toBe(0);
    expect(await hashesOf(store, await last.commit(SIGNAL))).toEqual(plannedHashes(sample));
  });
});

test('the checksums of the SDK are no trouble to a service that does not compute them', async () => {
  const place = await makeS3Place(server, { changes: { checksums: 'sdk' } });
  const sample = sampleCopyOf({ mediaBytes: 9 * MIB });
  const store = place.open();
  expect(await hashesOf(store, await copyWhole(store, sample))).toEqual(plannedHashes(sample));
});

describe('a bucket that refuses', () => {
  test('says why in words, and never shows a secret', async () => {
    const place = await makeS3Place(server);
    const wrongSecret = randomBytes(20).toString('hex');
    const cases = [
      { store: openS3Store(place.place, wrongSecret), code: 'place.refused', says: 'secret access key is not the one' },
      {
        store: openS3Store({ ...place.place, accessKeyId: 'NOBODY' }, wrongSecret),
        code: 'place.refused',
        says: 'does not know this access key',
      },
      {
        store: openS3Store({ ...place.place, bucket: 'no-such-bucket-here' }, place.secret),
        code: 'place.missing',
        says: 'no bucket of this name',
      },
      {
        store: openS3Store({ ...place.place, endpoint: 'http://127.0.0.1:9' }, place.secret, { attempts: 1 }),
        code: 'place.unreachable',
        says: '127.0.0.1:9',
      },
    ];
    for (const { store, code, says } of cases) {
      const problem = await listed(store).catch((error: unknown) => error);
      expect(problem).toBeInstanceOf(AppError);
      expect(problem).toMatchObject({ code, detail: expect.stringContaining(says) });
      const presence = await store.presence(SIGNAL);
      expect(presence).toMatchObject({ state: 'unreachable', reason: expect.stringContaining(says) });
      const rows = await store.test(SIGNAL);
      expect(rows[0]).toMatchObject({ id: 'reach', verdict: 'failed' });
      const shown = JSON.stringify([(problem as AppError).toProblem(), presence, rows]);
      for (const secret of [wrongSecret, place.secret]) expect(shown).not.toContain(secret);
    }
  });

  test('names rights that are too few, as failed rows', async () => {
    const place = await makeS3Place(server);
    const store = await limitedStore(place, ['s3:ListBucket', 's3:GetObject', 's3:PutObject']);
    const rows = await store.test(SIGNAL);
    expect(verdictOf(rows, 'write')).toBe('ok');
    expect(verdictOf(rows, 'delete')).toBe('failed');
  });

  test('names rights that are too many, as rows to attend to, and needs none beyond its prefix', async () => {
    const place = await makeS3Place(server);
    const rows = await place.open().test(SIGNAL);
    expect(rows.find(({ id }) => id === 'outside')).toMatchObject({
      verdict: 'attention',
      found: expect.stringMatching(/list what else is in the bucket and write outside the prefix/),
    });
    expect(verdictOf(rows, 'versioning')).toBe('attention');
    expect(verdictOf(rows, 'object-lock')).toBe('attention');
    const limited = await limitedStore(place, ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject']);
    const sample = sampleCopyOf();
    expect(await hashesOf(limited, await copyWhole(limited, sample))).toEqual(plannedHashes(sample));
    expect((await limited.test(SIGNAL)).find(({ id }) => id === 'outside')).toMatchObject({ verdict: 'ok' });
  });

  /** Keys of another account that may do these things below the prefix and nothing else. */
  async function limitedStore({ place, client }: S3ContractPlace, actions: readonly string[]): Promise<CopyStore> {
    const user = await server.addUser();
    const statement = (action: readonly string[], resource: string, condition: object = {}) => ({
      Effect: 'Allow',
      Principal: { AWS: [`arn:aws:iam:::user/${user.name}`] },
      Action: action,
      Resource: [resource],
      ...condition,
    });
    const ofBucket = ['s3:ListBucket'];
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        statement(ofBucket, `arn:aws:s3:::${place.bucket}`, { Condition: { StringLike: { 's3:prefix': `${place.prefix}/*` } } }),
        statement(
          actions.filter((action) => !ofBucket.includes(action)),
          `arn:aws:s3:::${place.bucket}/${place.prefix}/*`,
        ),
      ],
    });
    await client.send(new PutBucketPolicyCommand({ Bucket: place.bucket, Policy }));
    return openS3Store({ ...place, accessKeyId: user.accessKeyId }, user.secretAccessKey);
  }
});

describe('a bucket that locks', () => {
  test('keeps every file of a copy undeletable for as long as the place says, and its versions when the copy is removed', async () => {
    const place = await makeS3Place(server, { locked: true, changes: { objectLock: { mode: 'GOVERNANCE', days: 3 } } });
    const store = place.open();
    const sample = sampleCopyOf({ mediaBytes: 9 * MIB });
    const location = await copyWhole(store, sample);
    for (const { file } of sample.plan.files) {
      const { Retention } = await place.client.send(
        new GetObjectRetentionCommand({ Bucket: place.place.bucket, Key: `${location}/${file}` }),
      );
      expect(Retention?.Mode).toBe('GOVERNANCE');
      const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(2.9);
      expect(days).toBeLessThan(3.1);
    }
    // What is beside the copies is replaced all the same.
    for (const words of ['first', 'second']) await store.top?.replace('words.json', Buffer.from(words), SIGNAL);
    expect((await store.top?.read('words.json', SIGNAL))?.toString()).toBe('second');
    expect(await store.remove(location, SIGNAL)).toEqual({ bin: null });
    expect(await listed(store)).toEqual([]);
    const { Versions = [] } = await place.client.send(
      new ListObjectVersionsCommand({ Bucket: place.place.bucket, Prefix: `${location}/` }),
    );
    const kept = new Set(Versions.map(({ Key = '' }) => Key.slice(location.length + 1)));
    for (const { file } of sample.plan.files) expect(kept).toContain(file);

    const rows = await store.test(SIGNAL);
    expect(verdictOf(rows, 'versioning')).toBe('ok');
    expect(verdictOf(rows, 'object-lock')).toBe('ok');
    expect(rows.find(({ id }) => id === 'delete-forever')).toMatchObject({
      verdict: 'attention',
      why: expect.stringContaining('BypassGovernance'),
    });
  });
});

function verdictOf(rows: readonly PlaceTestRow[], id: string): string | undefined {
  return rows.find((row) => row.id === id)?.verdict;
}
