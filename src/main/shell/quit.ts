import { app as electron, dialog, powerMonitor, type BrowserWindow } from 'electron';
import type { App } from '../app/app.ts';
import type { Logger } from '../support/logger.ts';

/** Longest wait for jobs to stop and remote processes to end. What is still there then is swept at the next start. */
const CLOSE_WITHIN_MS = 15_000;

/**
 *   open -> asking -> open        the operator wants to go on
 *                  -> closing -> closed
 *        -> closing -> closed     no job, or nobody to ask (the system shuts down, the terminal ends it)
 */
type QuitState = 'open' | 'asking' | 'closing' | 'closed';

export interface Quitting {
  /** True from the moment the end is decided: windows may close from then on. */
  isDecided(): boolean;
}

/** Quitting asks while jobs run, then stops them in order and closes the app, within a bounded time. */
export function handleQuit(app: App, currentWindow: () => BrowserWindow | null, logger: Logger): Quitting {
  let state: QuitState = 'open';

  const close = async () => {
    state = 'closing';
    currentWindow()?.hide();
    const ended = await Promise.race([
      app.close().then(() => true),
      new Promise<false>((resolve) => void setTimeout(resolve, CLOSE_WITHIN_MS, false).unref()),
    ]).catch((cause: unknown) => {
      logger.error('app.close-failed', { cause });
      return true;
    });
    if (!ended) logger.warn('app.close-timed-out', { afterMs: CLOSE_WITHIN_MS });
    state = 'closed';
    logger.info('app.ended');
    electron.quit();
  };

  const ask = async () => {
    state = 'asking';
    if (await operatorWantsToQuit(app.activeJobCount(), currentWindow())) await close();
    else state = 'open';
  };

  electron.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'open') void (app.activeJobCount() > 0 ? ask() : close());
  });

  const endWithoutAsking = () => {
    if (state === 'open' || state === 'asking') void close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endWithoutAsking);
  powerMonitor.on('shutdown', endWithoutAsking);

  return { isDecided: () => state === 'closing' || state === 'closed' };
}

async function operatorWantsToQuit(jobs: number, window: BrowserWindow | null): Promise<boolean> {
  const options = {
    type: 'question',
    title: 'Holdfast',
    message: jobs === 1 ? 'A job is waiting or running' : `${jobs} jobs are waiting or running`,
    detail:
      'Quitting interrupts the work. Finished backups are safe, nothing incomplete is kept, and the work is offered again at the next start.',
    buttons: ['Keep working', 'Interrupt and quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  } as const satisfies Electron.MessageBoxOptions;
  const answer = await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
  return answer.response === 1;
}
