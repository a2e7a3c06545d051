import { defineConfig } from '@playwright/test';

const chromium = process.env['HOLDFAST_CHROMIUM'] ?? '';
const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

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
      // The built renderer in the system's own Chromium, joined to the real app through the browser host. Nothing is ever downloaded.
      name: 'ui',
      testDir: 'test/ui',
      use: {
        viewport: { width: 1280, height: 820 },
        launchOptions: {
          ...(chromium === '' ? {} : { executablePath: chromium }),
          args: asRoot ? ['--no-sandbox'] : [],
        },
      },
    },
    // The built app in a real Electron; HOLDFAST_ELECTRON holds the command that starts it (scripts/setup/electron.mjs).
    { name: 'electron', testDir: 'test/electron', workers: 1 },
  ],
});
