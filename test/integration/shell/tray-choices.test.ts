import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import type { Notice } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { trayChoices } from '../../../src/main/shell/tray-choices.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import type { SiteId } from '../../../src/shared/model/ids.ts';
import { ask, host } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';

it('says by a message of the system what could not be begun from the tray, and stays quiet where all went well', async () => {
  const app = await createApp({ home: scratchFolder(), host, secrets: createMemorySecretStore(), logger: silentLogger });
  onTestFinished(() => app.close());
  const told: Notice[] = [];
  const choices = trayChoices(app, (notice) => void told.push(notice), silentLogger);

  const id = randomUUID() as SiteId;
  await choices.backUp({ id, name: 'aurora-market' });
  expect(told).toEqual([{ title: 'aurora-market: no backup began', body: expect.stringMatching(/\w+/), siteId: id }]);

  const until = new Date(Date.now() + 3_600_000).toISOString();
  await choices.pause(until);
  expect((await ask(app, 'schedule.settings', undefined)).pausedUntil).toBe(until);
  await choices.pause(null);
  expect((await ask(app, 'schedule.settings', undefined)).pausedUntil).toBeNull();
  expect(told).toHaveLength(1);

  await app.close();
  await choices.pause(until);
  expect(told[1]).toMatchObject({ title: 'The schedules are not paused', siteId: null });
});
