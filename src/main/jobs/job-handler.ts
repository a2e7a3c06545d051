import * as z from 'zod';
import type { BackupId, ServerId, SiteId } from '../../shared/model/ids.ts';
import type { JobKind } from '../../shared/model/job.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from './job-context.ts';

/** How work ended that did not fail. `warning`: something is missing, and `problem` says what. */
export type JobOutcome =
  | { readonly state: 'succeeded'; readonly problem: null; readonly backupId: BackupId | null }
  | { readonly state: 'warning'; readonly problem: Problem; readonly backupId: BackupId | null };

/**
 * Does the work of one kind of job. `params` is JSON that may come back from disk ("again"), so it is checked by whoever reads it.
 * An AppError ends the job as failed; after an abort whatever is thrown ends it as cancelled or interrupted. What is
 * returned stands, also after an abort: work that was done by then is not called cancelled.
 */
export type JobHandler = (params: unknown, job: JobContext) => Promise<JobOutcome>;

export type JobHandlers = Readonly<Record<JobKind, JobHandler>>;

/** A handler that sees its parameters checked. Throws `input.invalid` when they are not what `schema` says. */
export function jobHandler<T extends z.ZodType>(schema: T, run: (params: z.output<T>, job: JobContext) => Promise<JobOutcome>): JobHandler {
  return async (params, job) => {
    const checked = schema.safeParse(params);
    if (!checked.success) throw new AppError('input.invalid', { detail: z.prettifyError(checked.error), cause: checked.error });
    return run(checked.data, job);
  };
}

/** What to do, for whom, under which name. */
export interface JobRequest {
  readonly kind: JobKind;
  /** "Back up aurora-market". */
  readonly title: string;
  readonly serverId: ServerId | null;
  readonly siteId: SiteId | null;
  /** The backup the work is about, where it is known before it starts. */
  readonly backupId: BackupId | null;
  /** JSON; stored beside the job so that the same work can be started again. Never a secret. */
  readonly params: unknown;
}

/** Equal for the same work, whatever the order of the parameters' keys. */
export function sameWorkKey({ kind, params }: Pick<JobRequest, 'kind' | 'params'>): string {
  return JSON.stringify([kind, sorted(params)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
