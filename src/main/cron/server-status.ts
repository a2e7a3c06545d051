import * as z from 'zod';
import { CronWork, type CronCondition, type CronRun } from '../../shared/model/cron.ts';

const Time = z.iso.datetime().nullish();
const Size = z.int().nonnegative().nullish();
const Words = z.string().nullish();

const Kind = z.looseObject({
  result: z.string(),
  last_start: Time,
  last_end: Time,
  last_success: Time,
  last_failure_reason: Words,
  warning: Words,
  duration_seconds: z.number().nonnegative().nullish(),
  files: z.array(z.string()).nullish(),
  size_bytes: Size,
});
type Kind = z.infer<typeof Kind>;

const Status = z.looseObject({
  format: z.string().startsWith('holdfast-server-status/'),
  kinds: z.record(z.string(), Kind),
  conditions: z.array(z.looseObject({ code: z.string(), since: Time, text: z.string() })).nullish(),
});

export interface ServerStatus {
  readonly runs: readonly CronRun[];
  readonly conditions: readonly CronCondition[];
}

const OUTCOMES: Readonly<Record<string, CronRun['outcome']>> = {
  ok: 'succeeded',
  warning: 'warning',
  failed: 'failed',
  running: 'running',
};

/** What `status.json` of a site says; null when it is not one. A newer program may say more; what it says besides does not count here. Pure. */
export function parseServerStatus(text: string): ServerStatus | null {
  const parsed = Status.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { kinds, conditions } = parsed.data;
  return {
    runs: CronWork.options.flatMap((work) => {
      const kind = kinds[work];
      return kind === undefined ? [] : runsOf(work, kind);
    }),
    conditions: (conditions ?? []).map(({ code, since, text: words }) => ({ code, since: instantOrNull(since), text: words })),
  };
}

function runsOf(work: CronWork, kind: Kind): readonly CronRun[] {
  const outcome = OUTCOMES[kind.result];
  const at = outcome === 'running' ? (kind.last_start ?? kind.last_end) : (kind.last_end ?? kind.last_start);
  if (outcome === undefined || at === undefined || at === null) return [];
  const { duration_seconds: seconds } = kind;
  return [
    {
      work,
      at: new Date(at).toISOString(),
      outcome,
      reason: reasonOf(outcome, kind),
      files: kind.files ?? [],
      bytes: kind.size_bytes ?? null,
      durationMs: seconds === null || seconds === undefined ? null : Math.round(seconds * 1000),
      lastSuccessAt: instantOrNull(kind.last_success),
    },
  ];
}

function reasonOf(outcome: CronRun['outcome'], kind: Kind): string {
  if (outcome === 'failed') return kind.last_failure_reason ?? '';
  return outcome === 'warning' ? (kind.warning ?? '') : '';
}

function instantOrNull(time: string | null | undefined): string | null {
  return time === null || time === undefined ? null : new Date(time).toISOString();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
