import { app as electron, dialog, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { Theme } from '../../shared/model/settings.ts';
import { createApp } from '../app/create-app.ts';
import { problemOf } from '../errors/app-error.ts';
import type { Logger } from '../support/logger.ts';
import type { ShellFolders } from './before-ready.ts';
import { createFileLogger } from './file-logger.ts';
import { guardSession, guardWebContents } from './guards.ts';
import { desktopAbilities } from './host-abilities.ts';
import { createKeychainSecretStore } from './keychain.ts';
import { closeWanted } from './close-window.ts';
import { START_PAGE } from './app-origin.ts';
import { isHiddenStart } from './login-start.ts';
import { showNotice } from './computer.ts';
import { showInTray } from './tray.ts';
import { setMenu } from './menu.ts';
import { stayAwakeWhileWorking } from './power.ts';
import { handleQuit } from './quit.ts';
import { reloadWhenGone } from './reload-when-gone.ts';
import { serveCalls } from './serve-calls.ts';
import { servePage } from './serve-page.ts';
import { logRuntime } from './smoke.ts';
import { applyTheme } from './theme.ts';
import { openWindow, showWindow } from './window.ts';

/** Starts the desktop app: one process per data folder, one window. */
export function startShell(folders: ShellFolders): void {
  if (!electron.requestSingleInstanceLock()) {
    electron.quit();
    return;
  }
  const logger = createFileLogger(join(folders.home, 'logs'), !electron.isPackaged);
  // A fault in one corner must not take a running backup with it: it is written down, and the jobs' own gates judge their results.
  process.on('uncaughtException', (cause) => logger.error('app.uncaught', { cause }));
  process.on('unhandledRejection', (cause) => logger.error('app.unhandled-rejection', { cause }));
  start(folders, logger).catch((cause: unknown) => giveUp(folders, logger, cause));
}

async function start(folders: ShellFolders, logger: Logger): Promise<void> {
  guardWebContents(logger);
  await electron.whenReady();
  logRuntime(logger, electron.getVersion());
  guardSession(logger);
  servePage(join(folders.out, 'renderer'));

  let window: BrowserWindow | null = null;
  const currentWindow = () => window;
  let openSite: (siteId: string | null) => Promise<void> = () => Promise.resolve();
  const app = await createApp({
    home: folders.home,
    host: desktopAbilities(currentWindow, (siteId) => void openSite(siteId)),
    secrets: createKeychainSecretStore(folders.home),
    logger,
  });
  const info = await app.call('app.info', undefined);
  applyTheme(info.ok ? info.value.theme : 'system');
  stayAwakeWhileWorking(app);
  const quitting = handleQuit(app, currentWindow, logger);
  serveCalls(app, currentWindow, followThemeChoice, logger);

  const open = () =>
    openWindow(folders, {
      opened: (made) => {
        window = made;
        reloadWhenGone(made, logger);
      },
      mayClose: () => quitting.isDecided(),
      closeWanted: (made) => void closeWanted(app, made),
      closed: () => {
        window = null;
      },
    });
  const show = async () => {
    if (window === null) await open();
    else showWindow(window);
  };
  const openScreen = async (address: string) => {
    await show();
    const url = `${START_PAGE}${address}`;
    // Another address of the same page only turns to that screen; the address it has already would load it anew, with whatever was typed.
    if (window !== null && window.webContents.getURL() !== url) await window.loadURL(url);
  };
  openSite = (siteId) => (siteId === null ? show() : openScreen(`#/site/${siteId}`));
  setMenu((address) => void openScreen(address).catch((cause: unknown) => logger.warn('menu.not-opened', { cause })));
  electron.on('second-instance', () => void show());
  electron.on('activate', () => void show());
  electron.on('window-all-closed', () => process.platform !== 'darwin' && electron.quit());
  // Held for as long as the process lives: an icon that nothing refers to disappears.
  trays.add(
    showInTray(
      app,
      () => void show(),
      (notice) => showNotice(notice, (siteId) => void openSite(siteId)),
      logger,
    ),
  );
  if (!isHiddenStart(process.argv)) await open();
}

const trays = new Set<ReturnType<typeof showInTray>>();

/** The app could not be opened: the operator is told why, and the process ends. */
async function giveUp(folders: ShellFolders, logger: Logger, cause: unknown): Promise<void> {
  logger.error('app.start-failed', { cause });
  const problem = problemOf(cause);
  await electron.whenReady();
  await dialog.showMessageBox({
    type: 'error',
    title: 'Holdfast',
    message: problem.title,
    detail: [problem.hint, problem.detail, `Data folder: ${folders.home}`, `Code: ${problem.code}`]
      .filter((text) => text !== '')
      .join('\n\n'),
    buttons: ['Close'],
  });
  electron.exit(1);
}

function followThemeChoice(name: string, input: unknown): void {
  if (name !== 'app.set-theme' || typeof input !== 'object' || input === null || !('theme' in input)) return;
  const theme = Theme.safeParse(input.theme);
  if (theme.success) applyTheme(theme.data);
}
