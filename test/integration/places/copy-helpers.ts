import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { CopyDraft, CopyPlan, CopyStore, PlannedFile } from '../../../src/main/places/copy-store.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import { sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';

/** A backup as a copy engine has it before it is copied: what every file holds. */
export interface SampleCopy {
  readonly plan: CopyPlan;
  readonly contents: ReadonlyMap<string, Buffer>;
}

export const SIGNAL = new AbortController().signal;

/** Bytes that follow from a seed: two processes can make the same ones. */
function bytesFrom(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

export interface SampleOptions {
  readonly siteName?: string;
  readonly folder?: string;
  /** Size of the file that is large enough to be interrupted. */
  readonly mediaBytes?: number;
  /** Default: one that no other has. */
  readonly seed?: string;
}

export function sampleCopyOf(options: SampleOptions = {}): SampleCopy {
  const { siteName = 'aurora-market', folder = '2026-11-21T110000Z-full', mediaBytes = 3_000_000 } = options;
  const seed = options.seed ?? randomBytes(8).toString('hex');
  const server = sampleServer();
  const site = sampleSite(server, { name: siteName });
  const source = sampleSource(site);
  const dump = bytesFrom(`${seed} dump`, 100_000);
  const artifact = sampleArtifact(source, { bytes: dump.length, sha256: sha256(dump), file: 'aurora_shop.sql.gz' });
  const manifest = sampleManifest(site, server, [source], { folder, artifacts: [artifact] });
  return copyOf(
    manifest,
    new Map([
      ['aurora_shop.sql.gz', dump],
      ['media-uploads.tar', bytesFrom(`${seed} media`, mediaBytes)],
    ]),
  );
}

function copyOf(manifest: Manifest, artifacts: ReadonlyMap<string, Buffer>): SampleCopy {
  const contents = new Map([
    ...artifacts,
    ['SHA256SUMS', Buffer.from([...artifacts].map(([file, bytes]) => `${sha256(bytes)}  ${file}\n`).join(''))],
    ['RESTORE.txt', Buffer.from('HOW TO RESTORE THIS BACKUP BY HAND\n')],
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
  ]);
  const files = [...contents].map(([file, bytes]) => ({ file, bytes: bytes.length, sha256: sha256(bytes) }));
  return { plan: { manifest, files }, contents };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export class Interrupted extends Error {}

export interface CopyOptions {
  readonly signal?: AbortSignal;
  /** Throws `Interrupted` after so many bytes of `media-uploads.tar` were taken by the sink. */
  readonly stopAfter?: number;
  readonly chunkBytes?: number;
  readonly onChunk?: (file: string, sent: number) => Promise<void> | void;
}

/** Writes the files into a draft as a copy engine does: from where each sink says, hashing all of it. Returns the offsets the sinks gave. */
export async function writeFiles(draft: CopyDraft, sample: SampleCopy, options: CopyOptions = {}): Promise<ReadonlyMap<string, number>> {
  const offsets = new Map<string, number>();
  for (const planned of sample.plan.files) offsets.set(planned.file, await writeFile(draft, planned, sample, options));
  return offsets;
}

async function writeFile(draft: CopyDraft, planned: PlannedFile, sample: SampleCopy, options: CopyOptions): Promise<number> {
  const { signal = SIGNAL, stopAfter = Number.POSITIVE_INFINITY, chunkBytes = 64 * 1024 } = options;
  const bytes = sample.contents.get(planned.file) ?? Buffer.alloc(0);
  const sink = await draft.open(planned, signal);
  const { offset } = sink;
  if (offset === bytes.length && offset > 0) return offset;
  const hash = sink.prefix ?? createHash('sha256').update(bytes.subarray(0, offset));
  for (let sent = offset; sent < bytes.length;) {
    if (planned.file === 'media-uploads.tar' && sent >= stopAfter) throw new Interrupted();
    const chunk = bytes.subarray(sent, Math.min(sent + chunkBytes, bytes.length));
    hash.update(chunk);
    await sink.write(Buffer.from(chunk));
    sent += chunk.length;
    await options.onChunk?.(planned.file, sent);
  }
  if (hash.digest('hex') !== planned.sha256) throw new Error(`${planned.file}: what lies there does not begin like the source`);
  await sink.finish();
  return offset;
}

/** A whole copy. Returns its location. */
export async function copyWhole(store: CopyStore, sample: SampleCopy, signal: AbortSignal = SIGNAL): Promise<string> {
  const draft = await store.begin(sample.plan, signal);
  await writeFiles(draft, sample, { signal });
  return draft.commit(signal);
}

/** Begins a copy, has it interrupted in the middle of the large file, and suspends it. */
export async function copyHalf(store: CopyStore, sample: SampleCopy, stopAfter: number): Promise<void> {
  const draft = await store.begin(sample.plan, SIGNAL);
  await writeFiles(draft, sample, { stopAfter }).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
  });
  await draft.suspend();
}

export async function readWhole(store: CopyStore, location: string, file: string, from = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of store.read(location, file, from, SIGNAL)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function listed(store: CopyStore): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const location of store.list(SIGNAL)) found.push(location);
  return found.toSorted();
}

/** The hashes of a copy's files as they are read back, by name. */
export async function hashesOf(store: CopyStore, location: string): Promise<Readonly<Record<string, string>>> {
  const files = (await store.look(location, SIGNAL)) ?? new Map<string, unknown>();
  const hashes: Record<string, string> = {};
  for (const file of [...files.keys()].toSorted()) hashes[file] = sha256(await readWhole(store, location, file));
  return hashes;
}

export function plannedHashes(sample: SampleCopy): Readonly<Record<string, string>> {
  return Object.fromEntries(sample.plan.files.map(({ file, sha256: hash }) => [file, hash]));
}
