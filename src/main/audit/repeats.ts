import type { AuditEvent } from '../../shared/model/audit.ts';
import type { Clock } from '../support/clock.ts';
import { canonicalJson } from './chain.ts';

const WITHIN_MS = 10 * 60_000;
const REMEMBERED = 500;

/** Whether the same was recorded within the last ten minutes. What it is asked about counts as recorded from then on. */
export function createRepeats(clock: Clock): { isRepeat(event: Pick<AuditEvent, 'action' | 'details'>): boolean } {
  const seen = new Map<string, number>();
  return {
    isRepeat({ action, details }) {
      const key = `${action} ${canonicalJson(details)}`;
      const now = clock.now();
      const before = seen.get(key);
      if (before !== undefined && now >= before && now - before < WITHIN_MS) return true;
      if (seen.size >= REMEMBERED) seen.clear();
      seen.set(key, now);
      return false;
    },
  };
}
