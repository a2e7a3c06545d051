import type { SiteStatus } from '../../shared/model/fleet.ts';
import { type FleetHealth, type FleetStep, levelOf } from '../../shared/model/health.ts';
import { SEVERITY } from './site-verdict.ts';

type Part = Pick<FleetHealth, 'score' | 'level' | 'worst' | 'steps'>;

/** More steps than these are no list for one morning. */
const STEPS = 50;

/** The fleet is as well as its worst site: an average would hide the one that is about to be lost. Pure. */
export function fleetHealth(sites: readonly Pick<SiteStatus, 'site' | 'health' | 'verdict'>[]): Part {
  const worst = sites.reduce<(typeof sites)[number] | null>(
    (before, each) => (before === null || each.health.score < before.health.score ? each : before),
    null,
  );
  if (worst === null) return { score: null, level: null, worst: null, steps: [] };
  const urgency = new Map(sites.map(({ site, verdict }) => [site.id, SEVERITY[verdict]]));
  const steps = sites
    .flatMap(({ site, health }) => health.steps.map((step, index) => ({ step: { ...step, siteId: site.id, siteName: site.name }, index })))
    .toSorted(
      (a, b) =>
        // The first step of a site in danger before all others; the rest by what they bring.
        (b.index === 0 ? (urgency.get(b.step.siteId) ?? 0) : 0) - (a.index === 0 ? (urgency.get(a.step.siteId) ?? 0) : 0) ||
        gainOf(b.step) - gainOf(a.step) ||
        a.step.from - b.step.from ||
        a.step.siteName.localeCompare(b.step.siteName, 'en'),
    )
    .map(({ step }) => step)
    .slice(0, STEPS);
  const { score } = worst.health;
  return { score, level: levelOf(score), worst: { siteId: worst.site.id, siteName: worst.site.name }, steps };
}

function gainOf({ from, to }: FleetStep): number {
  return to - from;
}
