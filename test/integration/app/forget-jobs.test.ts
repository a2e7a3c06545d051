import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { choresOf } from '../../../src/main/app/chores.ts';
import { forgetJobs } from '../../../src/main/app/forget-jobs.ts';
import { NOT_YET } from '../../../src/main/app/housekeeping.ts';
import { LOG_FOLDER } from '../../../src/main/app/modules.ts';
import { slotAt } from '../../../src/main/schedule/record-due.ts';
import { RestoreId } from '../../../src/shared/model/ids.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { sampleIncident, sampleRestore } from '../../unit/incidents/incident-samples.ts';
import { sampleJob } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { holdfastHere } from '../cli/holdfast-here.ts';
import { catalogFile, choosePlace, keepBackup, modulesIn, withCatalog } from './app-folder.ts';

const DAY = 86_400_000;
const signal = new AbortController().signal;

/** A data folder with a site, and jobs that ended so many days ago, each with its log and heard by alerts. */
async function withJobs() {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  const kept = await keepBackup(home, keeper, registered);
  const modules = modulesIn(home);
  const logs = join(home, LOG_FOLDER);
  mkdirSync(logs, { recursive: true });
  const ended = (days: number, changes: Partial<Job> = {}, params: unknown = {}): Job => {
    const at = new Date(Date.now() - days * DAY).toISOString();
    const job = sampleJob({ siteId: registered.site.id, state: 'succeeded', createdAt: at, startedAt: at, endedAt: at, ...changes });
    modules.catalog.jobs.insert(job, params);
    modules.catalog.alerts.hearJob(job.id);
    writeFileSync(join(logs, `${job.id}.log`), 'said\n');
    return job;
  };
  const isKept = ({ id }: Job): boolean => {
    const hasRow = modules.catalog.jobs.find(id) !== null;
    expect(existsSync(join(logs, `${id}.log`))).toBe(hasRow);
    return hasRow;
  };
  return { home, registered, modules, logs, backupId: kept.id, ended, isKept };
}

function heardIn(home: string): unknown {
  const database = new Database(catalogFile(home), { readonly: true });
  try {
    return database.prepare('SELECT job_id FROM alert_job').pluck().all();
  } finally {
    database.close();
  }
}

