import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import type { PlaceId } from '../../../src/shared/model/ids.ts';
import type { Deletion, RetentionDecision, RetentionPlan, RetentionSimulation } from '../../../src/shared/model/retention.ts';
import { backupId, siteId } from './ids.ts';
import { BUCKET, HOME } from './places.ts';
import { NOW, ago } from './times.ts';

const DAY = 86_400_000;

/** The oldest goes now, the one before it within a month, the rest stays for the reasons a policy has. */
export function planOf(placeId: PlaceId, backups: readonly BackupSummary[], enabled: boolean): RetentionPlan {
  const here = backups
    .filter(({ copies }) => copies.some((copy) => copy.placeId === placeId))
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const decisions = here.map((backup, at): RetentionDecision => {
    const { id, siteId: site, siteName, startedAt, kind, label, bytes } = backup;
    const base = { backupId: id, siteId: site, siteName, startedAt, kind, label, bytes };
    if (!enabled) {
      return { ...base, keep: true, reasons: [{ code: 'retention-off', text: 'Retention is off: nothing goes by itself.' }], goesAt: null };
    }
    if (backup.held) return { ...base, keep: true, reasons: [{ code: 'held', text: 'It is held.' }], goesAt: null };
    if (at === 0)
      return { ...base, keep: false, reasons: [{ code: 'expired', text: 'No rule keeps it: it is 30 days old.' }], goesAt: ago(0) };
    if (at === here.length - 1) return { ...base, keep: true, reasons: [{ code: 'newest', text: 'The newest never goes.' }], goesAt: null };
    return {
      ...base,
      keep: true,
      reasons: [{ code: 'daily', text: 'One of the 16 daily ones.' }],
      goesAt: new Date(NOW + (at * 9 + 3) * DAY).toISOString(),
    };
  });
  const gone = decisions.filter(({ keep }) => !keep);
  return {
    placeId,
    plannedAt: new Date(NOW).toISOString(),
    decisions,
    paused: [],
    deletes: gone.length,
    freesBytes: gone.reduce((sum, { bytes }) => sum + bytes, 0),
    fingerprint: `plan-${gone.map((decision) => decision.backupId.slice(-4)).join('-')}`,
  };
}

export function simulationOf(placeId: PlaceId, days: number): RetentionSimulation {
  const points = Array.from({ length: days }, (_, at) => ({
    day: new Date(NOW + (at + 1) * DAY).toISOString().slice(0, 10),
    kept: Math.min(32, 6 + Math.round(at * 0.6)),
    bytes: Math.min(32, 6 + Math.round(at * 0.6)) * 214_000_000,
    deleted: at > 20 ? 1 : 0,
  }));
  return {
    placeId,
    days,
    assuming: 'One backup a day of 214\u00a0MB, as in the last 14\u00a0days.',
    points,
    left: Array.from({ length: 12 }, (_, at) => ({ at: new Date(NOW + (days - at * 7) * DAY).toISOString(), simulated: at * 7 < days })),
  };
}

/** One that can be taken back, one that is gone, one that was taken back. */
export function deletions(): Deletion[] {
  const base = { siteId: siteId(4), siteName: 'aurora-market', bytes: 204_000_000, reason: 'No rule keeps it: it was 31 days old.' };
  const uuid = (n: number) => `de1e7100-0000-4000-8000-00000000000${n}`;
  return [
    {
      ...base,
      id: uuid(1),
      backupId: backupId(41),
      placeId: HOME,
      placeName: 'This computer',
      startedAt: ago(24 * 31),
      deletedAt: ago(20),
      state: 'bin',
      goneAt: new Date(NOW + 6 * DAY).toISOString(),
    },
    {
      ...base,
      id: uuid(2),
      backupId: backupId(42),
      placeId: BUCKET,
      placeName: 's3-main',
      startedAt: ago(24 * 40),
      deletedAt: ago(24 * 9),
      state: 'gone',
      goneAt: null,
    },
    {
      ...base,
      id: uuid(3),
      backupId: backupId(43),
      placeId: HOME,
      placeName: 'This computer',
      startedAt: ago(24 * 44),
      deletedAt: ago(24 * 12),
      state: 'restored',
      goneAt: null,
    },
  ];
}
