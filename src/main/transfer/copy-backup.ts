import { createHash } from 'node:crypto';
import type { Manifest } from '../../shared/model/manifest.ts';
import { AppError } from '../errors/app-error.ts';
import { type JobContext, keepsPartials } from '../jobs/job-context.ts';
import type { CopyDraft, CopyStore, FileSink, PlannedFile } from '../places/copy-store.ts';
import { systemWaitingClock, type WaitingClock } from '../support/waiting-clock.ts';
import { goOn, WindowClosed } from './go-on.ts';
import type { TransferLimits } from './limits.ts';
import { planCopy, type PlannedCopy } from './plan-copy.ts';
import { fromSource, SourceDamage } from './source-damage.ts';

export interface CopyRequest {
  /** As the catalog has it: the measure of what is read. */
  readonly manifest: Manifest;
  /** Of SHA256SUMS as it was written, lower-case hex; null when that is not known. */
  readonly sumsSha256: string | null;
  readonly from: CopyStore;
  readonly fromLocation: string;
  readonly to: CopyStore;
  /** Bytes of the copy that lies there already are known to be wrong: nothing of it is taken for granted. */
  readonly resend?: boolean;
  readonly limits: TransferLimits;
  readonly job: JobContext;
  readonly clock?: WaitingClock;
}

export interface CopiedBackup {
  /** Of the new copy, as in `Copy.location`. */
  readonly location: string;
  readonly files: number;
  readonly bytes: number;
  /** Of files that lay there already and were not compared with their bytes, because the place cannot say what they are. */
  readonly believed: readonly string[];
  /** Times it went on after a lost line. */
  readonly resumed: number;
}

/** Times a place may say that other bytes arrived, or a beginning from earlier may turn out to be wrong, before the copy is given up. */
const FRESH_STARTS = 2;

/**
 * Brings a backup from one place to another, hashed while it moves. It goes on from where it stopped after a lost line within the same job, and after
 * a pause or a failure with the next one; after a cancel nothing stays. When it returns the new copy is *intact* but for what was `believed`: every byte
 * was compared with the manifest on its way, and the place vouches for what it stored.
 *
 * Memory holds one chunk of the source and what the sink keeps. Throws `SourceDamage` when the source is not what was recorded (nothing
 * of it was passed on as a backup), `SourceFailure` when it cannot be read, `copy.arrived-different`, and what the other store throws.
 */
export async function copyBackup(request: CopyRequest): Promise<CopiedBackup> {
  const { job, limits, clock = systemWaitingClock } = request;
  let moved = 0;
  let freshStarts = 0;
  let planned: PlannedCopy | null = null;
  const attempt = async (): Promise<Omit<CopiedBackup, 'resumed'>> => {
    planned ??= await planFrom(request);
    const plan = planned;
    const bytes = plan.files.reduce((sum, file) => sum + file.bytes, 0);
    for (;;) {
      try {
        const written = await copyOnce(request, plan, bytes, (count) => (moved += count));
        return { ...written, files: plan.files.length, bytes };
      } catch (error) {
        job.signal.throwIfAborted();
        if (!isWorthAFreshStart(error) || freshStarts === FRESH_STARTS) throw error;
        freshStarts += 1;
        job.log(`${error.message}. Nothing of it was kept; copying it from the beginning.`);
      }
    }
  };
  const { value, resumed } = await goOn({ attempt, moved: () => moved, job, limits, clock });
  return { ...value, resumed };
}

async function planFrom(request: CopyRequest): Promise<PlannedCopy> {
  try {
    return await planCopy({ ...request, store: request.from, location: request.fromLocation }, request.job.signal);
  } catch (error) {
    throw fromSource(error);
  }
}

/** The bytes of a file, with what the source throws told apart from what the sink throws. */
async function* bytesOf({ from, fromLocation, job }: CopyRequest, file: string, position: number): AsyncGenerator<Buffer> {
  try {
    yield* from.read(fromLocation, file, position, job.signal);
  } catch (error) {
    throw fromSource(error);
  }
}

