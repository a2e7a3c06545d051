import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { backupRequest } from '../../../src/main/app/job-requests.ts';
import { jobHandlers } from '../../../src/main/app/job-handlers.ts';
import { buildModules, type Modules } from '../../../src/main/app/modules.ts';
import { siteStatus } from '../../../src/main/health/fleet-status.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { createJobRunner, type JobRunner } from '../../../src/main/jobs/job-runner.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { JobId, type SiteId } from '../../../src/shared/model/ids.ts';
import type { DatabaseSource } from '../../../src/shared/model/source.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { sampleSite } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { memorySecrets, serverFor } from '../servers/lab-servers.ts';
import { ask, catalogFile, choosePlace, host, openApp, workOf } from './app-folder.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ site: { media: false, rows: false } });
});
afterAll(() => lab.stop());

/** An app whose jobs tell the test what they are about to do, in the middle of it. */
async function practiceApp(onStep: (title: string, runner: JobRunner, job: JobContext) => void, onLog: (line: string) => void = () => {}) {
  const home = scratchFolder();
  const server = serverFor(lab.sshd);
  const site = sampleSite(server, { root: lab.site.root });
  const source: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: site.id,
    kind: 'database',
    database: lab.site.database,
    address: { host: lab.mariadb.host, port: lab.mariadb.port, socket: null },
    user: lab.site.user.name,
    access: { from: 'site-env', envFile: '.env' },
  };
  const { place } = await choosePlace(home, { server, site, source });
  const modules = buildModules({
    home,
    host,
    access: 'work',
    appVersion: '0.0.0',
    secrets: memorySecrets(),
    logger: silentLogger,
    clock: systemClock,
    closing: new AbortController().signal,
    runnerIfAny: () => runner,
    emit: () => {},
  });
  const { backup, ...others } = jobHandlers(modules);
  const runner: JobRunner = createJobRunner({
    jobs: modules.catalog.jobs,
    clock: systemClock,
    logger: silentLogger,
    logFolder: join(home, 'job-logs'),
    onChanged: () => {},
    lanesLimit: 4,
    handlers: {
      ...others,
      backup: (params, job) =>
        backup(params, {
          ...job,
          step(title, totalBytes) {
            job.step(title, totalBytes);
            onStep(title, runner, job);
          },
          log(line) {
            job.log(line);
            onLog(line);
          },
        }),
    },
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await runner.close();
    await modules.connections.close();
    modules.catalog.close();
  };
  onTestFinished(close);
  const start = () =>
    runner.start(backupRequest(site, { kind: 'full', sourceIds: null, compression: null, label: null, verify: true, copyTo: null }));
  return { home, modules, runner, site, place, start, close };
}

const isReadBack = (title: string): boolean => title.startsWith('Reading ') && title.includes('.sql');
const whyNot = ({ catalog }: Modules, siteId: SiteId) => siteStatus(catalog, siteId, Date.now());

describe('a backup that is stopped while it is read back', () => {
  it.each(['cancel', 'quit'] as const)('is kept and known (%s), and only that it was not read is missing', async (how) => {
    const stops: Promise<void>[] = [];
    const { modules, runner, site, place, start } = await practiceApp((title, jobs, { jobId }) => {
      if (!isReadBack(title)) return;
      if (how === 'cancel') jobs.cancel(JobId.parse(jobId));
      else stops.push(jobs.close());
    });
    const ended = await runner.whenEnded(start().id);
    await Promise.all(stops);
    expect(ended).toMatchObject({ state: 'warning', problem: { code: 'backup.not-read-back' } });
    expect(modules.catalog.jobs.find(ended.id)).toEqual(ended);
    const [summary] = modules.catalog.backups.summaries({ siteId: site.id });
    expect(summary).toMatchObject({ id: ended.backupId, copies: [{ placeId: place.id, proof: { level: 'present', failure: null } }] });
    expect(whyNot(modules, site.id)).toMatchObject({
      verdict: 'at-risk',
      nextAction: 'verify',
      because: 'One copy, on this computer, not yet re-read.',
    });
  });

  it('is protected as soon as it has been verified', async () => {
    const practice = await practiceApp((title, jobs, { jobId }) => {
      if (isReadBack(title)) jobs.cancel(JobId.parse(jobId));
    });
    const { backupId } = await practice.runner.whenEnded(practice.start().id);
    await practice.close();
    const app = await openApp(practice.home);
    if (backupId === null) throw new Error('no backup');
    await workOf(app, () => ask(app, 'backup.verify', { backupId, level: 'sound' }));
    expect(await ask(app, 'site.status', { siteId: practice.site.id })).toMatchObject({ verdict: 'protected', nextAction: 'add-place' });
  });
});

