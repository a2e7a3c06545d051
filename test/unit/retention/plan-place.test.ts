import { expect, test } from 'vitest';
import { PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import type { Anomaly } from '../../../src/shared/model/anomaly.ts';
import type { RetentionPlan, RetentionScope } from '../../../src/shared/model/retention.ts';
import type { BackupFacts } from '../../../src/main/catalog/retained.ts';
import { planPlace } from '../../../src/main/retention/plan-place.ts';
import { sampleAnomaly } from '../anomalies/anomaly-samples.ts';
import { goneOf, idOf, policyOf, SITE } from './retention-samples.ts';

const OTHER = SiteId.parse('22222222-2222-4222-8222-222222222222');
const PLACE = PlaceId.parse('33333333-3333-4333-8333-333333333333');

/** Keeps nothing older than a day. */
const SHORT = policyOf({ maxAgeDays: { full: 1 } });
const OFF = policyOf({ enabled: false });

function factsAt(n: number, siteId: SiteId, startedAt: string): BackupFacts {
  const id = idOf(n);
  const at = `${startedAt}T02:00:00.000Z`;
  const proof = { level: 'intact', presentAt: at, intactAt: at, soundAt: null, provenAt: null, failure: null } as const;
  return {
    id,
    siteId,
    siteName: siteId === SITE ? 'aurora-market' : 'harbor-books',
    startedAt: at,
    kind: 'full',
    label: null,
    bytes: 100,
    held: false,
    holds: [`database full ${siteId}`],
    needs: [],
    copies: [{ backupId: id, placeId: PLACE, location: '/copies', proof }],
  };
}

/** Two sites with an old and a new backup each, in one place. */
function planned(
  siteId: SiteId | null,
  set: readonly { readonly scope: RetentionScope; readonly policy: typeof SHORT }[],
): readonly string[] {
  return goneOf(planOf(siteId, set, []).decisions);
}

function planOf(
  siteId: SiteId | null,
  set: readonly { readonly scope: RetentionScope; readonly policy: typeof SHORT }[],
  anomalies: readonly Anomaly[],
): RetentionPlan {
  const backups = [
    factsAt(1, SITE, '2026-10-01'),
    factsAt(2, OTHER, '2026-10-02'),
    factsAt(3, SITE, '2026-11-19'),
    factsAt(4, OTHER, '2026-11-19'),
  ];
  const catalog = {
    retained: { sitesIn: () => [SITE, OTHER], ofSite: (site: SiteId) => backups.filter((backup) => backup.siteId === site) },
    retentionPolicies: { list: () => set, put: () => undefined },
    anomalies: { openOf: (site: SiteId) => anomalies.filter((anomaly) => anomaly.siteId === site) },
  };
  return planPlace({ catalog, placeId: PLACE, siteId, policy: SHORT, now: Date.parse('2026-11-20T00:00:00Z'), zone: 'UTC' });
}

test('a policy that is only looked at takes the place of the one set for the same', () => {
  expect(planned(null, [{ scope: { siteId: null, placeId: PLACE }, policy: OFF }])).toEqual([idOf(1), idOf(2)]);
  expect(planned(SITE, [{ scope: { siteId: SITE, placeId: PLACE }, policy: OFF }])).toEqual([idOf(1)]);
});

test('a policy that is looked at for all sites leaves those alone that have one of their own', () => {
  expect(planned(null, [{ scope: { siteId: SITE, placeId: null }, policy: OFF }])).toEqual([idOf(2)]);
  expect(planned(null, [{ scope: { siteId: OTHER, placeId: PLACE }, policy: OFF }])).toEqual([idOf(1)]);
});

test('a site with an anomaly that nobody acknowledged keeps everything and says why, and the others go on', () => {
  const anomaly = sampleAnomaly(SITE, { text: 'aurora_shop: 3.1 MB, usually 280 to 301 MB on a Tuesday.' });
  const plan = planOf(null, [], [anomaly, sampleAnomaly(SITE)]);
  expect(goneOf(plan.decisions)).toEqual([idOf(2)]);
  expect(plan.paused).toEqual([
    { siteId: SITE, siteName: 'aurora-market', text: 'aurora_shop: 3.1 MB, usually 280 to 301 MB on a Tuesday. And 1 more.' },
  ]);
  expect(plan.decisions.find(({ backupId }) => backupId === idOf(1))).toMatchObject({
    keep: true,
    goesAt: null,
    reasons: [{ code: 'paused', text: `Retention of this site is paused. ${plan.paused[0]?.text}` }],
  });
  expect(plan.fingerprint).not.toBe(planOf(null, [], []).fingerprint);
});
