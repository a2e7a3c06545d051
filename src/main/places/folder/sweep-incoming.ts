import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../support/clock.ts';
import { endOwnership, hasLiveOwner } from '../owner-file.ts';
import { incomingOf, incomingOwnerName } from '../partial-names.ts';
import type { Guard } from './guard.ts';

/** As the port says: nobody takes it up after that. */
export const KEPT_INCOMING_MS = 14 * 24 * 60 * 60 * 1000;

/** Removes copies that have not grown for 14 days and that no process writes. Returns the folders removed; one that cannot be removed stays. */
export async function sweepIncoming(guard: Guard, clock: Clock, signal: AbortSignal): Promise<readonly string[]> {
  const { folder } = guard.place;
  const removed: string[] = [];
  const sites = await guard.write(folder, signal, () => readdir(folder, { withFileTypes: true }));
  for (const { name } of sites.filter((entry) => !entry.name.startsWith('.') && !entry.isFile())) {
    signal.throwIfAborted();
    const site = join(folder, name);
    // What cannot be read holds nothing that could be removed either.
    for (const { path, ownerFile, lastMs } of await incomingIn(site).catch(() => [])) {
      if (clock.now() - lastMs < KEPT_INCOMING_MS || (await hasLiveOwner(ownerFile))) continue;
      try {
        await guard.write(path, signal, () => rm(path, { recursive: true, force: true, maxRetries: 3 }));
        removed.push(path);
      } catch {
        continue;
      }
      await endOwnership(ownerFile).catch(() => {});
      await rmdir(site).catch(() => {});
    }
  }
  return removed;
}

interface Incoming {
  readonly path: string;
  readonly ownerFile: string;
  /** When anything in it was last written. */
  readonly lastMs: number;
}

async function incomingIn(site: string): Promise<readonly Incoming[]> {
  const found: Incoming[] = [];
  for (const entry of await readdir(site, { withFileTypes: true })) {
    const incoming = incomingOf(entry.name);
    // Only real folders: a link of this name is not ours, and what it points to even less.
    if (incoming === null || !entry.isDirectory()) continue;
    const path = join(site, entry.name);
    const parts = [path, ...(await readdir(path)).map((name) => join(path, name))];
    const times = await Promise.all(parts.map(async (part) => (await stat(part)).mtimeMs));
    found.push({ path, ownerFile: join(site, incomingOwnerName(incoming.backupId)), lastMs: Math.max(...times) });
  }
  return found;
}
