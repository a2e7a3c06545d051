import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAdopt } from '../../../src/main/app/adopt-job.ts';
import { runBackup } from '../../../src/main/app/backup-job.ts';
import { BackupParams } from '../../../src/main/app/job-requests.ts';
import { lookAtCron } from '../../../src/main/app/cron/look-at-crons.ts';
import { installCron } from '../../../src/main/app/cron/change-cron.ts';
import { runCronTest } from '../../../src/main/app/cron/cron-test-job.ts';
import { knownCron } from '../../../src/main/app/cron/site-cron-of.ts';
import { siteStatus } from '../../../src/main/health/fleet-status.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import type { CronPlan, CronWork } from '../../../src/shared/model/cron.ts';
import { SourceId } from '../../../src/shared/model/ids.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { never } from '../servers/lab-servers.ts';
import { CRONTAB, type CronWorld, cronWorld, tableOf } from './cron-world.ts';

const KERNEL = `<?php
namespace App\\Console;
use Illuminate\\Console\\Scheduling\\Schedule;
use Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;
class Kernel extends ConsoleKernel
{
    protected function schedule(Schedule $schedule)
    {
        $schedule->exec('php artisan backup:run --only-db')->dailyAt('01:30');
    }
    protected function commands() { require base_path('routes/console.php'); }
}
`;

let lab: Lab;
beforeAll(async () => {
  // The site's settings are read in its own zone; the account's is another one than this computer's.
  lab = await startLab({ sshd: { programs: { crontab: CRONTAB }, env: { TZ: 'America/New_York' } } });
});
afterAll(() => lab.stop());

const worldOf = (): Promise<CronWorld> => {
  rmSync(join(lab.sshd.home, '.holdfast'), { recursive: true, force: true });
  rmSync(join(lab.sshd.home, '.cron-table'), { force: true });
  const address = { host: lab.mariadb.host, port: lab.mariadb.port, socket: null };
  const database = { database: lab.site.database, address, user: lab.site.user.name };
  return cronWorld(lab.sshd, { root: lab.site.root, database, media: ['storage/app/public'] });
};

function jobOf(log: string[], signal = never): JobContext {
  return { jobId: 'job', signal, step: () => {}, advance: () => {}, log: (line) => void log.push(line) };
}

async function run({ modules, site }: CronWorld, work: CronWork) {
  const log: string[] = [];
  const outcome = await runCronTest(modules, { siteId: site.id, work }, jobOf(log));
  return { outcome, log };
}

const codesOf = ({ modules, site }: CronWorld, now = Date.now()): readonly string[] =>
  siteStatus(modules.catalog, site.id, now)
    .findings.map(({ code }) => code)
    .filter((code) => code.startsWith('cron') || code.startsWith('pull') || code.startsWith('server'));

