import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { MANIFEST_FILE } from '../../manifest/companions.ts';
import { parseManifest } from '../../manifest/read-manifest.ts';
import { type Clock, instantOf } from '../../support/clock.ts';
import type { CopyDraft, CopyPlan, FileSink, PlannedFile } from '../copy-store.ts';
import { folderNames } from '../partial-names.ts';
import { refuseUnsafeNames } from '../refuse-name.ts';
import type { Bucket } from './bucket.ts';
import { CLAIM_FILE, keyOf, sitePrefix } from './keys.ts';
import { lyingSink, maySuffice } from './lying-object.ts';
import { openMultipartSink } from './multipart-sink.ts';
import { isSmall } from './part-plan.ts';
import { deleteBelow } from './remove.ts';
import { gatheringSink, putFile, type S3Sink } from './small-sink.ts';
import { abortUpload, listUploads } from './uploads.ts';

/** For ends that no caller waits on with a signal of his own. */
const CLEAN_UP_MS = 60_000;
/** For parts that are under way when a copy is suspended. */
const SUSPEND_GRACE_MS = 3_000;
const MANIFEST_BYTES = 64 * 1024 * 1024;

const Claim = z.object({
  format: z.literal('holdfast-incoming'),
  version: z.literal(1),
  backupId: z.string(),
  attempt: z.string(),
  at: z.string(),
});

/** What lies at a location before a copy begins there. */
type Ground = 'free' | 'ours' | 'present' | 'taken';

/** Finds or claims the folder for this backup. Nothing of it is listed until its manifest is written. */
export async function beginS3Copy(bucket: Bucket, plan: CopyPlan, clock: Clock, signal: AbortSignal): Promise<CopyDraft> {
  refuseUnsafeNames(plan);
  const { backup, site } = plan.manifest;
  for (const name of folderNames(backup.folder)) {
    const location = `${sitePrefix(bucket.place, site.name)}/${name}`;
    const ground = await groundAt(bucket, location, backup.id, signal);
    const attempt = ground === 'taken' ? null : await claim(bucket, location, backup.id, ground, clock, signal);
    if (attempt === null) continue;
    return openDraft(bucket, location, plan, { isPresent: ground === 'present', attempt });
  }
  throw new Error('names never end');
}

async function groundAt(bucket: Bucket, location: string, backupId: string, signal: AbortSignal): Promise<Ground> {
  const names = new Set<string>();
  for await (const { key } of bucket.list(`${location}/`, signal)) names.add(key.slice(location.length + 1));
  if (names.size === 0) return 'free';
  if (names.has(MANIFEST_FILE)) return (await backupAt(bucket, location, signal)) === backupId ? 'present' : 'taken';
  return (await claimAt(bucket, location, signal))?.backupId === backupId ? 'ours' : 'taken';
}

async function backupAt(bucket: Bucket, location: string, signal: AbortSignal): Promise<string | null> {
  const text = await bucket.getSmall(keyOf(location, MANIFEST_FILE), MANIFEST_BYTES, signal);
  const reading = text === null ? null : parseManifest(text.toString('utf8'), location);
  return reading?.state === 'read' ? reading.manifest.backup.id : null;
}

async function claimAt(bucket: Bucket, location: string, signal: AbortSignal): Promise<z.infer<typeof Claim> | null> {
  const text = await bucket.getSmall(keyOf(location, CLAIM_FILE), 4096, signal);
  try {
    return text === null ? null : Claim.parse(JSON.parse(text.toString('utf8')));
  } catch {
    return null;
  }
}

