import { powerSaveBlocker } from 'electron';
import type { App } from '../app/app.ts';

/** Keeps the computer awake while a job waits or runs: a laptop that dozes off at 3 am takes the connection with it. */
export function stayAwakeWhileWorking(app: App): void {
  let blocker: number | null = null;
  app.on('job.changed', () => {
    const working = app.activeJobCount() > 0;
    if (working && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!working && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}
