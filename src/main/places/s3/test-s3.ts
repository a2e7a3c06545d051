import { randomBytes } from 'node:crypto';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { PlaceTestRow } from '../../../shared/model/place.ts';
import type { Clock } from '../../support/clock.ts';
import { attentionRow, notTriedRow, okRow, runSteps, TEST_BYTES } from '../test-rows.ts';
import type { Bucket } from './bucket.ts';
import { keyPrefix } from './keys.ts';
import { isRefused } from './s3-problem.ts';
import { testLock } from './test-lock.ts';

const CLEAN_UP_MS = 20_000;

/**
 * Writes with the very settings that copies get (without retention), reads back, lists, deletes. Then looks whether the keys may do more than they
 * should: whoever steals this computer has them.
 */
export async function testS3(bucket: Bucket, clock: Clock, signal: AbortSignal): Promise<readonly PlaceTestRow[]> {
  const { place } = bucket;
  const key = `${keyPrefix(place)}.holdfast-test-${randomBytes(6).toString('hex')}`;
  const bytes = randomBytes(TEST_BYTES);
  try {
    const rows = await runSteps(
      [
        {
          id: 'reach',
          label: 'Reach the bucket',
          why: 'Check endpoint, region, bucket, keys and the network; the right to list (s3:ListBucket) on the prefix is needed.',
          run: async () => {
            const input = { Bucket: place.bucket, Prefix: keyPrefix(place), MaxKeys: 1 };
            await bucket.send(place.bucket, signal, (how) => bucket.client.send(new ListObjectsV2Command(input), how));
            return 'The service answers and accepts the keys.';
          },
        },
        {
          id: 'write',
          label: 'Write an object',
          why: 'Without s3:PutObject below the prefix no copy can be kept here; storage class and encryption must be allowed as well.',
          run: async () => {
            await bucket.put(key, bytes, { unlocked: true, metadata: { 'holdfast-test': 'yes' } }, signal);
            return `${TEST_BYTES} bytes written.`;
          },
        },
        {
          id: 'read-back',
          label: 'Read it back',
          why: 'Without s3:GetObject no copy here can be proved or restored. If other bytes came back, set checksums to "when required".',
          run: async () => {
            const back = await bucket.getSmall(key, 64 * 1024, signal);
            if (back === null) throw new Error('The object that was written is not there.');
            if (!back.equals(bytes)) throw new Error(`Other bytes came back than were written: ${back.length} instead of ${bytes.length}.`);
            return 'The same bytes came back.';
          },
        },
        {
          id: 'list',
          label: 'List it',
          why: 'Without listing no copy is found again after a reinstallation.',
          run: async () => {
            for await (const found of bucket.list(key, signal)) if (found.key === key) return 'The object is listed.';
            throw new Error('The object that was written is not listed.');
          },
        },
        {
          id: 'delete',
          label: 'Delete it',
          why: 'Without s3:DeleteObject old copies stay for ever. Where that is wanted, let a lifecycle rule of the bucket remove them.',
          run: async () => {
            await bucket.delete(key, signal);
            if ((await bucket.head(key, signal)) !== null) throw new Error('The object is still there.');
            return 'Deleted.';
          },
        },
      ],
      signal,
    );
    const reached = rows.every(({ verdict }) => verdict === 'ok');
    if (!reached) return [...rows, notTriedRow('outside', OUTSIDE, 'Not tried, because of what failed before.')];
    return [...rows, await outside(bucket, signal), ...(await testLock(bucket, clock, signal))];
  } finally {
    await bucket.delete(key, AbortSignal.timeout(CLEAN_UP_MS)).catch(() => {});
  }
}

const OUTSIDE = 'Keep to the prefix';

/** Whether the keys reach beyond the prefix. Refused is what is wanted. */
async function outside(bucket: Bucket, signal: AbortSignal): Promise<PlaceTestRow> {
  const { place, client } = bucket;
  if (place.prefix === '') return notTriedRow('outside', OUTSIDE, 'The place is the whole bucket.');
  const key = `.holdfast-test-${randomBytes(6).toString('hex')}`;
  const can: string[] = [];
  const tryTo = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
      can.push(what);
    } catch (error) {
      signal.throwIfAborted();
      if (!isRefused(error) && !isRefused(error instanceof Error ? error.cause : undefined)) throw error;
    }
  };
  try {
    await tryTo('list what else is in the bucket', () =>
      bucket.send(place.bucket, signal, (how) => client.send(new ListObjectsV2Command({ Bucket: place.bucket, MaxKeys: 1 }), how)),
    );
    await tryTo('write outside the prefix', async () => {
      await bucket.put(key, Buffer.from('x'), { unlocked: true }, signal);
      await bucket.delete(key, signal);
    });
  } catch (error) {
    signal.throwIfAborted();
    return notTriedRow('outside', OUTSIDE, error instanceof Error ? error.message : String(error));
  }
  if (can.length === 0) return okRow('outside', OUTSIDE, 'The keys reach nothing outside the prefix.');
  const why = 'More rights than backups need. Make a key whose policy names this prefix only, so that its loss costs nothing else.';
  return attentionRow('outside', OUTSIDE, `The keys may ${can.join(' and ')}.`, why);
}
