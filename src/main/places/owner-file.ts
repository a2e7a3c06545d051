import { randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import * as z from 'zod';
import { errnoOf, writeNewFile } from '../support/durable-files.ts';

/**
 * Who is writing a backup. The file lies beside the partial folder from before it is made until after it is gone or renamed, so a partial
 * folder whose owner cannot be found belongs to nobody. It also reserves the final name: it can be made only once.
 */
const Owner = z.object({
  computer: z.string(),
  pid: z.int().positive(),
  /** Tells two processes of the same number apart where the system says when each began; null where it does not. */
  processStart: z.string().nullable(),
  /** One per run of Holdfast. */
  run: z.string(),
  writtenAtMs: z.number(),
});
type Owner = z.infer<typeof Owner>;

const RUN = randomUUID();
/** Written by this process right now. */
const ours = new Set<string>();

/** False when somebody else has reserved this name. */
export async function takeOwnership(file: string): Promise<boolean> {
  const owner: Owner = {
    computer: hostname(),
    pid: process.pid,
    processStart: await processStart(process.pid),
    run: RUN,
    writtenAtMs: Date.now(),
  };
  try {
    await writeNewFile(file, `${JSON.stringify(owner)}\n`);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  ours.add(file);
  return true;
}

/**
 * Like `takeOwnership`, and takes the file over from a process that is gone. The dead owner's file is moved aside before it is judged, so that of
 * two who find it one alone can have it; a file that proves alive after all goes back.
 */
export async function takeOverOwnership(file: string): Promise<boolean> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    if (await takeOwnership(file)) return true;
    const before = await readFile(file, 'utf8').catch(() => null);
    if (before === null) continue;
    if (await hasLiveOwner(file)) return false;
    const aside = `${file}.${randomUUID().slice(0, 8)}.owner`;
    try {
      await rename(file, aside);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') continue;
      throw error;
    }
    const moved = await readFile(aside, 'utf8').catch(() => before);
    if (moved === before) {
      await rm(aside, { force: true });
      continue;
    }
    await rename(aside, file);
    return false;
  }
  return false;
}

/** Removes the file. The partial folder must be gone or renamed by then. */
export async function endOwnership(file: string): Promise<void> {
  ours.delete(file);
  await rm(file, { force: true });
}

/** Whether a process that may still write stands behind the file. In doubt it does: a partial folder too many harms nobody. */
export async function hasLiveOwner(file: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return errnoOf(error) !== 'ENOENT';
  }
  const owner = parseOwner(text);
  // Cut off by a crash while it was written: nothing had been begun.
  if (owner === null) return false;
  // The folder may be shared with another computer, whose processes cannot be seen from here; or this one had another name then.
  if (owner.computer !== hostname()) return Date.now() - owner.writtenAtMs < FOREIGN_OWNER_MS;
  if (owner.pid === process.pid) return owner.run === RUN && ours.has(file);
  if (owner.writtenAtMs < Date.now() - uptime() * 1000 - CLOCK_SLACK_MS) return false;
  if (!processExists(owner.pid)) return false;
  return owner.processStart === null || owner.processStart === (await processStart(owner.pid));
}

/** No backup takes as long: a week. */
const FOREIGN_OWNER_MS = 7 * 24 * 60 * 60 * 1000;

/** A clock set right after the start of the computer moves the computed start by as much. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;

function parseOwner(text: string): Owner | null {
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Clock ticks from the start of the system to that of the process: field 22 of Linux's stat. Null elsewhere. */
async function processStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
    return (
      stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .at(19) ?? null
    );
  } catch {
    return null;
  }
}
