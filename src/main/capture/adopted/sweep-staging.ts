import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../support/clock.ts';

/** As long as what a paused pull left is worth more than its room. */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

/** Removes what nobody took up for 14 days. What cannot be removed stays for the next time; a folder that is not there has nothing. */
export async function sweepStaging(folder: string, clock: Clock): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const known = await stat(path).catch(() => null);
    if (known !== null && clock.now() - known.mtimeMs > KEPT_MS) await rm(path, { force: true }).catch(() => {});
  }
}
