import type { Progress } from '../../shared/model/job.ts';
import type { Clock } from '../support/clock.ts';
import type { ProgressMeter } from './progress-meter.ts';

/** At most four times a second to the screen, once a second to the catalog. */
const SHOW_EVERY_MS = 250;
const KEEP_EVERY_MS = 1000;

/** Carries what the meter says to screen and catalog while a job runs; the job itself may report as often as it likes. */
export interface ProgressPump {
  /** The last value; its time left is over. Nothing is carried afterwards. */
  stop(): Progress | null;
}

export function startProgressPump(
  meter: ProgressMeter,
  clock: Clock,
  show: (progress: Progress) => void,
  keep: (progress: Progress) => void,
): ProgressPump {
  let shown = '';
  let kept = '';
  let keptAt = clock.now();
  const timer = setInterval(() => {
    const now = clock.now();
    const progress = meter.read(now);
    if (progress === null) return;
    const text = JSON.stringify(progress);
    if (text !== shown) {
      shown = text;
      show(progress);
    }
    if (text !== kept && Math.abs(now - keptAt) >= KEEP_EVERY_MS) {
      kept = text;
      keptAt = now;
      keep(progress);
    }
  }, SHOW_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      const last = meter.read(clock.now());
      return last === null ? null : { ...last, remainingMs: null };
    },
  };
}