describe('a backup that is read back from a drive', () => {
  it('is kept when the drive is unplugged in the middle, and the job says what was in the way', async () => {
    let unplug = (): void => {};
    const practice = await practiceApp((title) => {
      if (isReadBack(title)) unplug();
    });
    const { folder } = practice.place;
    unplug = () => renameSync(folder, `${folder}-unplugged`);
    const ended = await practice.runner.whenEnded(practice.start().id);
    expect(ended).toMatchObject({ state: 'warning', problem: { code: 'backup.not-read-back', detail: expect.stringContaining(folder) } });
    const [summary] = practice.modules.catalog.backups.summaries({ siteId: practice.site.id });
    expect(summary).toMatchObject({ id: ended.backupId, copies: [{ proof: { level: 'present', failure: null } }] });
  });

  it('has failed when the drive gives other bytes than it was given', async () => {
    let decay = (): void => {};
    const practice = await practiceApp((title) => {
      if (isReadBack(title)) decay();
    });
    decay = () => {
      const { folder } = practice.place;
      const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.includes('.sql')) ?? '';
      const bytes = readFileSync(join(folder, file));
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      writeFileSync(join(folder, file), bytes);
    };
    const ended = await practice.runner.whenEnded(practice.start().id);
    expect(ended).toMatchObject({ state: 'failed', problem: { code: 'verify.hash-differs' } });
    const [summary] = practice.modules.catalog.backups.summaries({ siteId: practice.site.id });
    expect(summary?.copies[0]?.proof.failure?.code).toBe('verify.hash-differs');
  });
});

describe('a catalog that cannot be written when the backup is complete', () => {
  /** The catalog refuses new backups until `allow` is called. */
  function refuseBackups(home: string): () => void {
    const db = new Database(catalogFile(home));
    db.exec("CREATE TRIGGER no_room BEFORE INSERT ON backup BEGIN SELECT RAISE(ABORT, 'no room for it'); END");
    return () => {
      db.exec('DROP TRIGGER no_room');
      db.close();
    };
  }

  it('is tried again', async () => {
    let allow = (): void => {};
    const practice = await practiceApp(
      () => {},
      (line) => {
        if (line.includes('no room for it')) allow();
      },
    );
    allow = refuseBackups(practice.home);
    const ended = await practice.runner.whenEnded(practice.start().id);
    expect(ended).toMatchObject({ state: 'succeeded', problem: null });
    expect(practice.modules.catalog.backups.summaries({ siteId: null })).toMatchObject([{ id: ended.backupId }]);
  });

  it('is told as what it is, and the next start finds the backup', async () => {
    const practice = await practiceApp(() => {});
    const allow = refuseBackups(practice.home);
    const ended = await practice.runner.whenEnded(practice.start().id);
    const [folder = ''] = readdirSync(join(practice.place.folder, practice.site.name));
    const location = join(practice.place.folder, practice.site.name, folder);
    expect(ended).toMatchObject({
      state: 'warning',
      backupId: null,
      problem: { code: 'catalog.backup-not-recorded', detail: `${location}\nno room for it` },
    });
    expect(whyNot(practice.modules, practice.site.id)).toMatchObject({
      verdict: 'no-backup',
      nextAction: 'see-problem',
      because: 'No backup is known: The backup is complete and kept, but the catalog could not be written.',
    });
    allow();
    await practice.close();

    const app = await openApp(practice.home);
    const [found] = await ask(app, 'backup.list', { siteId: practice.site.id });
    expect(found?.copies).toMatchObject([{ location, proof: { level: 'present', failure: null } }]);
    expect((await ask(app, 'job.list', undefined))[0]).toMatchObject({
      id: ended.id,
      state: 'warning',
      backupId: found?.id,
      problem: { code: 'backup.not-read-back' },
    });
  });
});
