import { createHash } from 'node:crypto';
import { AppError } from '../../errors/app-error.ts';
import type { FileSink, PlannedFile } from '../copy-store.ts';
import { compareArrived } from './arrived.ts';
import { BACKUP_METADATA, type Bucket, SHA256_METADATA } from './bucket.ts';

export interface S3Sink extends FileSink {
  /** Waits so long for what is under way, then stops it; what arrived stays. Never throws. */
  abandon(graceMs: number): Promise<void>;
}

/** Our own words on an object. */
export function metadataOf(planned: PlannedFile, backupId: string): Readonly<Record<string, string>> {
  return { [SHA256_METADATA]: planned.sha256, [BACKUP_METADATA]: backupId };
}

/** Gathers a file that is small enough for one request. `send` gets all of it at `finish`. */
export function gatheringSink(planned: PlannedFile, send: (bytes: Buffer) => Promise<void>): S3Sink {
  const chunks: Buffer[] = [];
  let gathered = 0;
  return {
    offset: 0,
    prefix: createHash('sha256'),
    async write(chunk) {
      gathered += chunk.length;
      if (gathered > planned.bytes)
        throw new AppError('copy.arrived-different', { detail: `${planned.file}: more than ${planned.bytes} bytes came.` });
      chunks.push(chunk);
    },
    async finish() {
      if (gathered !== planned.bytes)
        throw new AppError('copy.arrived-different', { detail: `${planned.file}: ${gathered} bytes came, not ${planned.bytes}.` });
      await send(Buffer.concat(chunks));
    },
    async abandon() {
      chunks.length = 0;
    },
  };
}

/** One request, then the question what arrived. */
export async function putFile(
  bucket: Bucket,
  key: string,
  bytes: Buffer,
  planned: PlannedFile,
  backupId: string,
  signal: AbortSignal,
): Promise<void> {
  await bucket.put(key, bytes, { metadata: metadataOf(planned, backupId) }, signal);
  const etag = createHash('md5').update(bytes).digest('hex');
  const checksumSha256 = createHash('sha256').update(bytes).digest('base64');
  await compareArrived(bucket, key, planned, { etag, checksumSha256 }, signal);
}
