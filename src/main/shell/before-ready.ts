import { app, protocol } from 'electron';
import { join, resolve } from 'node:path';
import { APP_SCHEME } from './app-origin.ts';

export interface ShellFolders {
  /** Data folder: catalog, settings, secrets, logs. */
  readonly home: string;
  /** The built app: `out` with main, preload and renderer. */
  readonly out: string;
}

/** Everything Electron accepts only before it is ready. HOLDFAST_HOME chooses another data folder, with a window and a lock of its own. */
export function prepareElectron(): ShellFolders {
  if (!isLinuxRoot()) app.enableSandbox();
  // What the page's programs were compiled to is kept from one start to the next.
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  app.setAppUserModelId('org.holdfast.desktop');
  const chosen = process.env['HOLDFAST_HOME'];
  if (chosen !== undefined && chosen !== '') app.setPath('userData', resolve(chosen));
  const home = app.getPath('userData');
  // Chromium's own files (cache, local storage) stay apart from the operator's data.
  app.setPath('sessionData', join(home, 'window'));
  return { home, out: join(import.meta.dirname, '..') };
}

/** Chromium cannot be sandboxed as root (containers that run the tests). It says so and stops unless `--no-sandbox` is given by hand. */
function isLinuxRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}
