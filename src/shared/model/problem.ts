import * as z from 'zod';

/** A failure as the operator sees it. `code` is the stable key: tests, logs, docs and alerts use it. */
export const Problem = z.object({
  /** For example `ssh.host-key-changed`. */
  code: z.string(),
  /** What happened, one sentence. */
  title: z.string(),
  /** What is safe and what to do next. */
  hint: z.string(),
  /** The same attempt may well succeed later, without a person changing anything. */
  retryable: z.boolean(),
  /** The tool's own words or the exact difference; never a secret. Empty when there is nothing to add. */
  detail: z.string(),
});
export type Problem = z.infer<typeof Problem>;
