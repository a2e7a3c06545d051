import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { createAlerting } from '../../../src/main/app/alerts/alerting.ts';
import { slotAt } from '../../../src/main/schedule/record-due.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { sampleJob } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { ask, catalogFile, choosePlace, modulesIn, openApp } from './app-folder.ts';

/** Damages jobs as a bad block or a wrong hand would: the columns are there, what they hold is no job. */
function damage(home: string, ...texts: readonly string[]): void {
  const database = new Database(catalogFile(home));
  for (const text of texts) database.exec(text);
  database.close();
}

it('names a job that cannot be read once, and tells of all others and of the state of the sites', async () => {
  const home = scratchFolder();
  const registered = register();
  const { id: siteId } = registered.site;
  await choosePlace(home, registered);
  const modules = modulesIn(home);
  const named: unknown[] = [];
  const logger = { ...silentLogger, error: (event: string, fields?: object) => void named.push({ event, ...fields }) };
  const alerting = createAlerting({ ...modules, logger });
  alerting.hear();
  const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
  const job = (seconds: number, kind: 'backup' | 'adopt') =>
    sampleJob({ siteId, kind, state: 'failed', createdAt: at(seconds), endedAt: at(seconds) });
  const worse = sampleJob({ kind: 'prune', state: 'failed', createdAt: at(3), endedAt: at(3) });
  const [before, bad, after] = [job(1, 'adopt'), job(2, 'backup'), job(4, 'backup')];
  for (const each of [before, bad, worse, after]) modules.catalog.jobs.insert(each, {});
  damage(
    home,
    `UPDATE job SET problem = '{"code": 7}' WHERE id = '${bad.id}'`,
    `UPDATE job SET id = 'no id at all' WHERE id = '${worse.id}'`,
  );
  await alerting.look();
  await alerting.look();
  expect(named).toEqual([
    expect.objectContaining({ event: 'alerts.job-not-readable', jobId: bad.id }),
    expect.objectContaining({ event: 'alerts.job-not-readable', jobId: 'no id at all' }),
  ]);
  const open = modules.catalog.alerts.openConditions();
  expect(open.filter(({ code }) => code === 'backup-failed').map(({ key }) => key.endsWith('adopt'))).toEqual([true, false]);
  expect(modules.catalog.alerts.unheardJobs('2000-01-01T00:00:00.000Z', 10)).toEqual([]);
});

it('starts, and lists what it can read, where the row of a job that was at work cannot be read', async () => {
  const home = scratchFolder();
  const registered = register();
  await choosePlace(home, registered);
  const [good, bad] = [sampleJob({ state: 'running' }), sampleJob({ state: 'running' })];
  const modules = modulesIn(home);
  for (const each of [good, bad]) modules.catalog.jobs.insert(each, {});
  const slot = {
    ...slotAt({ siteId: registered.site.id, work: 'health' }, Date.now()),
    state: 'running' as const,
    jobIds: [bad.id],
    attempts: 1,
  };
  modules.catalog.slots.put(slot);
  modules.catalog.close();
  damage(home, `UPDATE job SET progress = '{}' WHERE id = '${bad.id}'`);
  const app = await openApp(home);
  const jobs = await ask(app, 'job.list', undefined);
  expect(jobs.map(({ id, state }) => [id, state])).toEqual([[good.id, 'interrupted']]);
  // What became of the work nobody can say: it begins anew.
  expect(await ask(app, 'schedule.run-due', { siteId: registered.site.id })).toMatchObject([{ work: 'health', state: 'done', cutOff: 1 }]);
  expect(await ask(app, 'fleet.status', undefined)).toMatchObject({ sites: [{ site: { id: registered.site.id } }] });
});
