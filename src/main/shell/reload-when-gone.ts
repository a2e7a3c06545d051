import { app, dialog, type BrowserWindow } from 'electron';
import type { Logger } from '../support/logger.ts';

/** A page that dies again within this time is not reloaded without asking. */
const AGAIN_WITHIN_MS = 60_000;

/** The page's process can die (memory, a driver) without touching the work: load the page again and say so. */
export function reloadWhenGone(window: BrowserWindow, logger: Logger): void {
  let lastGone = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    logger.error('shell.page-gone', { reason, exitCode });
    const again = performance.now() - lastGone < AGAIN_WITHIN_MS;
    lastGone = performance.now();
    if (!again) window.webContents.reload();
    void tell(window, again);
  });
}

async function tell(window: BrowserWindow, again: boolean): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Holdfast',
    message: again ? 'The window stopped working again' : 'The window stopped working and was loaded again',
    detail: 'Backups and running jobs are not affected: they do not depend on the window. The log in the data folder holds the details.',
    buttons: again ? ['Load again', 'Quit'] : ['Close'],
    noLink: true,
  });
  if (!again || window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else app.quit();
}
