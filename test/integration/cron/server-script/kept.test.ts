import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needTool } from '../../../lab/tools.ts';
import { makeServerSite, SHELLS, type ServerSite, type Settings, type Shell } from './server-site.ts';

const DAY = 86_400;
/** Days are counted back from here, in seconds since the epoch. */
const NOON = Math.floor(Date.now() / 1000);

interface Shop extends ServerSite {
  /** Backups of these days before today, as their runs would have left them. */
  has(days: readonly number[]): Promise<void>;
  /** Runs `cleanup` when the server's clock stands so many days from today. */
  cleanUp(ahead: number): Promise<void>;
  /** The days whose backups are left, the newest first. */
  left(): Promise<readonly number[]>;
}

async function shopOf(shell: Shell, settings: Settings): Promise<Shop> {
  const site = await makeServerSite({ DATABASES: ['shop'], PULL_WITHIN_DAYS: '0', DISK_LIMIT_PERCENT: '100', ...settings });
  const folder = join(site.folder, 'backups/database');
  await mkdir(folder, { recursive: true });
  const script = join(site.folder, 'holdfast-server.sh');
  // As a function, because busybox prefers its own date to any that stands before it.
  const clock = `set -u\ndate() { ${await needTool('date')} -d "@$HF_CLOCK_AT" "$@"; }\n`;
  const text = await readFile(script, 'utf8');
  await writeFile(
    script,
    text.replace('set -u\n', () => clock),
  );
  return Object.assign(site, {
    async has(days: readonly number[]) {
      for (const day of days) {
        const at = new Date((NOON - day * DAY) * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
        const name = `shop_full_${at.replaceAll(':', '-')}.sql.gz`;
        await writeFile(join(folder, name), 'x');
        await writeFile(join(folder, `${name}.json`), '{\n  "result": "ok"\n}\n');
      }
    },
    async cleanUp(ahead: number) {
      const env = { HF_CLOCK_AT: String(NOON + ahead * DAY + 60) };
      expect((await site.run('cleanup', { shell, env })).stderr).toBe('');
    },
    async left() {
      const names = (await site.backups('database')).filter((name) => name.endsWith('.gz'));
      const times = names.map((name) => Date.parse(name.slice(10, 30).replace(/T(..)-(..)-(..)Z/, 'T$1:$2:$3Z')));
      return times.map((time) => (NOON * 1000 - time) / 1000 / DAY).toSorted((a, b) => a - b);
    },
  });
}

const days = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

describe.each(SHELLS)('what a server keeps under %s', (shell) => {
  it('is what its days say while the clock is right', async () => {
    await using site = await shopOf(shell, { KEEP_DATABASE_DAYS: '30', KEEP_MIN_COUNT: '3' });
    // Every day, and on one of them every three hours until noon.
    await site.has([...days(0, 45), ...days(4, 4.5, 0.125).slice(1)]);
    await site.cleanUp(0);
    expect((await site.left()).at(-1)).toBe(29);
    expect(await site.left()).toHaveLength(30 + 4);
    await site.cleanUp(2);
    expect((await site.left()).at(-1)).toBe(27);
  });

  it('is nearly all there is when the clock is a year ahead for one cleanup', async () => {
    await using site = await shopOf(shell, { KEEP_DATABASE_DAYS: '30', KEEP_MIN_COUNT: '3' });
    await site.has(days(0, 29));
    await site.cleanUp(365);
    expect(await site.left()).toEqual(days(0, 27));
    expect(await site.log()).toContain('cleanup: 25 of database.shop are older than 30 days by the clock and stay for now');
    // And again, for as long as nothing is made meanwhile.
    await site.cleanUp(730);
    expect(await site.left()).toEqual(days(0, 27));
  });

  it('is nearly all there is when backups are made while the clock is ahead, for longer than the fewest that are kept', async () => {
    await using site = await shopOf(shell, { KEEP_DATABASE_DAYS: '30', KEEP_MIN_COUNT: '3' });
    await site.has(days(0, 29));
    for (let night = 0; night < 5; night += 1) {
      await site.has([-365 - night]);
      await site.cleanUp(365 + night);
    }
    expect(await site.left()).toEqual([...days(-369, -365), ...days(0, 22)]);
    // Put right again: what is from the future stops the deleting until somebody has looked.
    await site.cleanUp(6);
    expect(await site.left()).toHaveLength(5 + 23);
    expect(await site.log()).toContain('is from the future: look at the clock of this server');
  });

  it('goes on by its days when the clock stays where it went', async () => {
    await using site = await shopOf(shell, { KEEP_DATABASE_DAYS: '7', KEEP_MIN_COUNT: '3' });
    await site.has(days(0, 6));
    await site.has(days(-372, -365));
    await site.cleanUp(372);
    expect(await site.left()).toEqual(days(-372, -365));
  });

  it('loses no more than half in one run, whatever the settings say', async () => {
    await using site = await shopOf(shell, { KEEP_DATABASE_DAYS: '3', KEEP_MIN_COUNT: '3' });
    await site.has(days(0, 19));
    await site.cleanUp(0);
    expect(await site.left()).toEqual(days(0, 9));
    expect(await site.log()).toContain('cleanup: 7 of database.shop are older than 3 days by the clock and stay for now');
    expect(await site.log()).toContain('cleanup: deleted 10 backups, 10 bytes');
    await site.cleanUp(0);
    await site.cleanUp(0);
    expect(await site.left()).toEqual(days(0, 2));
  });
});
