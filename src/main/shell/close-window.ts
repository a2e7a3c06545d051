import { app as electron, dialog, type BrowserWindow } from 'electron';
import type { App } from '../app/app.ts';

const KEEP_RUNNING = 0;
const QUIT = 1;

/**
 * What closing the window does. Schedules run only while Holdfast does, so the operator is asked once, as soon as there is a site; with work going on the
 * question of quitting comes as ever.
 */
export async function closeWanted(app: App, window: BrowserWindow): Promise<void> {
  const settings = await app.call('schedule.settings', undefined);
  const fleet = await app.call('fleet.status', undefined);
  const onClose = settings.ok ? settings.value.onClose : 'quit';
  if (onClose === 'tray') window.hide();
  else if (onClose === 'quit' || !fleet.ok || fleet.value.sites.length === 0 || app.activeJobCount() > 0) electron.quit();
  else if (settings.ok) {
    const answer = await ask(window);
    if (answer === null) return;
    await app.call('schedule.set-settings', { ...settings.value, onClose: answer });
    if (answer === 'tray') window.hide();
    else electron.quit();
  }
}

async function ask(window: BrowserWindow): Promise<'tray' | 'quit' | null> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Holdfast',
    message: 'Keep Holdfast running when the window is closed?',
    detail:
      'Backups by schedule run while Holdfast is running. It stays in the tray, where it can be opened and quit. After quitting, what was due is caught up with at the next start. Settings can change this answer.',
    buttons: ['Keep running', 'Quit', 'Cancel'],
    defaultId: KEEP_RUNNING,
    cancelId: 2,
    noLink: true,
  });
  if (response === KEEP_RUNNING) return 'tray';
  return response === QUIT ? 'quit' : null;
}
