/** One event per line: a stable name first (`job.failed`), ids and figures as fields. Never a secret. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { readonly cause?: unknown }): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
