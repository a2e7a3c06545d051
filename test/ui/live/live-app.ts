import { expect, test as base, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import { startBrowserHost } from '../../lab/browser-host.ts';
import { startLab, type Lab } from '../../lab/lab.ts';

export interface LiveApp {
  readonly page: Page;
  readonly lab: Lab;
  readonly home: string;
  readonly app: App;
}

/** The built page in Chromium, joined to the real app, with a practice server beside it. Complaints of the page fail the test. */
export const test = base.extend<{ readonly live: LiveApp; readonly withMedia: boolean }>({
  // Dates read the same wherever the tests run, and nothing moves by itself.
  timezoneId: 'Europe/Berlin',
  locale: 'en-GB',
  contextOptions: { reducedMotion: 'reduce' },
  // Media make the practice site slower to lay out.
  withMedia: [false, { option: true }],
  live: async ({ page, withMedia }, provide) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console ${message.type()}: ${message.text()}`);
    });
    await using lab = await startLab({ site: { media: withMedia } });
    const home = await mkdtemp(join(tmpdir(), 'holdfast-live-'));
    const host = await startBrowserHost({
      createApp: (abilities) => createApp({ home, host: abilities, secrets: createMemorySecretStore(), logger: silentLogger }),
      rendererFolder: process.env['HOLDFAST_RENDERER'] ?? join(import.meta.dirname, '../../../out/renderer'),
    });
    try {
      await page.goto(host.url);
      await provide({ page, lab, home, app: host.app });
      expect(complaints).toEqual([]);
    } finally {
      await host.close();
      await rm(home, { recursive: true, force: true });
    }
  },
});

export { expect };
