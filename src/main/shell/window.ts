import { BrowserWindow, app, screen } from 'electron';
import { join } from 'node:path';
import { START_PAGE } from './app-origin.ts';
import type { ShellFolders } from './before-ready.ts';
import { currentColours, followTheme, titleBarOverlay } from './theme.ts';
import { fitWindowState, MINIMUM, readWindowState, writeWindowState } from './window-state.ts';

export interface WindowEvents {
  /** As soon as the window exists, before its page is loaded. */
  opened(window: BrowserWindow): void;
  /** Whether it may close now. Where closing the window ends the app, quitting is decided first: see quit.ts. */
  mayClose(): boolean;
  /** Closing was wanted and is not decided: hide it, ask, or quit. */
  closeWanted(window: BrowserWindow): void;
  closed(): void;
}

/** Makes the one window. It shows itself when the page has drawn its first frame, so that nobody sees it empty. */
export async function openWindow(folders: ShellFolders, events: WindowEvents): Promise<void> {
  const stateFile = join(folders.home, 'window.json');
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const state = fitWindowState(readWindowState(stateFile), areas);
  const window = new BrowserWindow({
    width: state.width,
    height: state.height,
    ...state.position,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    show: false,
    title: 'Holdfast',
    backgroundColor: currentColours().canvas,
    // The overlay also tells the page where the system's buttons are (env(titlebar-area-*)), on macOS too.
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'hidden',
    titleBarOverlay: titleBarOverlay(),
    webPreferences: {
      preload: join(folders.out, 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  const stopFollowing = followTheme(window);
  window.once('ready-to-show', () => {
    if (state.maximised) window.maximize();
    window.show();
  });
  window.on('close', (event) => {
    writeWindowState(stateFile, window.getNormalBounds(), window.isMaximized());
    if (process.platform === 'darwin' || events.mayClose()) return;
    event.preventDefault();
    events.closeWanted(window);
  });
  window.on('closed', () => {
    stopFollowing();
    events.closed();
  });
  events.opened(window);
  await window.loadURL(START_PAGE);
}

/** Brings the window before the operator's eyes: a second start of the app ends here. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
