import { formatAge } from '../../../shared/format/durations.ts';
import { CAP_AT, type HealthCap, type HealthReason, type HealthStep, levelOf, type SiteHealth } from '../../../shared/model/health.ts';
import type { NextAction } from '../../../shared/model/next-action.ts';
import { NO_DRILL_MS } from '../findings.ts';
import { type Factor, factorsOf } from './factors.ts';
import type { ScoreFacts } from './score-facts.ts';

/**
 * The score of a site: the sum of the factors, held down by the caps. `urgent` is what the verdict of the dashboard asks for; it comes first whatever it
 * brings, because a site that is in danger is not helped by points. Pure.
 */
export function siteHealth(facts: ScoreFacts, urgent: { readonly action: NextAction; readonly text: string } | null): SiteHealth {
  const factors = factorsOf(facts);
  const caps = capsOf(facts);
  const formula = sumOf(factors.map(({ points }) => points));
  const score = capped(formula, caps);
  return {
    score,
    level: levelOf(score),
    formula,
    factors: factors.map(({ id, points, of, text, evidence, action }) => ({ id, points, of, text, evidence, action })),
    caps: [...caps],
    reasons: [...reasonsOf(factors, caps, score)],
    steps: [...stepsOf(factors, caps, score, urgent, facts)],
  };
}

function capped(points: number, caps: readonly HealthCap[]): number {
  return Math.min(points, ...caps.map(({ at }) => at));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** The formula alone is content without a copy elsewhere and without a restore that was ever tried. The lowest first. */
function capsOf({ offsite, lastPassedDrill, siteId, now, newestGoodAt, backUp }: ScoreFacts): readonly HealthCap[] {
  const caps: HealthCap[] = [];
  if (!offsite.held)
    caps.push({
      id: 'no-offsite-copy',
      at: CAP_AT['no-offsite-copy'],
      text: `${offsite.text} Without one the score is at most ${CAP_AT['no-offsite-copy']}.`,
      evidence: { kind: 'site', siteId },
      action: newestGoodAt === null ? backUp : offsite.action,
    });
  if (lastPassedDrill === null || now - Date.parse(lastPassedDrill.startedAt) > NO_DRILL_MS)
    caps.push({
      id: 'no-drill',
      at: CAP_AT['no-drill'],
      text: `${
        lastPassedDrill === null
          ? 'No drill of this site has passed yet.'
          : `The last drill passed ${formatAge(now - Date.parse(lastPassedDrill.startedAt))}.`
      } Without one in 90 days the score is at most ${CAP_AT['no-drill']}.`,
      evidence: lastPassedDrill === null ? { kind: 'drills', siteId } : { kind: 'drill', drillId: lastPassedDrill.id },
      action: newestGoodAt === null ? backUp : 'run-drill',
    });
  return caps;
}

function reasonsOf(factors: readonly Factor[], caps: readonly HealthCap[], score: number): readonly HealthReason[] {
  const formula = sumOf(factors.map(({ points }) => points));
  const lacking = factors
    .filter(({ points, of }) => points < of)
    .map(({ id, points, of, text, evidence, action }) => ({
      id,
      gain: capped(formula + of - points, caps) - score,
      text,
      evidence,
      action,
    }));
  const holding = caps.map((cap) => {
    const gain = capped(formula, without(caps, cap)) - score;
    return { id: cap.id, gain, text: cap.text, evidence: cap.evidence, action: cap.action };
  });
  return [...holding, ...lacking].toSorted((a, b) => b.gain - a.gain);
}

function without(caps: readonly HealthCap[], cap: HealthCap): readonly HealthCap[] {
  return caps.filter((other) => other !== cap);
}

/** One for each action, with what carrying it out once brings over all reasons it mends. */
function stepsOf(
  factors: readonly Factor[],
  caps: readonly HealthCap[],
  score: number,
  urgent: { readonly action: NextAction; readonly text: string } | null,
  { siteId, reading }: ScoreFacts,
): readonly HealthStep[] {
  const lacking = factors.filter(({ points, of }) => points < of);
  const actions = [...new Set([...(urgent === null ? [] : [urgent.action]), ...[...caps, ...lacking].map(({ action }) => action)])];
  const steps = actions
    .filter((action) => action !== 'none')
    .map((action): HealthStep => {
      // One copy is read at a time.
      const isRead = action === 'verify';
      const mended = factors.map((factor) =>
        factor.action === action && !(isRead && reading === 'offsite') ? Math.max(factor.points, factor.after) : factor.points,
      );
      const left = caps.filter((cap) => cap.action !== action || (isRead && reading === 'unread'));
      const ground = [...caps, ...lacking].find((each) => each.action === action);
      const isUrgent = urgent?.action === action;
      return {
        action,
        text: isUrgent ? urgent.text : (ground?.text ?? ''),
        evidence: ground?.evidence ?? { kind: 'site', siteId },
        from: score,
        to: capped(sumOf(mended), left),
      };
    });
  const weight = ({ action, from, to }: HealthStep): number => (urgent?.action === action ? 1000 : to - from);
  return steps.filter((step) => weight(step) > 0).toSorted((a, b) => weight(b) - weight(a));
}
