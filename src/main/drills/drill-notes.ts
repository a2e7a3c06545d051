import type { Drill, DrillPhase } from '../../shared/model/drill.ts';
import type { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { Clock } from '../support/clock.ts';

type Found = Pick<Drill, 'databases' | 'assertions' | 'media'>;

/** What a drill has found so far: it is evidence also when the drill does not come to its end. */
export class DrillNotes {
  readonly phases: DrillPhase[] = [];
  readonly databases: Found['databases'][number][] = [];
  readonly assertions: Found['assertions'][number][] = [];
  media: Found['media'] = null;
  settings: Drill['settings'];
  /** What speaks against the backup, one sentence each. */
  readonly faults: string[] = [];
  /** What could not be asked, and says nothing of the backup. */
  unasked: AppError | null = null;
  /** Bytes of the copy are not those that were recorded. */
  isDamaged = false;
  restoreMs: number | null = null;
  readonly #clock: Clock;
  readonly #job: JobContext;

  constructor(clock: Clock, job: JobContext) {
    this.#clock = clock;
    this.#job = job;
  }

  /** Does a part of the drill and writes down how long it took, also when it throws. `totalBytes`: of what is read in it. */
  async phase<T>(name: string, work: () => Promise<T>, totalBytes: number | null = null): Promise<T> {
    this.#job.signal.throwIfAborted();
    this.#job.step(name, totalBytes === 0 ? null : totalBytes);
    const began = this.#clock.now();
    try {
      return await work();
    } finally {
      this.phases.push({ name, ms: this.#since(began) });
    }
  }

  /** The same, for a part that counts as time to recover. */
  async restoring<T>(name: string, work: () => Promise<T>, totalBytes: number | null = null): Promise<T> {
    const began = this.#clock.now();
    const result = await this.phase(name, work, totalBytes);
    this.restoreMs = (this.restoreMs ?? 0) + this.#since(began);
    return result;
  }

  fault(text: string): void {
    this.faults.push(text);
    this.#job.log(text);
  }

  /** A clock that was set back must not give a negative time. */
  #since(began: number): number {
    return Math.max(0, Math.round(this.#clock.now() - began));
  }
}
