import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CronPlan } from '../../../src/shared/model/cron.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import { isRoot } from '../../lab/accounts.ts';
import { type LabChild, startChild } from '../../lab/children.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { findTool, makeLabFolder, waitFor } from '../../lab/tools.ts';
import { cronWorld, type CronWorld } from './cron-world.ts';

// A cron table belongs to an account: this needs one of its own, which root alone can make.
const canRun = isRoot() && spawnSync('crontab', ['-V']).error === undefined;
const OTHERS = 'MAILTO=""\n# caf\xe9 \xff\n5 5 1 1 * /bin/true \\%\n';

describe.skipIf(!canRun)("the system's own cron", () => {
  let sshd: Sshd;
  let cron: LabChild | null = null;

  beforeAll(async () => {
    sshd = await startSshd({ asRoot: true });
    mkdirSync(join(sshd.home, 'site'));
    execFileSync('chown', ['-R', `${sshd.account.uid}:${sshd.account.gid}`, sshd.home]);
    const program = await findTool('cron');
    // One cron runs on a computer; where there is one already, it will do.
    if (program !== undefined && !cronRuns()) {
      const folder = await makeLabFolder('cron');
      cron = await startChild({ what: 'cron', command: program, args: ['-f'], logFile: join(folder, 'cron.log'), folder });
    }
  });
  afterAll(async () => {
    spawnSync('crontab', ['-u', sshd.user, '-r']);
    await cron?.end('SIGTERM', 2_000);
    await sshd.stop();
  });

  const table = (): string => spawnSync('crontab', ['-u', sshd.user, '-l'], { encoding: 'latin1' }).stdout;
  const world = (): Promise<CronWorld> => cronWorld(sshd, { root: join(sshd.home, 'site') });

  it('keeps the lines of others byte for byte through an installation and a removal', async () => {
    execFileSync('crontab', ['-u', sshd.user, '-'], { input: Buffer.from(OTHERS, 'latin1') });
    const { install, remove, site } = await world();
    const state = await install();
    expect(table().startsWith(`${OTHERS}# BEGIN holdfast ${site.id}\n`)).toBe(true);
    expect(state.lines).toHaveLength(DEFAULT_CRON_PLAN.lines.length);
    await remove(true);
    expect(table()).toBe(OTHERS);
  });

  it('says in its own words why it takes no table, and has the one from before', async (context) => {
    const { install } = await world();
    execFileSync('crontab', ['-u', sshd.user, '-'], { input: Buffer.from(OTHERS, 'latin1') });
    // Cron cannot put another file in the place of this one.
    const file = join('/var/spool/cron/crontabs', sshd.user);
    if (spawnSync('chattr', ['+i', file]).status !== 0) context.skip('files cannot be made immutable here');
    try {
      await expect(install()).rejects.toMatchObject({ code: 'cron.table-refused' });
    } finally {
      spawnSync('chattr', ['-i', file]);
    }
    expect(table()).toBe(OTHERS);
  });

  it('runs the program at its time, with nothing but what cron gives it', { timeout: 240_000 }, async () => {
    const { install, ask, folder, preview } = await world();
    const { zone } = await preview();
    const at = new Date(Date.now() + zone.offsetMinutes * 60_000 + 90_000).toISOString().slice(11, 16);
    const plan: CronPlan = { ...DEFAULT_CRON_PLAN, lines: [{ work: 'monitor', rhythm: { kind: 'daily', at } }] };
    const installed = await install(plan);
    expect(installed.works[0]).toMatchObject({ state: 'never', expectedAt: null });
    await waitFor('cron to run it', 200_000, async () => {
      const file = join(folder, 'status.json');
      return existsSync(file) && readFileSync(file, 'utf8').includes('"monitor"') ? true : undefined;
    });
    const state = await waitFor('its outcome', 20_000, async () => {
      const found = await ask();
      return found.works[0]?.lastRun === null || found.works[0]?.lastRun.outcome === 'running' ? undefined : found;
    });
    expect(state.works[0]?.lastRun?.work).toBe('monitor');
    expect(Date.parse(state.works[0]?.lastSeenAt ?? '')).toBeGreaterThan(Date.parse(installed.installedAt ?? ''));
    expect(['alive', 'failed']).toContain(state.works[0]?.state);
  });
});

function cronRuns(): boolean {
  return spawnSync('pgrep', ['-x', 'cron']).status === 0;
}
