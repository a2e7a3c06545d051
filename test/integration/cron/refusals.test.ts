import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planCron } from '../../../src/main/app/cron/plan-cron.ts';
import { runCronTest } from '../../../src/main/app/cron/cron-test-job.ts';
import { knownCron } from '../../../src/main/app/cron/site-cron-of.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import type { CronWork } from '../../../src/shared/model/cron.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { never } from '../servers/lab-servers.ts';
import { CRONTAB, type CronWorld, cronWorld, putTable, tableOf } from './cron-world.ts';

/** `~/.others-at` N: somebody else adds a line when the table is read for the Nth time. `~/.spoil`: whatever is put there is spoilt. */
const TREACHEROUS = CRONTAB.replace(
  'case $1 in',
  `if [ "$1" = -l ] && [ -f "$HOME/.others-at" ]; then
  read -r left <"$HOME/.others-at"
  if [ "$left" -le 1 ]; then echo '9 9 * * * theirs' >>"$table"; rm "$HOME/.others-at"; else echo $((left - 1)) >"$HOME/.others-at"; fi
fi
if [ "$1" != -l ] && [ "$1" != -r ] && [ -f "$HOME/.spoil" ]; then echo '# spoilt' >"$table"; exit 0; fi
case $1 in`,
);

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd({ programs: { crontab: TREACHEROUS } });
  mkdirSync(join(sshd.home, 'site'));
});
afterAll(() => sshd.stop());

const own = (path: string): void => {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${sshd.account.uid}:${sshd.account.gid}`, path]);
};
function put(name: string, text: string): void {
  writeFileSync(join(sshd.home, name), text);
  own(join(sshd.home, name));
}
const world = (): Promise<CronWorld> => cronWorld(sshd, { root: join(sshd.home, 'site') });

beforeEach(() => {
  for (const name of ['.cron-table', '.others-at', '.spoil', '.holdfast']) rmSync(join(sshd.home, name), { recursive: true, force: true });
  putTable(sshd, '1 1 * * * first\n');
  own(join(sshd.home, '.cron-table'));
});

describe('what a server refuses', () => {
  it('is a table that somebody changes in the very moment, which stays as they made it', async () => {
    const { install, modules, site } = await world();
    // Each look reads it twice; the fifth time is the last moment before the change.
    put('.others-at', '5\n');
    await expect(install()).rejects.toMatchObject({ code: 'cron.table-changed' });
    expect(tableOf(sshd)).toBe('1 1 * * * first\n9 9 * * * theirs\n');
    expect(knownCron(modules, site.id).installedAt).toBeNull();
    expect((await install()).lines.length).toBeGreaterThan(0);
  });

  it('is a table that is spoilt and cannot be given back: then it says where the one from before lies', async () => {
    const { install, folder } = await world();
    put('.spoil', '');
    await expect(install()).rejects.toMatchObject({ code: 'cron.table-lost' });
    expect(execFileSync('sh', ['-c', `cat '${folder}'/crontab-*.txt`], { encoding: 'utf8' })).toBe('1 1 * * * first\n');
  });

  it('is files for which there is no room in their folder: the table is as it was', async () => {
    const { install, folder } = await world();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'backups'), 'a file in the way');
    own(join(sshd.home, '.holdfast'));
    await expect(install()).rejects.toMatchObject({ code: 'cron.files-not-written' });
    expect(tableOf(sshd)).toBe('1 1 * * * first\n');
  });

  it('is an account without a home', async () => {
    const homeless = await startSshd({ programs: { crontab: CRONTAB }, env: { HOME: '/nonexistent' } });
    try {
      await expect((await cronWorld(homeless, { root: '/srv' })).preview()).rejects.toMatchObject({ code: 'cron.no-home' });
    } finally {
      await homeless.stop();
    }
  });

  it('is a run: one of the same kind that goes on, one that ends with a warning, one without a program', async () => {
    const { install, modules, site, folder } = await world();
    await install();
    const job: JobContext = { jobId: 'job', signal: never, step: () => {}, advance: () => {}, log: () => {} };
    const run = (work: CronWork) => runCronTest(modules, { siteId: site.id, work }, job);
    const program = join(folder, 'holdfast-server.sh');
    writeFileSync(program, 'exit 75\n');
    await expect(run('database')).rejects.toMatchObject({ code: 'cron.run-busy' });
    writeFileSync(program, 'exit 2\n');
    expect(await run('database')).toMatchObject({ state: 'warning', problem: { code: 'cron.run-incomplete' } });
    rmSync(program);
    await expect(run('database')).rejects.toMatchObject({ code: 'cron.not-installed' });
  });

  it('is told before: a clock that is wrong, a zone that the table sets for itself', async () => {
    const { modules, preview } = await world();
    putTable(sshd, 'CRON_TZ=Asia/Tokyo\n1 1 * * * first\n');
    const { warnings } = await preview();
    expect(warnings.map(({ code }) => code)).toContain('table-zone');
    expect(warnings.map(({ code }) => code)).not.toContain('clock');
    const late = { ...modules, clock: { now: () => Date.now() - 3 * 3_600_000 } };
    const site = modules.catalog.sites.list()[0];
    if (site === undefined) throw new Error('no site');
    const planned = await modules.connections.withShell(site.serverId, never, (shell) => planCron(late, shell, site.id, null, never));
    expect(planned.preview.warnings.find(({ code }) => code === 'clock')?.text).toContain('ahead of');
  });
});
