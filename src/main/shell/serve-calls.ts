import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { CALL_CHANNEL, CALLS, EVENT_CHANNEL, EVENTS, type CallName } from '../../shared/ipc/channels.ts';
import type { Reply } from '../../shared/ipc/reply.ts';
import type { App } from '../app/app.ts';
import type { Logger } from '../support/logger.ts';
import { isAppUrl } from './app-origin.ts';

/** Told of every call that was answered with a value, for the little the shell itself must follow (the theme). */
export type AnsweredCall = (name: CallName, input: unknown) => void;

/**
 * The only place that talks to ipcMain. A call comes from the main frame of our window, from our own page, with a known name; the app then
 * checks the input against the contract and answers with a value or a problem, never with an exception.
 */
export function serveCalls(app: App, currentWindow: () => BrowserWindow | null, answered: AnsweredCall, logger: Logger): void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    const known = CALLS.find((call) => call === name);
    if (known === undefined || !isOurPage(event, currentWindow())) {
      logger.warn('shell.refused', { what: 'call', name: String(name).slice(0, 80), url: event.senderFrame?.url ?? 'unknown' });
      throw new Error('refused');
    }
    const reply = await app.call(known, input);
    if (reply.ok) answered(known, input);
    return reply;
  });
  for (const name of EVENTS) {
    app.on(name, (payload) => {
      const window = currentWindow();
      if (window !== null && !window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, payload);
    });
  }
}

function isOurPage(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame;
  if (frame === null || window === null || window.isDestroyed()) return false;
  return event.sender === window.webContents && frame === window.webContents.mainFrame && isAppUrl(frame.url);
}
