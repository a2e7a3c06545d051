/** All a job may touch of the world that started it. Jobs never import the runner, IPC or Electron. */
export interface JobContext {
  readonly jobId: string;
  /** Aborted by the operator or by the end of the app; every await of a job honours it. */
  readonly signal: AbortSignal;
  /** Names the stage that begins. `totalBytes`: known from an earlier run or from a file; null when not known. */
  step(title: string, totalBytes?: number | null): void;
  /** Bytes done within the current step so far. Cheap: call it for every chunk. */
  advance(doneBytes: number): void;
  /** A line of the job's log, for the operator; never a secret. */
  log(line: string): void;
}
