import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../errors/app-error.ts';
import type { Bucket } from './bucket.ts';
import { s3Problem } from './s3-problem.ts';

/** So often a line may be cut without a single byte in between. */
const ATTEMPTS_WITHOUT_PROGRESS = 4;
const FIRST_PAUSE_MS = 200;

/**
 * The bytes of an object from `from` on. A line that is cut is taken up by a range from where it was cut, of the same version of the object. Memory is
 * bounded by the buffer of the socket.
 */
export async function* readObject(bucket: Bucket, key: string, from: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const head = await bucket.head(key, signal);
  if (head === null) throw new AppError('place.read-failed', { detail: `${key} is not there.` });
  let position = from;
  for (let failures = 0; position < head.bytes;) {
    signal.throwIfAborted();
    try {
      for await (const chunk of range(bucket, key, position, head.etag, signal)) {
        if (position + chunk.length > head.bytes)
          throw new AppError('place.read-failed', { detail: `${key}: more bytes came than it has.` });
        position += chunk.length;
        failures = 0;
        yield chunk;
      }
      // A body that simply ends too early is a cut line as well.
      if (position < head.bytes) throw new AppError('place.unreachable', { detail: `${key}: the line was cut at byte ${position}.` });
    } catch (error) {
      const problem = s3Problem(error, key, signal);
      failures += 1;
      const isWorthIt = problem instanceof AppError && problem.code === 'place.unreachable' && failures < ATTEMPTS_WITHOUT_PROGRESS;
      if (!isWorthIt) throw problem;
      await pause(FIRST_PAUSE_MS * 2 ** (failures - 1), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

async function* range(bucket: Bucket, key: string, from: number, etag: string | null, signal: AbortSignal): AsyncGenerator<Buffer> {
  const { client, place } = bucket;
  const input = { Bucket: place.bucket, Key: key, Range: `bytes=${from}-`, ...(etag === null ? {} : { IfMatch: etag }) };
  const { Body, ContentRange } = await client.send(new GetObjectCommand(input), { abortSignal: signal });
  if (Body === undefined) return;
  const body = Body as AsyncIterable<Buffer> & { destroy(): void };
  try {
    // A service that ignores ranges would give the beginning as if it were the rest.
    if (from > 0 && ContentRange?.startsWith(`bytes ${from}-`) !== true) {
      throw new AppError('place.read-failed', { detail: `${key}: the service does not give parts of an object.` });
    }
    for await (const chunk of body) {
      signal.throwIfAborted();
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    }
  } finally {
    body.destroy();
  }
}
