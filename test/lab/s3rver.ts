import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import S3rver from 's3rver';
import type { S3Keys } from './radosgw.ts';
import { makeLabFolder } from './tools.ts';

export interface BadS3 extends AsyncDisposable {
  readonly endpoint: string;
  readonly keys: S3Keys;
}

/**
 * A badly behaved S3 service, started in a moment: it accepts a wrong secret and a wrong MD5, overwrites under If-None-Match, lists neither uploads nor
 * parts, knows no versions and no lock. What works here works without those.
 */
export async function startS3rver(): Promise<BadS3> {
  const folder = await makeLabFolder('s3rver');
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder, allowMismatchedSignatures: true });
  const { port } = (await server.run()) as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    keys: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
