import { DEFAULT_RPO_MINUTES, type RpoStatus, type RtoStatus } from '../../shared/model/health.ts';
import type { Drill } from '../../shared/model/drill.ts';

const MINUTE = 60_000;
/** Less than this share of what is allowed is left: soon it is over. */
const NEAR_SHARE = 1 / 12;

/** `now`: milliseconds since the epoch; `goalMinutes` null: the default. Pure. */
export function rpoStatus(newestGoodAt: string | null, goalMinutes: number | null, now: number): RpoStatus {
  const targetMs = (goalMinutes ?? DEFAULT_RPO_MINUTES) * MINUTE;
  if (newestGoodAt === null) return { newestGoodAt, ageMs: null, targetMs, level: 'none' };
  const ageMs = Math.max(0, now - Date.parse(newestGoodAt));
  const level = ageMs > targetMs ? 'over' : targetMs - ageMs < targetMs * NEAR_SHARE ? 'near' : 'within';
  return { newestGoodAt, ageMs, targetMs, level };
}

/** From the last drill that passed; null: none has. Pure. */
export function rtoStatus(passed: Pick<Drill, 'id' | 'startedAt' | 'restoreMs'> | null, goalMinutes: number | null): RtoStatus {
  const targetMs = goalMinutes === null ? null : goalMinutes * MINUTE;
  const measuredMs = passed?.restoreMs ?? null;
  const measured = {
    measuredMs,
    measuredAt: measuredMs === null ? null : (passed?.startedAt ?? null),
    drillId: passed?.id ?? null,
    targetMs,
  };
  if (measuredMs === null) return { ...measured, level: 'not-measured' };
  if (targetMs === null) return { ...measured, level: 'no-target' };
  return { ...measured, level: measuredMs > targetMs ? 'over' : 'within' };
}
