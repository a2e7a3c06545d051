import { expect, it } from 'vitest';
import { NO_AUDIT_FILTER } from '../../../src/shared/model/audit.ts';
import { sampleJob } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { SERVER_UNREACHABLE } from './alert-site.ts';
import { ask, choosePlace, keepBackup, openApp, withCatalog, workOf } from './app-folder.ts';

it('are on record although somebody who listens fails', async () => {
  const home = scratchFolder();
  withCatalog(home, (catalog) => SERVER_UNREACHABLE.register(catalog));
  const app = await openApp(home);
  await workOf(app, async () => {
    // Behind the one that waits for the end.
    app.on('job.changed', () => {
      throw new Error('a window that is gone');
    });
    return ask(app, 'backup.start', { siteId: SERVER_UNREACHABLE.id });
  });
  const { rows } = await ask(app, 'audit.list', { filter: NO_AUDIT_FILTER, offset: 0, limit: 10 });
  expect(rows.map(({ action }) => action).toSorted()).toEqual(['backup.start', 'job.backup']);
});

it('are told as they turned out, where Holdfast was killed behind a backup that was made', async () => {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  await keepBackup(home, keeper, registered);
  const long = '2020-01-01T00:00:00.000Z';
  withCatalog(home, (catalog) => {
    catalog.settings.put('alerts-state', { since: long, reportedOn: null, heldSince: null });
    catalog.jobs.insert(sampleJob({ siteId: registered.site.id, state: 'running', createdAt: long, startedAt: long }), {});
  });
  const app = await openApp(home);
  await app.close();
  withCatalog(home, (catalog) => expect(catalog.alerts.digestLines().map(({ event }) => event)).toEqual(['backup_successful']));
});
