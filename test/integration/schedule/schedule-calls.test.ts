import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import { WHOLE_SITE } from '../../../src/shared/model/schedule.ts';
import { ask, choosePlace, host, openApp, withCatalog } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';

const SCHEDULE = {
  rhythm: { kind: 'hourly', minute: 0, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] },
  zone: 'UTC',
  capture: WHOLE_SITE,
  onBattery: null,
  metered: null,
} as const;

it('changes a schedule at the terminal without beginning what is due: the command ends, and with it whatever it began', async () => {
  const home = scratchFolder();
  const registered = register();
  await choosePlace(home, registered);
  const siteId = registered.site.id;
  const since = new Date(Date.now() - 5 * 3_600_000).toISOString();
  withCatalog(home, (catalog) =>
    catalog.schedules.put({
      siteId,
      work: 'health',
      schedule: { ...SCHEDULE, rhythm: { ...SCHEDULE.rhythm, weekdays: [...SCHEDULE.rhythm.weekdays] }, since, setBy: 'operator' },
    }),
  );
  const app = await openApp(home);
  await ask(app, 'schedule.set', { siteId, work: 'backup', schedule: { ...SCHEDULE, rhythm: { kind: 'daily', at: '02:00' } } });
  await app.close();
  withCatalog(home, (catalog) =>
    expect(catalog.slots.between({ siteId, work: null, from: since, until: new Date(Date.now() + 60_000).toISOString() })).toEqual([]),
  );
});

it('does not say that it starts with the computer where the system refused', async () => {
  const refusing = {
    ...host,
    startAtLogin: () => {
      throw new Error('EACCES');
    },
  };
  const app = await createApp({ home: scratchFolder(), host: refusing, secrets: createRefusingSecretStore(), logger: silentLogger });
  onTestFinished(() => app.close());
  const settings = await ask(app, 'schedule.settings', undefined);
  expect((await app.call('schedule.set-settings', { ...settings, startAtLogin: true })).ok).toBe(false);
  expect((await ask(app, 'schedule.settings', undefined)).startAtLogin).toBe(false);
});
