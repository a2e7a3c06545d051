import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { showList } from '../../../src/main/app/checklist/lists.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import type { ChecklistPeriod } from '../../../src/shared/model/checklist.ts';
import { dueAt, overdueAt, periodAt } from '../../../src/shared/model/checklist-period.ts';
import { DEFAULT_CHECKLIST_SETTINGS } from '../../../src/shared/model/checklist.ts';
import { DEFAULT_RETENTION } from '../../../src/shared/model/retention.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { ask, choosePlace, host, keepBackup, modulesIn } from './app-folder.ts';

const HOUR = 3_600_000;
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

async function appAt(now: number) {
  const home = scratchFolder();
  await choosePlace(home, register());
  const clock = { at: now, now: () => clock.at };
  const app = await createApp({ home, host, secrets: createRefusingSecretStore(), logger: silentLogger, clock });
  onTestFinished(() => app.close());
  const codes = async () =>
    (await ask(app, 'fleet.status', undefined)).findings.map(({ code }) => code).filter((code) => code.startsWith('checklist'));
  return { app, clock, codes };
}

it('a week that stays unfinished becomes a finding of the fleet, and ends with the week', async () => {
  const start = Date.parse('2027-03-01T00:00:00.000Z');
  const week: ChecklistPeriod = periodAt('weekly', start + 24 * HOUR, ZONE);
  const { app, clock, codes } = await appAt(start);
  await ask(app, 'checklist.set-settings', { ...DEFAULT_CHECKLIST_SETTINGS, monthly: false, quarterly: false });
  // Weeks before this one were due as well: the site is older. They end with this one.
  clock.at = dueAt(week, DEFAULT_CHECKLIST_SETTINGS, ZONE) + HOUR;
  const view = await ask(app, 'checklist.show', { list: 'weekly' });
  expect(view).toMatchObject({ period: week, open: true });
  for (const { id } of view.steps.slice(0, 6)) await ask(app, 'checklist.confirm', { list: 'weekly', stepId: id, note: 'looked at' });
  clock.at = overdueAt(week, DEFAULT_CHECKLIST_SETTINGS, ZONE) + HOUR;
  expect(await codes()).toEqual(['checklist-unfinished']);
  const { findings } = await ask(app, 'fleet.status', undefined);
  expect(findings.find(({ code }) => code === 'checklist-unfinished')?.text).toContain('6 of 7 steps are confirmed');

  // Monday finishes Friday's list.
  const now = await ask(app, 'checklist.show', { list: 'weekly' });
  expect(now).toMatchObject({ period: week, openPeriods: [{ period: week, confirmed: 6 }, { confirmed: 0 }] });
  await ask(app, 'checklist.confirm', { list: 'weekly', period: week, stepId: 'documentation', note: 'papers read' });
  expect(await codes()).toEqual([]);
  // From then on the new week is meant, and the rail counts it.
  expect(await ask(app, 'checklist.show', { list: 'weekly' })).toMatchObject({
    period: now.openPeriods[1]?.period,
    openPeriods: [{ confirmed: 0 }],
  });
  expect(await ask(app, 'checklist.glance', undefined)).toMatchObject({ period: now.openPeriods[1]?.period, confirmed: 0 });
  const history = await ask(app, 'checklist.history', { list: 'weekly' });
  expect(history.entries.at(-2)).toMatchObject({ period: week, state: 'complete', confirmed: 7 });
  expect(history.streak).toBe(1);
});

it('an own step stands at the end, is kept with the list, and the rail counts it', async () => {
  const { app } = await appAt(Date.parse('2027-03-03T12:00:00.000Z'));
  const id = 'custom:33333333-3333-4333-8333-333333333333' as const;
  const own = { id, list: 'weekly' as const, title: 'Read the client mail', about: '' };
  await ask(app, 'checklist.set-settings', { ...DEFAULT_CHECKLIST_SETTINGS, customSteps: [own] });
  const view = await ask(app, 'checklist.confirm', { list: 'weekly', stepId: id, note: '' });
  expect(view.steps.at(-1)).toMatchObject({ id, confirmation: { evidence: { state: 'information' } } });
  expect(await ask(app, 'checklist.glance', undefined)).toMatchObject({ confirmed: 1, total: 8 });
  const unknown = await app.call('checklist.confirm', { list: 'monthly', stepId: id, note: '' });
  expect(unknown).toMatchObject({ ok: false, problem: { code: 'checklist.step-unknown' } });
});

it('an app that stays open keeps the card beside the copies by itself', async () => {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  await keepBackup(home, keeper, registered);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const browser = { ...host, kind: 'browser' as const };
  const app = await createApp({ home, host: browser, secrets: createRefusingSecretStore(), logger: silentLogger });
  onTestFinished(() => app.close());
  vi.advanceTimersByTime(60_000);
  const card = join(keeper.place.folder, `EMERGENCY-${registered.site.name}.html`);
  await vi.waitFor(() => expect(existsSync(card)).toBe(true), 30_000);
});

it('a card saved as PDF is on paper only when somebody says so', async () => {
  const home = scratchFolder();
  const registered = register();
  await choosePlace(home, registered);
  const desktop = { ...host, printPdf: () => Promise.resolve(Buffer.from('%PDF-')) };
  const app = await createApp({ home, host: desktop, secrets: createRefusingSecretStore(), logger: silentLogger });
  onTestFinished(() => app.close());
  const siteId = registered.site.id;
  await ask(app, 'documents.save-card', { siteId, format: 'pdf', file: join(home, 'card.pdf') });
  expect(await ask(app, 'documents.cards', { siteId })).toMatchObject([{ printedAt: null }]);
  expect(await ask(app, 'documents.card-printed', { siteId })).toMatchObject({ printedAt: expect.any(String) });
});

it('a look at the weekly list reads no plan of deletions, and not every backup where no copy is owed', async () => {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  await keepBackup(home, keeper, registered);
  const modules = modulesIn(home);
  const everything = vi.spyOn(modules.catalog.retained, 'ofSite');
  const view = await showList(modules, { list: 'weekly', period: null });
  expect(view.steps.find(({ id }) => id === 'download')?.evidence?.headline).toBe('1 of 1 here');
  expect(everything).not.toHaveBeenCalled();
  // Nothing is ever deleted by itself here: the monthly review has nothing to plan.
  await showList(modules, { list: 'monthly', period: null });
  expect(everything).not.toHaveBeenCalled();
  modules.catalog.retentionPolicies.put({ siteId: null, placeId: null }, { ...DEFAULT_RETENTION, enabled: true });
  await showList(modules, { list: 'monthly', period: null });
  expect(everything).toHaveBeenCalled();
});
