import type { Restore } from '../../shared/model/restore.ts';
import type { PlanStep } from '../../shared/model/runbook.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import type { Clock } from '../support/clock.ts';
import type { SecretStore } from '../support/secret-store.ts';

/** The site that is written to. */
export interface RestoreTarget {
  readonly site: Site;
  readonly server: Server;
  readonly sources: readonly Source[];
}

/** All a step may touch. */
export interface StepContext {
  readonly job: JobContext;
  /** As the journal has it when the step begins. */
  readonly restore: Restore;
  readonly target: RestoreTarget;
  readonly connections: ServerConnections;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** What this step wrote down about itself, also before a crash; undefined when it has not. Whoever reads it checks its shape. */
  memo(): unknown;
  /** What another step of the same restore wrote down: whether the site was down before, which events were enabled. */
  memoOf(stepId: string): unknown;
  /** Durable when it returns: call it before something is changed that the memo is needed to undo. JSON, never a secret. */
  keepMemo(memo: unknown): void;
  /** Adds to what the step shows: a command with its answer, a figure. Secrets are redacted. */
  say(line: string): void;
  /** Reads the identity of the target again and throws `restore.target-differs` when it is not what the plan was made for. Call it before each destructive act. */
  confirmTarget(): Promise<void>;
}

/**
 * One step of a restore with what runs it and what takes it back.
 *
 * Any of the two may be called again after a crash or a lost line: they find out from memo and server what was done already, and go on from there.
 * `run` that throws may leave its work half done; `undo` then takes back whatever of it exists. A step that `touchesLive` changes nothing before it has
 * kept its memo.
 */
export interface RestoreStep {
  readonly plan: PlanStep;
  /** Behind it the restore waits for its operator, who chooses what the steps after it are; it is the last one until then. */
  readonly waits?: true;
  /** Resolves when all of it is done and verified. A sentence: done, with a warning. */
  run(context: StepContext): Promise<string | void>;
  /** Absent: nothing has to be taken back. */
  undo?(context: StepContext): Promise<void>;
}
