import { BackupId, SiteId } from '../../../src/shared/model/ids.ts';
import { DEFAULT_RETENTION, type RetentionDecision, type RetentionPolicy } from '../../../src/shared/model/retention.ts';
import type { RetainedCopy } from '../../../src/main/retention/retained-copy.ts';

export const SITE = SiteId.parse('11111111-1111-4111-8111-111111111111');

/** The `n`-th id of a test; their order as text is the order of the numbers. */
export const idOf = (n: number): BackupId => BackupId.parse(`00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`);

export function copyAt(n: number, startedAt: string, changes: Partial<RetainedCopy> = {}): RetainedCopy {
  return {
    backupId: idOf(n),
    siteId: SITE,
    siteName: 'aurora-market',
    startedAt: new Date(startedAt).toISOString(),
    kind: 'full',
    label: null,
    bytes: 100,
    held: false,
    holds: ['database full shop'],
    needs: [],
    level: 'intact',
    bestLevel: 'intact',
    intactElsewhere: false,
    neededElsewhere: false,
    ...changes,
  };
}

/** Keeps nothing but what never goes, until a rule is given. */
export function policyOf(changes: Partial<RetentionPolicy> = {}): RetentionPolicy {
  return { ...DEFAULT_RETENTION, enabled: true, generations: null, keepNewest: 1, zone: 'UTC', ...changes };
}

export const SPATIE = { allDays: 7, dailyDays: 16, weeklyWeeks: 8, monthlyMonths: 4, yearlyYears: 2 };

export const keptOf = (decisions: readonly RetentionDecision[]): readonly string[] =>
  decisions.filter(({ keep }) => keep).map(({ backupId }) => backupId);

export const goneOf = (decisions: readonly RetentionDecision[]): readonly string[] =>
  decisions.filter(({ keep }) => !keep).map(({ backupId }) => backupId);

export const codesOf = (decisions: readonly RetentionDecision[], id: string): readonly string[] =>
  decisions.find(({ backupId }) => backupId === id)?.reasons.map(({ code }) => code) ?? [];
