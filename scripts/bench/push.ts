import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { claimFolder } from '../../src/main/places/claim-folder.ts';
import { openThisComputer } from '../../src/main/places/this-computer.ts';
import { systemClock } from '../../src/main/support/clock.ts';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import { PlaceId } from '../../src/shared/model/ids.ts';
import type { S3Place } from '../../src/shared/model/place.ts';
import { startRadosgw, type Radosgw } from '../../test/lab/radosgw.ts';
import { needTool, run } from '../../test/lab/tools.ts';
import { sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource } from '../../test/unit/model-samples.ts';
import { median, medianRatio } from './statistics.ts';
import { buildTransfer, oneTransfer, randomPieces } from './run-transfer.ts';

export interface PushBenchOptions {
  /** In MB (10^6 bytes). The S3 server keeps everything in memory. */
  readonly megabytes: number;
  readonly rounds: number;
}

/** What is to be reached, as time of Holdfast / time of rclone. */
const TO_REACH = 1.25;

/** A whole backup (read back from the disk with SHA-256, sent, compared, committed) against `rclone copyto` of its one large file. */
export async function benchPush({ megabytes, rounds }: PushBenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    await using rgw = await startRadosgw();
    await using transfer = await buildTransfer();
    const backup = await makeBackup(folder, megabytes * 1e6);
    const bucket = `bench-${randomBytes(6).toString('hex')}`;
    const client = clientOf(rgw);
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const [ours, theirs, peaks]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(await byRclone(rgw, bucket, join(backup.location, backup.file)));
      await empty(client, bucket);
      const { place, secret } = placeFor(rgw, bucket);
      const answer = await oneTransfer(transfer.script, { kind: 'push', ...backup, place, secret });
      await empty(client, bucket);
      ours.push(answer.seconds);
      peaks.push(answer.peakRss);
      console.log(`  rclone ${theirs.at(-1)?.toFixed(2)} s  Holdfast ${answer.seconds.toFixed(2)} s`);
    }
    client.destroy();
    const ratio = medianRatio(ours, theirs);
    const verdict = ratio <= TO_REACH ? 'reached' : 'NOT reached';
    const times = `${median(ours).toFixed(2)} s | ${median(theirs).toFixed(2)} s | ${ratio.toFixed(3)}x | <= ${TO_REACH}x | ${verdict}`;
    console.log('\n| Push to S3 | median | rclone copyto | ratio, median of rounds | reach | |\n| --- | --- | --- | --- | --- | --- |');
    console.log(`| ${megabytes} MB | ${times} |\n| Peak memory | ${formatBytes(Math.max(...peaks))} | | | | |`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeBackup(folder: string, bytes: number) {
  const home = await claimFolder(join(folder, 'home'), systemClock);
  const server = sampleServer();
  const site = sampleSite(server);
  const source = sampleSource(site);
  const { draft, folder: name } = await openThisComputer(home).beginBackup(site.name, '2026-11-21T110000Z-full');
  const file = 'media.tar.gz';
  const writer = await draft.writeArtifact(file);
  for await (const piece of randomPieces(bytes)) await writer.write(piece);
  const artifact = sampleArtifact(source, { file, ...(await writer.finish()) });
  const manifest = sampleManifest(site, server, [source], { folder: name, artifacts: [artifact], bytes: artifact.bytes });
  return { home, manifest, location: await draft.commit(manifest), file };
}

function placeFor({ endpoint, keys }: Radosgw, bucket: string): { readonly place: S3Place; readonly secret: string } {
  return {
    secret: keys.secretAccessKey,
    place: {
      id: PlaceId.parse(randomUUID()),
      kind: 's3',
      name: 'bench',
      offsite: true,
      endpoint,
      region: 'us-east-1',
      bucket,
      prefix: '',
      pathStyle: true,
      storageClass: null,
      encryption: 'none',
      kmsKeyId: null,
      objectLock: null,
      checksums: 'when-required',
      accessKeyId: keys.accessKeyId,
    },
  };
}

/** Parts as large and as many at a time as Holdfast sends them; it hashes with MD5, as it does by itself. */
async function byRclone({ endpoint, keys }: Radosgw, bucket: string, file: string): Promise<number> {
  const rclone = await needTool('rclone');
  const remote = `:s3,provider=Ceph,endpoint="${endpoint}",access_key_id="${keys.accessKeyId}",secret_access_key="${keys.secretAccessKey}",chunk_size=8M,upload_concurrency=3:`;
  const begun = performance.now();
  await run(rclone, ['--config', '/dev/null', 'copyto', file, `${remote}${bucket}/by-rclone`], {
    // Nobody's own settings for S3 take part.
    env: { PATH: process.env['PATH'] },
  });
  return (performance.now() - begun) / 1000;
}

function clientOf({ endpoint, keys }: Radosgw): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: keys,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

async function empty(client: S3Client, bucket: string): Promise<void> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
}
