import type { BackupId, PlaceId } from '../../shared/model/ids.ts';

/** A copy that can be re-read now. */
export interface Rereadable {
  readonly backupId: BackupId;
  readonly placeId: PlaceId;
  /** To be read, as the manifest says. */
  readonly bytes: number;
  /** When it was last shown to be intact or better, UTC; null: never. */
  readonly shownAt: string | null;
  /** Its last check failed: nothing new is to be learnt from it. */
  readonly failed: boolean;
  /** Reading it back costs money. */
  readonly inS3: boolean;
}

/** Bytes that may be read today, and that have been. */
export interface Budget {
  readonly perDay: number;
  readonly spent: number;
}

export interface RereadBudgets {
  /** Of everything that is not S3. */
  readonly disks: Budget;
  readonly s3: Budget;
}

/** What was re-read more recently than this is left alone: disks are worn and bills grow by reading the same bytes every day. */
export const RECHECK_AFTER_DAYS = 7;
const DAY = 24 * 3_600_000;

/**
 * Which copies to re-read now, in order: those shown to be intact longest ago first, never-read ones before all, as many as the budget allows. A copy that does
 * not fit into what is left of the day is passed over for smaller ones.
 *
 * A copy larger than a whole day's budget would never fit: when it is the one that waits longest and nothing has been read that day, it is taken, alone. So the
 * budget is exceeded by one backup at most, and none waits for ever: whatever waits longest opens the next day. Pure. `now`: milliseconds since the epoch.
 */
export function chooseForVerification(copies: readonly Rereadable[], budgets: RereadBudgets, now: number): readonly Rereadable[] {
  const due = copies
    .filter(({ failed, shownAt }) => !failed && (shownAt === null || isDue(shownAt, now)))
    .toSorted((a, b) => compare(a.shownAt ?? '', b.shownAt ?? '') || compare(a.backupId, b.backupId) || compare(a.placeId, b.placeId));
  const chosen = new Set([
    ...withinBudget(
      due.filter(({ inS3 }) => !inS3),
      budgets.disks,
    ),
    ...withinBudget(
      due.filter(({ inS3 }) => inS3),
      budgets.s3,
    ),
  ]);
  return due.filter((copy) => chosen.has(copy));
}

/** A time in the future is a clock that was wrong; what it says is not relied on. */
function isDue(shownAt: string, now: number): boolean {
  const age = now - Date.parse(shownAt);
  return age < 0 || age >= RECHECK_AFTER_DAYS * DAY;
}

function withinBudget(oldestFirst: readonly Rereadable[], { perDay, spent }: Budget): readonly Rereadable[] {
  if (perDay <= 0) return [];
  const [first] = oldestFirst;
  if (first !== undefined && spent === 0 && first.bytes > perDay) return [first];
  let left = perDay - spent;
  return oldestFirst.filter(({ bytes }) => {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

/** What reading so many bytes back costs, "about 0.22" in the operator's currency; null when the price is not known. Pure. */
export function readBackCost(bytes: number, pricePerGb: number | null): string | null {
  if (pricePerGb === null) return null;
  const cost = (bytes / 1e9) * pricePerGb;
  if (cost === 0) return 'nothing';
  return cost < 0.01 ? 'less than 0.01' : `about ${cost.toFixed(2)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
