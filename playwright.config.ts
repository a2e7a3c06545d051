import { defineConfig } from '@playwright/test';

const chromium = process.env['HOLDFAST_CHROMIUM'] ?? '';
const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** The system's own Chromium. Nothing is ever downloaded. */
const browser = {
  viewport: { width: 1280, height: 820 },
  launchOptions: {
    ...(chromium === '' ? {} : { executablePath: chromium }),
    args: asRoot ? ['--no-sandbox'] : [],
  },
};

export default defineConfig({
  testDir: 'test',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  // A test that passes only the second time is named in the summary as shaky (docs/adr/0040).
  retries: 1,
  forbidOnly: true,
  projects: [
    {
      // The built renderer in a browser, against a fake bridge or joined to the real app through the browser host.
      name: 'ui',
      testDir: 'test/ui',
      use: browser,
    },
    // Pictures of every screen, made when they are asked for (`npm run screenshots`).
    { name: 'screenshots', testDir: 'test/screenshots', testMatch: '*.shots.ts', use: browser },
    // The built app in a real Electron; HOLDFAST_ELECTRON holds the command that starts it (scripts/setup/electron.mjs).
    { name: 'electron', testDir: 'test/electron', workers: 1 },
  ],
});
