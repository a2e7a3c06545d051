import type { SiteStatus } from '../../../src/shared/model/fleet.ts';
import type { DiskRow } from '../../../src/shared/model/disk.ts';
import {
  type HealthStep,
  levelOf,
  NIGHTS,
  type NightMark,
  type RpoStatus,
  type RtoStatus,
  type SiteHealth,
} from '../../../src/shared/model/health.ts';
import { fleetHealth } from '../../../src/main/health/fleet-health.ts';
import type { SiteId } from '../../../src/shared/model/ids.ts';
import { placeId, serverId } from './ids.ts';
import { NOW } from './times.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A score with the reason it is not better. */
export function makeHealth(siteId: SiteId, score: number, step: Partial<HealthStep> | null = null): SiteHealth {
  const evidence = { kind: 'site', siteId } as const;
  const steps = step === null ? [] : [{ action: 'back-up' as const, text: '', evidence, from: score, to: score, ...step }];
  const held = score === 79 || score === 94;
  return {
    score,
    level: levelOf(score),
    formula: held ? 100 : score,
    factors: [
      {
        id: 'age',
        points: Math.min(30, Math.max(0, score - 40)),
        of: 30,
        text: 'The newest good backup was made 7 h ago.',
        evidence,
        action: 'none',
      },
      { id: 'verification', points: 25, of: 25, text: 'All backups were re-read and found intact.', evidence, action: 'none' },
      {
        id: 'diversity',
        points: 5,
        of: 10,
        text: 'There is one kind of backup alone: full database dumps.',
        evidence,
        action: 'add-source',
      },
      { id: 'retention', points: 10, of: 10, text: 'There are 7 or more good backups to go back to.', evidence, action: 'none' },
      { id: 'compression', points: 5, of: 5, text: 'Every dump is compressed.', evidence, action: 'none' },
      {
        id: 'errors',
        points: 20,
        of: 20,
        text: '0 of 7 attempts failed in the last 7 days, not more than before.',
        evidence,
        action: 'none',
      },
    ],
    caps: held
      ? [
          score === 79
            ? {
                id: 'no-offsite-copy',
                at: 79,
                text: "No proved copy lies away from the server's provider. Without one the score is at most 79.",
                evidence,
                action: 'add-place',
              }
            : {
                id: 'no-drill',
                at: 94,
                text: 'No drill of this site has passed yet. Without one in 90 days the score is at most 94.',
                evidence,
                action: 'run-drill',
              },
        ]
      : [],
    reasons: steps.map(({ action, text, from, to }) => ({ id: 'age', gain: to - from, text, evidence, action })),
    steps,
  };
}

export function makeRpo(newestGoodAt: string | null, targetMs = DAY): RpoStatus {
  if (newestGoodAt === null) return { newestGoodAt, ageMs: null, targetMs, level: 'none' };
  const ageMs = NOW - Date.parse(newestGoodAt);
  return { newestGoodAt, ageMs, targetMs, level: ageMs > targetMs ? 'over' : ageMs > (targetMs * 11) / 12 ? 'near' : 'within' };
}

export const NO_RTO: RtoStatus = { measuredMs: null, measuredAt: null, drillId: null, targetMs: null, level: 'not-measured' };

/** Thirty days to the fixed day of the tests; `marks` are laid over the last ones, the last of them today. */
export function makeNights(level: NightMark['level'] | 'none' = 'none', marks: readonly Partial<NightMark>[] = []): NightMark[] {
  return Array.from({ length: NIGHTS }, (_, index): NightMark => {
    const day = new Date(NOW - (NIGHTS - 1 - index) * DAY).toISOString().slice(0, 10);
    const plain: NightMark =
      level === 'none'
        ? { day, state: 'none', level: null, isOffRange: false, backups: 0, backupId: null, bytes: 0 }
        : {
            day,
            state: 'made',
            level: index % 7 === 3 ? 'proven' : level,
            isOffRange: false,
            backups: 1,
            backupId: null,
            bytes: 212_400_000 + index * 1_000_000,
          };
    const over = marks[index - (NIGHTS - marks.length)];
    const mark = { ...plain, ...over };
    return mark.state === 'made' ? mark : { ...mark, bytes: 0 };
  });
}

/** The figures of the fleet from its sites, as the app has them. */
export function healthOfFleet(sites: readonly SiteStatus[]) {
  return fleetHealth(sites);
}

export function makeDisks(): DiskRow[] {
  const at = new Date(NOW - 2 * HOUR).toISOString();
  return [
    {
      subject: { kind: 'server', serverId: serverId(1) },
      name: 'vps-fra-1',
      newest: { at, usedBytes: 16_100_000_000, totalBytes: 40_000_000_000 },
      backupBytes: null,
      usedPercent: 40.25,
      isOverLimit: false,
      forecast: { state: 'grows', bytesPerDay: 590_000_000, fullInDays: 40 },
    },
    {
      subject: { kind: 'server', serverId: serverId(2) },
      name: 'shared-07',
      newest: { at, usedBytes: 9_700_000_000, totalBytes: 10_000_000_000 },
      backupBytes: null,
      usedPercent: 97,
      isOverLimit: true,
      forecast: { state: 'grows', bytesPerDay: 48_000_000, fullInDays: 6 },
    },
    {
      subject: { kind: 'place', placeId: placeId(1) },
      name: 'This computer',
      newest: { at, usedBytes: 188_000_000_000, totalBytes: 500_000_000_000 },
      backupBytes: 71_000_000_000,
      usedPercent: 37.6,
      isOverLimit: false,
      forecast: { state: 'steady' },
    },
    {
      subject: { kind: 'place', placeId: placeId(2) },
      name: 'Vault-A',
      newest: null,
      backupBytes: 12_000_000_000,
      usedPercent: null,
      isOverLimit: false,
      forecast: { state: 'not-known', readings: 3 },
    },
  ];
}
