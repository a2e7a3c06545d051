import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HoldfastWindow {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** The data folder of this start. */
  readonly home: string;
  /** Lines of the app's own log so far. */
  readonly logLines: () => Promise<readonly string[]>;
}

export interface Launching {
  /** Starts the built app with a data folder; the app is closed in order when the test ends. */
  readonly launch: (options?: { readonly home?: string; readonly env?: Readonly<Record<string, string>> }) => Promise<HoldfastWindow>;
  /** A fresh data folder, removed when the test ends. */
  readonly home: string;
}

/** The command that starts the app; given by `npm test`. Empty: no Electron binary can be had on this computer. */
export function electronCommand(): readonly [string, ...string[]] | null {
  const given = process.env['HOLDFAST_ELECTRON'] ?? '';
  return given === '' ? null : (JSON.parse(given) as [string, ...string[]]);
}

export const test = base.extend<Launching>({
  // Playwright wants the first parameter to be a pattern, even an empty one.
  // oxlint-disable-next-line no-empty-pattern
  home: async ({}, provide) => {
    const home = await mkdtemp(join(tmpdir(), 'holdfast-electron-'));
    await provide(home);
    // Processes of a window that was killed may still write for a moment.
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },
  launch: async ({ home }, provide) => {
    const started: ElectronApplication[] = [];
    await provide((options = {}) => launchHoldfast(options.home ?? home, options.env ?? {}, started));
    for (const electron of started) await electron.close();
  },
});

async function launchHoldfast(
  home: string,
  env: Readonly<Record<string, string>>,
  started: ElectronApplication[],
): Promise<HoldfastWindow> {
  const command = electronCommand();
  base.skip(command === null, 'There is no Electron binary on this computer: set ELECTRON_OVERRIDE_DIST_PATH.');
  const [executablePath, ...args] = command ?? [''];
  const electron = await _electron.launch({
    executablePath,
    args,
    env: { ...definedEnvironment(), HOLDFAST_HOME: home, ...env },
    // The app's own choice of light and dark is part of what is tested.
    colorScheme: null,
    timeout: 30_000,
  });
  started.push(electron);
  const page = await electron.firstWindow();
  await page.waitForLoadState('load');
  return { electron, page, home, logLines: () => logLines(home) };
}

/** The test's environment without what belongs to the test runner alone. */
function definedEnvironment(): Record<string, string> {
  const own = new Set(['NODE_OPTIONS', 'HOLDFAST_ELECTRON', 'ELECTRON_RUN_AS_NODE']);
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !own.has(entry[0])),
  );
}

async function logLines(home: string): Promise<readonly string[]> {
  const text = await readFile(join(home, 'logs', 'holdfast.log'), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** Answers the app's next questions (quit while a job runs) with the button of this number; `shown` are the questions so far. */
export async function answerDialogs(electron: ElectronApplication, response: number): Promise<{ shown(): Promise<readonly string[]> }> {
  await electron.evaluate(({ dialog }, button) => {
    const store = globalThis as unknown as { shownDialogs: string[] };
    store.shownDialogs = [];
    dialog.showMessageBox = ((...args: readonly unknown[]) => {
      store.shownDialogs.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response: button, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  }, response);
  return { shown: () => electron.evaluate(() => (globalThis as unknown as { shownDialogs: string[] }).shownDialogs) };
}
