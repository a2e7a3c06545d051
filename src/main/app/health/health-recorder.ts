import type { Modules } from '../modules.ts';
import { recordHealth } from './record-health.ts';

/** Records the scores after changes: several in a row are one. */
export interface HealthRecorder {
  /** Something changed. */
  hear(): void;
  /** Records what is still to be recorded, and nothing after it. */
  close(): Promise<void>;
}

/** A job that ends changes much at once; nobody looks at the trend sooner. */
const SETTLES_MS = 3_000;

export function createHealthRecorder(modules: Pick<Modules, 'catalog' | 'clock' | 'presences' | 'logger'>): HealthRecorder {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const record = async (): Promise<void> => {
    try {
      await recordHealth(modules);
    } catch (cause) {
      // The day stays as it was recorded last, or unknown; nothing rests on it.
      modules.logger.warn('health.not-recorded', { cause });
    }
  };
  const start = (): void => {
    timer = null;
    running = running.then(record);
  };
  return {
    hear() {
      timer ??= setTimeout(start, SETTLES_MS).unref();
    },
    async close() {
      if (timer !== null) {
        clearTimeout(timer);
        start();
      }
      await running;
    },
  };
}
