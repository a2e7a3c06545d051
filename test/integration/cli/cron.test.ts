import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import type { CronPreview, CronRun, CronState } from '../../../src/shared/model/cron.ts';
import type { FleetStatus } from '../../../src/shared/model/fleet.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { CRONTAB, putTable, tableOf } from '../cron/cron-world.ts';
import { holdfastIn, registerSite, type Holdfast } from './holdfast.ts';

const WEBHOOK = 'https://hooks.example.org/services/T0/B0/secret-token';

let lab: Lab;
let holdfast: Holdfast;

beforeAll(async () => {
  lab = await startLab({ sshd: { programs: { crontab: CRONTAB } }, site: { media: false } });
  holdfast = await holdfastIn({ HOLDFAST_CRON_WEBHOOK: WEBHOOK });
  await registerSite(holdfast, lab);
}, 300_000);
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

const folder = () => {
  const top = join(lab.sshd.home, '.holdfast');
  return join(top, readdirSync(top)[0] ?? '');
};

describe('cron on the command line', { timeout: 240_000 }, () => {
  it('shows first, and installs only what was shown and confirmed by name', async () => {
    putTable(lab.sshd, '5 5 * * * /usr/local/bin/other\n');
    execFileSync('chown', [`${lab.sshd.account.uid}:${lab.sshd.account.gid}`, join(lab.sshd.home, '.cron-table')]);
    const words = ['cron', 'install', 'aurora', '--database', 'daily@02:00,hourly@8-18@mon-fri', '--mail-to', 'ops@example.org'];
    const preview = await holdfast.json<CronPreview>(3, ...words);
    expect(preview.times.map(({ expression }) => expression)).toEqual(['0 2 * * *', '0 8-18 * * 1,2,3,4,5', '0 3 * * *', '0 4 * * *']);
    expect((await holdfast.json<CronPreview>(0, ...words, '--dry-run')).digest).toBe(preview.digest);
    expect(tableOf(lab.sshd)).toBe('5 5 * * * /usr/local/bin/other\n');
    expect(existsSync(join(lab.sshd.home, '.holdfast'))).toBe(false);
    expect((await holdfast.run(...words, '--confirm', 'another')).code).toBe(2);
    expect((await holdfast.run('cron', 'install', 'aurora', '--database', 'sometimes')).code).toBe(2);
    const { problem } = await holdfast.json<{ problem: Problem }>(1, ...words, '--confirm', 'aurora', '--digest', '0123');
    expect(problem.code).toBe('cron.preview-changed');

    const state = await holdfast.json<CronState>(0, ...words, '--confirm', 'aurora', '--digest', preview.digest);
    expect(state).toMatchObject({ mode: 'crontab', programState: 'current', plan: { settings: { mailTo: 'ops@example.org' } } });
    expect(tableOf(lab.sshd)).toContain(`0 2 * * * /bin/sh '${folder()}/holdfast-server.sh' database >/dev/null 2>&1`);
    expect(readFileSync(join(folder(), 'site.conf'), 'utf8')).toContain(`DATABASES='${lab.site.database}'`);
    const again = await holdfast.run('cron', 'install', 'aurora', '--dry-run');
    expect(again.stdout).toContain('every hour from 8 to 18, mon tue wed thu fri');
  });

  it('takes the address of a webhook from the environment, and never from the command line', async () => {
    const settingsOf = async (...words: readonly string[]) =>
      (await holdfast.json<CronPreview>(3, 'cron', 'install', 'aurora', ...words)).files.find(({ path }) => path.endsWith('/site.conf'))
        ?.content ?? '';
    expect(await settingsOf('--webhook', 'set')).toContain(`WEBHOOK_URL='${WEBHOOK}'`);
    expect(await settingsOf('--webhook', 'off')).not.toContain('secret-token');
    const refused = await holdfast.run('cron', 'install', 'aurora', '--webhook', WEBHOOK);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('HOLDFAST_CRON_WEBHOOK');
    expect(refused.stderr).not.toContain('secret-token');
  });

  it('runs a work as cron would, and the next pull finds what it made and tells the server', async () => {
    const { job, run, log } = await holdfast.json<{ job: Job; run: CronRun; log: string[] }>(0, 'cron', 'test', 'aurora', 'database');
    expect(job).toMatchObject({ kind: 'cron-test', state: 'succeeded' });
    expect(run).toMatchObject({ outcome: 'succeeded' });
    expect(log.join('\n')).toContain(run.files[0]);
    expect(existsSync(join(folder(), 'backups/database', run.files[0] ?? ''))).toBe(true);
    expect(existsSync(join(folder(), 'last-pull'))).toBe(false);

    await holdfast.json(0, 'backup', 'adopt', 'aurora');
    const backups = await holdfast.json<BackupSummary[]>(0, 'backup', 'list', 'aurora');
    expect(backups).toMatchObject([{ trigger: 'adopted', databases: [lab.site.database] }]);
    expect(readFileSync(join(folder(), 'last-pull'), 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
    const [state] = await holdfast.json<CronState[]>(0, 'cron', 'list');
    expect(state?.lastPullAt).not.toBeNull();
    expect(state?.works.find(({ work }) => work === 'database')).toMatchObject({ state: 'alive' });
    expect((await holdfast.run('cron', 'show', 'aurora')).stdout).toMatch(/database +alive/);
  });

  it('says on the dashboard that a run failed, and that the lines are gone', async () => {
    const env = join(lab.site.root, '.env');
    execFileSync('mv', [env, `${env}.away`]);
    const failed = await holdfast.json<{ problem: Problem }>(1, 'cron', 'test', 'aurora', 'database');
    expect(failed.problem.code).toBe('cron.run-failed');
    execFileSync('mv', [`${env}.away`, env]);
    const codes = async () =>
      (await holdfast.json<FleetStatus>(0, 'status')).sites[0]?.findings.map(({ code }) => code).filter((code) => code.startsWith('cron'));
    expect(await codes()).toEqual(['cron-failed']);
    await holdfast.json(0, 'cron', 'test', 'aurora', 'database');
    expect(await codes()).toEqual([]);
    putTable(lab.sshd, '5 5 * * * /usr/local/bin/other\n');
    await holdfast.run('cron', 'show', 'aurora');
    expect(await codes()).toEqual(['cron-silent']);
  });

  it('takes it out again', async () => {
    await holdfast.json(0, 'cron', 'install', 'aurora', '--confirm', 'aurora');
    // Without the site nobody could.
    const refused = await holdfast.json<{ problem: Problem }>(1, 'site', 'remove', 'aurora');
    expect(refused.problem.code).toBe('site.cron-installed');
    expect((await holdfast.run('cron', 'remove', 'aurora', '--files')).code).toBe(3);
    await holdfast.json(0, 'cron', 'remove', 'aurora', '--files', '--confirm', 'aurora');
    expect(tableOf(lab.sshd)).toBe('5 5 * * * /usr/local/bin/other\n');
    expect(readdirSync(join(folder(), 'backups/database')).length).toBeGreaterThan(0);
    const { problem } = await holdfast.json<{ problem: Problem }>(1, 'cron', 'test', 'aurora');
    expect(problem.code).toBe('cron.not-installed');
    rmSync(join(lab.sshd.home, '.holdfast'), { recursive: true, force: true });
    mkdirSync(join(lab.sshd.home, '.holdfast'));
    await holdfast.json(0, 'site', 'remove', 'aurora');
  });
});