/** The name of this attempt; null when another was faster. Services that do not know the condition are asked afterwards who is written there. */
async function claim(
  bucket: Bucket,
  location: string,
  backupId: string,
  ground: Ground,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | null> {
  const content = { format: 'holdfast-incoming', version: 1, backupId, attempt: randomUUID(), at: instantOf(clock) } as const;
  const bytes = Buffer.from(`${JSON.stringify(content)}\n`);
  try {
    await bucket.put(keyOf(location, CLAIM_FILE), bytes, { unlocked: true, onlyNew: ground === 'free' }, signal);
  } catch (error) {
    if (ground === 'free' && (await claimAt(bucket, location, signal)) !== null) return null;
    throw error;
  }
  return (await claimAt(bucket, location, signal))?.backupId === backupId ? content.attempt : null;
}

interface Claimed {
  /** The backup lay here whole when the attempt began. */
  readonly isPresent: boolean;
  readonly attempt: string;
}

function openDraft(bucket: Bucket, location: string, plan: CopyPlan, { isPresent, attempt }: Claimed): CopyDraft {
  const backupId = plan.manifest.backup.id;
  const sinks: S3Sink[] = [];
  const done = new Set<string>();
  let manifest: { readonly planned: PlannedFile; readonly bytes: Buffer } | null = null;
  let state: 'open' | 'ended' = 'open';

  async function open(file: PlannedFile, signal: AbortSignal): Promise<FileSink> {
    if (state !== 'open') throw new Error(`${location} is closed`);
    if (!plan.files.some((planned) => planned.file === file.file)) throw new Error(`${file.file} is not part of the plan`);
    const sink = await sinkFor(file, signal);
    sinks.push(sink);
    return {
      ...sink,
      finish: async () => {
        await sink.finish();
        done.add(file.file);
      },
    };
  }

  async function sinkFor(file: PlannedFile, signal: AbortSignal): Promise<S3Sink> {
    // Written at the very end, whenever the caller has it: from then on the backup exists.
    if (file.file === MANIFEST_FILE) {
      return gatheringSink(file, async (bytes) => {
        manifest = { planned: file, bytes };
      });
    }
    const key = keyOf(location, file.file);
    const head = plan.resend?.has(file.file) === true ? null : await bucket.head(key, signal);
    if (head !== null && maySuffice(head, file)) {
      done.add(file.file);
      return lyingSink(file, head);
    }
    if (!isSmall(file.bytes)) return openMultipartSink(bucket, key, file, backupId, signal);
    return gatheringSink(file, (bytes) => putFile(bucket, key, bytes, file, backupId, signal));
  }

  async function commit(signal: AbortSignal): Promise<string> {
    const missing = plan.files.filter(({ file }) => !done.has(file));
    if (state !== 'open' || manifest === null || missing.length > 0) {
      throw new Error(`${location} lacks ${missing.map(({ file }) => file).join(', ')}`);
    }
    await removeForeign(signal);
    await putFile(bucket, keyOf(location, MANIFEST_FILE), manifest.bytes, manifest.planned, backupId, signal);
    state = 'ended';
    // The backup is there. A claim that stays is taken by a sweep, which leaves the backup alone.
    await bucket.delete(keyOf(location, CLAIM_FILE), signal).catch(() => {});
    return location;
  }

  /** What an older attempt with another plan left must not become part of the copy. */
  async function removeForeign(signal: AbortSignal): Promise<void> {
    const planned = new Set([CLAIM_FILE, ...plan.files.map(({ file }) => file)]);
    for await (const { key } of bucket.list(`${location}/`, signal)) {
      if (!isPresent && !planned.has(key.slice(location.length + 1))) await bucket.delete(key, signal);
    }
  }

  async function suspend(): Promise<void> {
    if (state !== 'open') return;
    await end(SUSPEND_GRACE_MS);
  }

  async function end(graceMs: number): Promise<void> {
    state = 'ended';
    await Promise.all(sinks.map((sink) => sink.abandon(graceMs)));
  }

  async function discard(): Promise<void> {
    if (state !== 'open') return;
    await end(0);
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    try {
      // Another process has taken the copy up meanwhile, and may have brought it to its end: what lies here is not this attempt's to remove.
      if ((await claimAt(bucket, location, signal))?.attempt !== attempt) return;
      for await (const upload of listUploads(bucket, `${location}/`, signal)) await abortUpload(bucket, upload, signal);
      if (isPresent) await bucket.delete(keyOf(location, CLAIM_FILE), signal);
      else await deleteBelow(bucket, location, signal);
    } catch {
      // The claim tells the next sweep.
    }
  }

  return { open, commit, suspend, discard };
}