describe('what a server makes by itself', () => {
  it('is made as cron would start it, fetched whole by the next pull, and the server is told', async () => {
    const world = await worldOf();
    const { modules, site, folder } = world;
    await world.install();
    const { outcome, log } = await run(world, 'application');
    expect({ outcome, log }).toMatchObject({ outcome: { state: 'succeeded' } });
    expect(log.length).toBeGreaterThan(1);
    const state = knownCron(modules, site.id);
    expect(state.log.length).toBeGreaterThan(0);
    expect(readdirSync(join(folder, 'backups/database')).some((name) => name.endsWith('.sql.gz'))).toBe(true);
    expect(readdirSync(join(folder, 'backups/media')).some((name) => name.endsWith('.tar.gz'))).toBe(true);
    expect(state.lastPullAt).toBeNull();

    const adopted: string[] = [];
    expect(await runAdopt(modules, { siteId: site.id, paths: null }, jobOf(adopted))).toMatchObject({ state: 'succeeded' });
    const filter = {
      text: '',
      siteId: site.id,
      kind: null,
      trigger: null,
      part: null,
      placeId: null,
      proof: null,
      held: null,
      from: null,
      until: null,
    };
    const { rows } = modules.catalog.backups.search(filter, 0, 10);
    expect(rows.map(({ trigger, parts }) => [trigger, ...parts].join(' ')).toSorted()).toEqual(['adopted database', 'adopted media']);
    expect(Math.abs(Date.parse(rows[0]?.startedAt ?? '') - Date.now())).toBeLessThan(120_000);
    expect(Date.parse(readFileSync(join(folder, 'last-pull'), 'utf8').trim())).toBeGreaterThan(Date.now() - 60_000);
    expect(knownCron(modules, site.id).lastPullAt).not.toBeNull();
  });

  it('is called fetched by a pull of it alone, and not because something was captured from here or fetched from elsewhere', async () => {
    const world = await worldOf();
    const { modules, site, folder } = world;
    await world.install();
    expect(await run(world, 'database')).toMatchObject({ outcome: { state: 'succeeded' } });
    const mark = join(folder, 'last-pull');
    const [database] = modules.catalog.sources.list(site.id).filter(({ kind }) => kind === 'database');
    const capture = {
      siteId: site.id,
      kind: 'full',
      sourceIds: [database?.id ?? ''],
      compression: 'gzip',
      label: null,
      verify: false,
    } as const;
    const params = BackupParams.parse({ ...capture, copyTo: [] });
    expect(await runBackup(modules, params, jobOf([]))).toMatchObject({ state: 'succeeded' });
    expect(existsSync(mark)).toBe(false);

    const elsewhere = join(lab.sshd.home, 'elsewhere');
    mkdirSync(elsewhere, { recursive: true });
    const [made = ''] = readdirSync(join(folder, 'backups/database')).filter((name) => name.endsWith('.sql.gz'));
    copyFileSync(join(folder, 'backups/database', made), join(elsewhere, made));
    modules.sites.putFileSource(site.id, null, {
      kind: 'server-backups',
      folders: [elsewhere],
      patterns: ['*.sql.gz'],
      take: 'all-new',
      zone: 'UTC',
    });
    expect(await runAdopt(modules, { siteId: site.id, paths: [join(elsewhere, made)] }, jobOf([]))).toMatchObject({ state: 'succeeded' });
    expect(existsSync(mark)).toBe(false);

    await runAdopt(modules, { siteId: site.id, paths: null }, jobOf([]));
    expect(existsSync(mark)).toBe(true);
    rmSync(mark);
    const log: string[] = [];
    await runAdopt(modules, { siteId: site.id, paths: null }, jobOf(log));
    expect(log).toContain('Nothing new.');
    expect(existsSync(mark)).toBe(true);
  });

  it('shows its next runs in the zone of the server, whatever zone this computer is in', async () => {
    const world = await worldOf();
    const { zone, times } = await world.preview();
    expect(zone.name).toBe('America/New_York');
    const hour = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
    for (const next of times[0]?.nextRuns ?? []) expect(hour.format(new Date(next))).toBe('02:00');
    expect(times[0]?.nextRuns).toHaveLength(5);
  });

  it('finds what the scheduler of Laravel runs by itself', async () => {
    const kernel = join(lab.site.root, 'app/Console/Kernel.php');
    writeFileSync(kernel, KERNEL);
    const { already } = await (await worldOf()).preview();
    expect(already.find(({ kind }) => kind === 'laravel-schedule')).toMatchObject({
      text: expect.stringContaining('makes backups'),
      detail: expect.stringContaining('backup:run'),
    });
  });

  it('puts a password there only when the preview says so, and takes it away when it is not needed any more', async () => {
    const world = await worldOf();
    const { modules, site, folder, secrets } = world;
    const source = modules.catalog.sources.list(site.id).find((each) => each.kind === 'database');
    if (source?.kind !== 'database') throw new Error('no database');
    modules.catalog.sources.update({ ...source, access: { from: 'keychain' } });
    await expect(world.preview()).rejects.toMatchObject({ code: 'source.secret-missing' });
    await secrets.set(`source:${SourceId.parse(source.id)}`, lab.site.user.password);
    const shown = await world.preview();
    expect(shown.warnings.map(({ code }) => code)).toContain('password-on-server');
    expect(shown.files.find(({ path }) => path.endsWith('database.cnf'))?.content).toContain('password=(hidden)');
    expect(JSON.stringify(shown)).not.toContain(JSON.stringify(lab.site.user.password).slice(1, -1));
    await world.installWith(shown.digest);
    expect(statSync(join(folder, 'database.cnf')).mode & 0o777).toBe(0o600);
    const { outcome, log } = await run(world, 'database');
    expect({ outcome, log }).toMatchObject({ outcome: { state: 'succeeded' } });
    modules.catalog.sources.update(source);
    await world.install();
    expect(existsSync(join(folder, 'database.cnf'))).toBe(false);
  });

  it('is noticed when it falls silent, fails, is not fetched, or fills the disk', async () => {
    const world = await worldOf();
    const { modules, site, folder } = world;
    const plan: CronPlan = { lines: [{ work: 'database', rhythm: { kind: 'daily', at: '02:00' } }], settings: DEFAULT_CRON_PLAN.settings };
    await world.install(plan);
    const day = 24 * 3_600_000;
    const back = (days: number) => new Date(Date.now() - days * day).toISOString();
    modules.catalog.siteCrons.put(site.id, { ...needed(modules.catalog.siteCrons.find(site.id)), installedAt: back(30), triedAt: back(1) });
    const status = (result: string, days: number) => {
      const at = back(days).replace(/\.\d+/, '');
      const kind = { result, last_start: at, last_end: at, last_success: null, last_failure_reason: 'no such user', files: [] };
      writeFileSync(
        join(folder, 'status.json'),
        JSON.stringify({ format: 'holdfast-server-status/1', kinds: { database: kind }, conditions: [] }),
      );
    };
    status('ok', 2);
    await lookAtCron(modules, never);
    expect(codesOf(world)).toEqual(expect.arrayContaining(['cron-silent', 'pull-mark-old']));
    status('failed', 0.01);
    // At most once an hour.
    await lookAtCron(modules, never);
    expect(codesOf(world)).toContain('cron-silent');
    await world.ask();
    expect(codesOf(world)).toEqual(expect.arrayContaining(['cron-failed', 'pull-mark-old']));
    writeFileSync(join(folder, 'last-pull'), `${back(1).replace(/\.\d+/, '')}\n`);
    status('ok', 0.01);
    await world.ask();
    expect(codesOf(world)).toEqual([]);
    rmSync(join(folder, 'holdfast-server.sh'));
    await world.ask();
    expect(codesOf(world)).toEqual(['cron-silent']);
  });

  it('is not installed by half when this side is gone between the files and the lines', async () => {
    const world = await worldOf();
    const { modules, folder } = world;
    const stop = new AbortController();
    const cut = { ...modules.connections };
    cut.withShell = (serverId, signal, use) =>
      modules.connections.withShell(serverId, signal, (shell) =>
        use({ ...shell, stream: (call) => (call.program.name === 'apply-cron' ? Promise.reject(new Error('gone')) : shell.stream(call)) }),
      );
    const { digest } = await world.preview();
    const broken = installCron({ ...modules, connections: cut }, world.site.id, DEFAULT_CRON_PLAN, { digest, signal: stop.signal });
    await expect(broken).rejects.toThrow('gone');
    expect(tableOf(lab.sshd)).toBeNull();
    expect(readdirSync(folder).toSorted()).toEqual(['backups', 'holdfast-server.sh.arrived', 'site.conf.arrived']);
    expect(knownCron(modules, world.site.id)).toMatchObject({ installedAt: null });
    await world.install();
    expect(readdirSync(folder).filter((name) => name.endsWith('.arrived'))).toEqual([]);
    expect(tableOf(lab.sshd)).toContain('# BEGIN holdfast');
  });

  it('knows of lines that were installed when the app ended before the server had answered', async () => {
    const world = await worldOf();
    const { digest } = await world.preview();
    const { modules, site } = world;
    const ended = { ...modules.connections };
    let known: string | null = null;
    ended.withShell = (serverId, signal, use) =>
      modules.connections.withShell(serverId, signal, (shell) =>
        use({
          ...shell,
          stream: (call) => {
            // What the catalog holds when the first change is on its way is what a killed app leaves.
            if (call.program.name === 'apply-cron') known = modules.catalog.siteCrons.find(site.id)?.installedAt ?? null;
            return shell.stream(call);
          },
        }),
      );
    await installCron({ ...modules, connections: ended }, site.id, DEFAULT_CRON_PLAN, { digest, signal: never });
    expect(known).not.toBeNull();
  });

  it('goes on with what was found last when the server does not answer', async () => {
    const world = await worldOf();
    await world.install();
    const before = knownCron(world.modules, world.site.id);
    const { id, name, address, user, authentication, jumpServerId } = needed(world.modules.catalog.servers.find(world.site.serverId));
    // Nobody listens there.
    await world.modules.servers.edit(id, { name, address, port: 1, user, authentication, jumpServerId });
    const after = await world.ask();
    expect(after.problem?.code).toMatch(/^ssh\./);
    expect(after.askedAt).toBe(before.askedAt);
    expect(after.lines).toEqual(before.lines);
  });
});

function needed<T>(value: T | null): T {
  if (value === null) throw new Error('it is not there');
  return value;
}
