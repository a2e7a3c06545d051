import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a system without Electron says of its power and its network; null where it does not say. */
export interface KnownFacts {
  readonly onBattery: boolean | null;
  readonly online: boolean | null;
  readonly metered: boolean | null;
}

const POWER = '/sys/class/power_supply';
/** The network manager answers at once or is not there. */
const WITHIN_MS = 2_000;

/** Linux: the supplies the kernel knows, and what NetworkManager thinks of the connection. Elsewhere nothing is known. */
export async function computerFacts(powerFolder: string = POWER): Promise<KnownFacts> {
  if (process.platform !== 'linux') return { onBattery: null, online: null, metered: null };
  return { onBattery: await onBatteryBy(powerFolder), online: null, metered: await isMetered() };
}

/** True where there is a battery of the computer itself and no supply gives power. */
export async function onBatteryBy(folder: string): Promise<boolean | null> {
  const names = await readdir(folder).catch((): readonly string[] => []);
  const supplies = await Promise.all(
    names.map(async (name) => {
      const [type, online, scope] = await Promise.all(['type', 'online', 'scope'].map((file) => readWord(join(folder, name, file))));
      return { type, online, scope };
    }),
  );
  // A mouse has a battery as well.
  const hasBattery = supplies.some(({ type, scope }) => type === 'Battery' && scope !== 'Device');
  const mains = supplies.filter(({ type }) => type === 'Mains' || type?.startsWith('USB') === true);
  if (!hasBattery || mains.length === 0) return null;
  return mains.every(({ online }) => online === '0');
}

/** Of the connection in use; null without NetworkManager. */
export function isMetered(): Promise<boolean | null> {
  if (process.platform !== 'linux') return Promise.resolve(null);
  return new Promise((resolve) => {
    const words = ['-t', '-f', 'GENERAL.STATE,GENERAL.METERED', 'device', 'show'];
    execFile('nmcli', words, { timeout: WITHIN_MS, env: { ...process.env, LC_ALL: 'C' } }, (error, stdout) => {
      resolve(error === null ? meteredIn(stdout) : null);
    });
  });
}

/** A device block each: `GENERAL.STATE:100 (connected)`, `GENERAL.METERED:yes (guessed)`. */
export function meteredIn(answer: string): boolean | null {
  const connected = answer.split(/\n\s*\n/u).filter((block) => /^GENERAL\.STATE:100\b/mu.test(block));
  const words = connected.flatMap((block) => /^GENERAL\.METERED:(\w+)/mu.exec(block)?.[1] ?? []);
  if (words.includes('yes')) return true;
  return words.includes('no') ? false : null;
}

async function readWord(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return null;
  }
}