describe('jobs of long ago', () => {
  it('go with their logs: after 100 days where they ended well, after 400 whatever came of them', async () => {
    const { modules, ended, isKept } = await withJobs();
    const jobs = {
      'well, 99 days': ended(99),
      'well, 101 days': ended(101),
      'warning, 101 days': ended(101, { state: 'warning' }),
      'failed, 399 days': ended(399, { state: 'failed' }),
      'failed, 401 days': ended(401, { state: 'failed' }),
      'cancelled, 399 days': ended(399, { state: 'cancelled' }),
      'cancelled, 401 days': ended(401, { state: 'cancelled' }),
      'paused, 401 days': ended(401, { state: 'paused', kind: 'copy' }),
      'drill, 399 days': ended(399, { kind: 'drill' }),
      'drill, 401 days': ended(401, { kind: 'drill' }),
      'queued, 401 days': ended(401, { state: 'queued', endedAt: null }),
    };
    for (const kind of ['backup', 'copy', 'drill'] as const) ended(1, { kind });
    await forgetJobs(modules, true, signal);
    expect(Object.entries(jobs).flatMap(([name, job]) => (isKept(job) ? [name] : []))).toEqual([
      'well, 99 days',
      'warning, 101 days',
      'failed, 399 days',
      'cancelled, 399 days',
      'drill, 399 days',
      'queued, 401 days',
    ]);
  });

  it('stay while something is told by them: a backup that lies somewhere, a restore, a due time, what a site last came to, what was ever done', async () => {
    const { modules, registered, backupId, ended, isKept } = await withJobs();
    const { catalog } = modules;
    const incident = sampleIncident({ siteId: registered.site.id });
    const restore = sampleRestore(incident);
    catalog.incidents.open(incident, '2026-11-21');
    catalog.restores.insert(restore);
    const other = register().site.id;
    const stays = [
      ended(500, { backupId }),
      ended(500, { kind: 'restore' }, { restoreId: restore.id, how: 'run' }),
      ended(500, { state: 'interrupted' }),
      ended(500, { kind: 'verify' }),
      ended(500, { kind: 'verify-rolling', siteId: null, state: 'failed' }),
      ended(500, { kind: 'cron-test', siteId: other }),
      ended(500, { kind: 'adopt', state: 'failed' }),
    ];
    ended(1, { kind: 'adopt', siteId: other });
    const [, , waiting] = stays;
    catalog.slots.put({ ...slotAt({ siteId: registered.site.id, work: 'backup' }, Date.now()), jobIds: [waiting!.id] });
    const goes = [
      ended(502, { backupId, kind: 'verify' }),
      ended(500, { kind: 'restore' }, { restoreId: RestoreId.parse(randomUUID()), how: 'run' }),
      ended(501, { kind: 'verify' }),
      ended(500, { kind: 'prune', siteId: other, state: 'failed' }),
      ended(501, { kind: 'verify-rolling', siteId: null, state: 'failed' }),
    ];
    for (const kind of ['backup', 'restore'] as const) ended(1, { kind });
    await forgetJobs(modules, true, signal);
    expect(stays.map(isKept)).toEqual(stays.map(() => true));
    expect(goes.map(isKept)).toEqual([false, false, false, false, false]);
    expect([catalog.jobs.everDone('cron-test'), catalog.jobs.newestOutcome(registered.site.id, 'verify')?.id]).toEqual([
      true,
      stays[3]?.id,
    ]);
  });

  it('go a few at a time, with what alerts noted of them, and leave nothing of a catalog that was lost', async () => {
    const { home, modules, logs, ended } = await withJobs();
    const { catalog } = modules;
    catalog.atomically(() => {
      for (let at = 0; at < 1234; at += 1) ended(450 + at / 1000);
    });
    const stray = { old: join(logs, `${randomUUID()}.log`), young: join(logs, `${randomUUID()}.log`), foreign: join(logs, 'notes.txt') };
    for (const file of Object.values(stray)) writeFileSync(file, '');
    const longAgo = new Date(Date.now() - 401 * DAY);
    for (const file of [stray.old, stray.foreign]) utimesSync(file, longAgo, longAgo);
    const newest = ended(1);
    const forget = vi.spyOn(catalog.jobs, 'forget');
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await forgetJobs(modules, true, signal);
    clearInterval(timer);
    expect(Math.max(...forget.mock.calls.map(([ids]) => ids.length))).toBeLessThanOrEqual(100);
    expect(turns).toBeGreaterThan(4);
    expect(catalog.jobs.list().map(({ id }) => id)).toEqual([newest.id]);
    expect(heardIn(home)).toEqual([newest.id]);
    expect(
      readdirSync(logs)
        .map((name) => join(logs, name))
        .toSorted(),
    ).toEqual([join(logs, `${newest.id}.log`), stray.young, stray.foreign].toSorted());
  });

  it('stay while the clock is in doubt, and their turn is once a day', async () => {
    const { modules, ended, isKept } = await withJobs();
    const job = ended(500);
    ended(1);
    expect(await forgetJobs(modules, false, signal)).toBe(NOT_YET);
    expect(isKept(job)).toBe(true);
    const chore = choresOf(modules, () => true).find(({ name }) => name === 'forget-jobs');
    expect(chore?.every).toBe('day');
    await chore?.run(signal);
    expect(isKept(job)).toBe(false);
  });
});

it('a command shows the log of a job that the list does not go back to, and says of one that is gone how long logs are kept', async () => {
  await using holdfast = await holdfastHere();
  const jobs = Array.from({ length: 205 }, (_, at) => {
    const createdAt = new Date(Date.now() - at * 60_000).toISOString();
    return sampleJob({ state: 'succeeded', createdAt, startedAt: createdAt, endedAt: createdAt });
  });
  withCatalog(holdfast.home, (catalog) => catalog.atomically(() => jobs.forEach((job) => catalog.jobs.insert(job, {}))));
  mkdirSync(join(holdfast.home, LOG_FOLDER));
  const oldest = jobs.at(-1)!;
  writeFileSync(join(holdfast.home, LOG_FOLDER, `${oldest.id}.log`), 'the dump began\n');
  expect(await holdfast.run('job', 'show', oldest.id)).toMatchObject({ code: 0, stdout: expect.stringContaining('the dump began') });
  expect(await holdfast.run('job', 'show', randomUUID())).toMatchObject({ code: 1, stderr: expect.stringContaining('100 days') });
});