function isWorthAFreshStart(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'copy.arrived-different';
}

async function copyOnce(
  request: CopyRequest,
  plan: PlannedCopy,
  total: number,
  count: (bytes: number) => void,
): Promise<Pick<CopiedBackup, 'location' | 'believed'>> {
  const { manifest, to, job } = request;
  const resend = new Set(request.resend === true ? plan.files.map(({ file }) => file) : []);
  const draft = await to.begin({ manifest, files: plan.files, resend }, job.signal);
  try {
    job.step(`Copying ${manifest.site.name}, ${manifest.backup.folder} to ${to.place.name}`, total);
    let before = 0;
    const believed: string[] = [];
    for (const file of plan.files) {
      const base = before;
      const sink = await copyFile(request, plan, draft, file, { count, at: (position) => job.advance(base + position) });
      if (sink.isBelieved?.() === true) believed.push(file.file);
      before += file.bytes;
    }
    return { location: await draft.commit(job.signal), believed };
  } catch (error) {
    if (keepsPartials(job.signal) && !isSpoilt(error)) await draft.suspend();
    else await draft.discard();
    throw error;
  }
}

/** What lies there by now is wrong, and the next attempt must not build on it. */
function isSpoilt(error: unknown): boolean {
  return error instanceof SourceDamage || isWorthAFreshStart(error);
}

interface Tally {
  /** Bytes that came from the source. */
  count(bytes: number): void;
  /** Bytes of this file that are done. */
  at(position: number): void;
}

async function copyFile(request: CopyRequest, plan: PlannedCopy, draft: CopyDraft, file: PlannedFile, tally: Tally): Promise<FileSink> {
  const { job } = request;
  const sink = await draft.open(file, job.signal);
  if (sink.offset > 0) job.log(`${file.file}: going on from byte ${sink.offset} of ${file.bytes}`);
  const content = plan.content.get(file.file);
  if (content === undefined) await stream(request, file, sink, tally);
  else {
    sink.recheck?.(content.subarray(0, sink.offset));
    if (sink.offset < content.length) await sink.write(content.subarray(sink.offset));
  }
  tally.at(file.bytes);
  await sink.finish();
  return sink;
}

async function stream(request: CopyRequest, file: PlannedFile, sink: FileSink, tally: Tally): Promise<void> {
  const { fromLocation, limits, job } = request;
  const hash = sink.prefix ?? createHash('sha256');
  let position = sink.prefix === null ? 0 : sink.offset;
  tally.at(sink.offset);
  if (position < file.bytes) {
    for await (const chunk of bytesOf(request, file.file, position)) {
      hash.update(chunk);
      const start = position;
      position += chunk.length;
      if (position > file.bytes) break;
      tally.count(chunk.length);
      // What lies there already is hashed, and compared where the place keeps hashes of its parts.
      if (start < sink.offset) sink.recheck?.(chunk.subarray(0, sink.offset - start));
      if (position > sink.offset) await sink.write(start >= sink.offset ? chunk : chunk.subarray(sink.offset - start));
      tally.at(Math.max(position, sink.offset));
      await limits.take(chunk.length, job.signal);
      if (!limits.isOpen() && position < file.bytes) throw new WindowClosed();
    }
  }
  const where = `${fromLocation}: ${file.file}`;
  if (position !== file.bytes) {
    const detail = `${where} ${position > file.bytes ? 'is longer than' : `ends after ${position} of`} ${file.bytes} bytes.`;
    throw new SourceDamage('present', new AppError('verify.size-differs', { detail }));
  }
  const sha256 = hash.digest('hex');
  if (sha256 === file.sha256) return;
  // Where part of it came from an earlier attempt, it is not told yet which of the two is wrong.
  if (sink.prefix !== null && sink.offset > 0)
    throw new AppError('copy.arrived-different', { detail: `${file.file}: what an earlier attempt left does not fit` });
  const detail = `${where}: SHA-256 is ${sha256}, when it was made ${file.sha256}.`;
  throw new SourceDamage('intact', new AppError('verify.hash-differs', { detail }));
}
