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

it('has the window ask once whether it starts with the computer, when something is first set to run by itself', async () => {
  const started: boolean[] = [];
  const desktop = { ...host, startAtLogin: (wanted: boolean) => void started.push(wanted) };
  const home = scratchFolder();
  const registered = register();
  await choosePlace(home, registered);
  const open = async (abilities: typeof host) => {
    const app = await createApp({ home, host: abilities, secrets: createRefusingSecretStore(), logger: silentLogger });
    onTestFinished(() => app.close());
    return app;
  };
  const schedule = { ...SCHEDULE, rhythm: { kind: 'daily', at: '02:00' } } as const;
  const setOne = (app: Awaited<ReturnType<typeof open>>) =>
    ask(app, 'schedule.set', { siteId: registered.site.id, work: 'backup', schedule });
  const question = async (app: Awaited<ReturnType<typeof open>>) => (await ask(app, 'schedule.settings', undefined)).loginQuestion;

  // Where nothing can start it, nobody is asked.
  const terminal = await open(host);
  await setOne(terminal);
  expect(await question(terminal)).toBe('not-yet');
  await terminal.close();

  const app = await open(desktop);
  await ask(app, 'schedule.set', { siteId: registered.site.id, work: 'backup', schedule: { ...schedule, rhythm: null } });
  expect(await question(app)).toBe('not-yet');
  await setOne(app);
  expect(await question(app)).toBe('open');
  await ask(app, 'schedule.set-settings', { ...(await ask(app, 'schedule.settings', undefined)), loginQuestion: 'answered' });
  await setOne(app);
  await ask(app, 'checklist.set-settings', await ask(app, 'checklist.settings', undefined));
  expect([await question(app), started]).toEqual(['answered', [false]]);
});
