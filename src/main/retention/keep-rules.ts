import type { ProofLevel } from '../../shared/model/backup.ts';
import { reaches } from '../../shared/model/proof.ts';
import type { RetentionPolicy } from '../../shared/model/retention.ts';
import type { DatedCopy, RetainedCopy } from './retained-copy.ts';
import { type Period, periodOf, type Tiers, tiersOn } from './tiers.ts';

/** Why a copy stays. What `isForEver` says of no size cap takes. */
export type Ground =
  | { readonly code: 'retention-off'; readonly why: 'disabled' | 'no-rule-for-kind' }
  | { readonly code: 'future' | 'held' | 'newest' | 'count' | 'all' | 'age' }
  | { readonly code: 'last-proven'; readonly level: ProofLevel; readonly anywhere: boolean }
  | { readonly code: 'daily' | 'weekly' | 'monthly' | 'yearly'; readonly day: number }
  | { readonly code: 'chain'; readonly by: DatedCopy | 'elsewhere' };

/** The moment a policy is asked for. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Local day. */
  readonly today: number;
}

export type Grounds = ReadonlyMap<DatedCopy, readonly Ground[]>;

export function isForEver(ground: Ground): boolean {
  switch (ground.code) {
    case 'held':
    case 'newest':
    case 'last-proven':
    case 'count':
    case 'future':
      return true;
    case 'chain':
      return ground.by === 'elsewhere';
    case 'retention-off':
      return ground.why === 'disabled';
    case 'all':
    case 'daily':
    case 'weekly':
    case 'monthly':
    case 'yearly':
    case 'age':
      return false;
  }
}

/**
 * What the rules say of each copy for itself, before chains and the size cap. `copies`: oldest first. One without an entry is kept by no rule.
 *
 * A copy whose check failed is never the newest or the last proven one and stands for no period, unless its period has no good one. A copy
 * from the future (a clock was wrong) stays and counts for nothing else, so that the real newest one is not thought old.
 */
export function groundsOf(copies: readonly DatedCopy[], policy: RetentionPolicy, moment: Moment): Grounds {
  const grounds = new Map<DatedCopy, Ground[]>();
  const add = (copy: DatedCopy, ground: Ground): void => {
    const others = grounds.get(copy);
    if (others === undefined) grounds.set(copy, [ground]);
    else others.push(ground);
  };
  if (!policy.enabled) {
    for (const copy of copies) add(copy, { code: 'retention-off', why: 'disabled' });
    return grounds;
  }
  const present: DatedCopy[] = [];
  for (const one of copies) {
    if (one.copy.held) add(one, { code: 'held' });
    if (one.copy.neededElsewhere) add(one, { code: 'chain', by: 'elsewhere' });
    if (one.at > moment.now) add(one, { code: 'future' });
    else present.push(one);
  }
  const newestFirst = present.toReversed();
  const good = newestFirst.filter(({ copy }) => copy.level !== null);
  addNewest(good, policy, add);
  addLastProven(good, policy, add);
  addAges(present, policy, moment, add);
  if (policy.generations !== null) {
    const failed = newestFirst.filter(({ copy }) => copy.level === null);
    addGenerations([...good, ...failed], tiersOn(moment.today, policy.generations), add);
  }
  return grounds;
}

type Add = (copy: DatedCopy, ground: Ground) => void;

function addNewest(good: readonly DatedCopy[], policy: RetentionPolicy, add: Add): void {
  const seen = new Map<string, number>();
  for (const one of good) {
    const rankOf = (name: string): number => {
      const rank = seen.get(name) ?? 0;
      seen.set(name, rank + 1);
      return rank;
    };
    const ranks = contentsOf(one.copy).map(rankOf);
    const ranksOfKind = ownContentsOf(one.copy, policy).map(rankOf);
    if ([...ranks, ...ranksOfKind].includes(0)) add(one, { code: 'newest' });
    if (Math.min(...ranks) < policy.keepNewest) add(one, { code: 'count' });
  }
}

/** Of each content the newest with the best proof here, and the newest with the best proof that was ever shown anywhere unless another place has it. */
function addLastProven(good: readonly DatedCopy[], policy: RetentionPolicy, add: Add): void {
  const here = new Map<string, DatedCopy>();
  const anywhere = new Map<string, DatedCopy>();
  for (const one of good) {
    for (const name of [...contentsOf(one.copy), ...ownContentsOf(one.copy, policy)]) {
      if (isBetter(one.copy.level, here.get(name)?.copy.level ?? 'present')) here.set(name, one);
      if (isBetter(one.copy.bestLevel, anywhere.get(name)?.copy.bestLevel ?? 'present')) anywhere.set(name, one);
    }
  }
  const lastHere = new Set(here.values());
  for (const one of lastHere) add(one, { code: 'last-proven', level: one.copy.level ?? 'present', anywhere: false });
  for (const one of new Set(anywhere.values()))
    if (!one.copy.intactElsewhere && !lastHere.has(one)) add(one, { code: 'last-proven', level: one.copy.bestLevel, anywhere: true });
}

function isBetter(level: ProofLevel | null, than: ProofLevel): boolean {
  return level !== null && level !== than && reaches(level, than);
}

function addAges(present: readonly DatedCopy[], policy: RetentionPolicy, { today }: Moment, add: Add): void {
  const isByKindAlone = policy.generations === null && Object.keys(policy.maxAgeDays).length > 0;
  for (const one of present) {
    const days = policy.maxAgeDays[one.copy.kind];
    if (days === undefined) {
      if (isByKindAlone) add(one, { code: 'retention-off', why: 'no-rule-for-kind' });
    } else if (one.day >= today - days) add(one, { code: 'age' });
  }
}

/** `newestFirst`: the first one of a period that holds something no one before it held stays for the period. */
function addGenerations(newestFirst: readonly DatedCopy[], tiers: Tiers, add: Add): void {
  const taken = new Set<string>();
  for (const one of newestFirst) {
    const period = periodOf(one.day, tiers);
    if (period === null) continue;
    if (period === 'all') {
      add(one, { code: 'all' });
      continue;
    }
    const fresh = contentsOf(one.copy)
      .map((name) => keyOf(period, name))
      .filter((key) => !taken.has(key));
    for (const key of fresh) taken.add(key);
    if (fresh.length > 0) add(one, { code: period.tier, day: one.day });
  }
}

function keyOf({ tier, number }: Period, name: string): string {
  return `${tier} ${number} ${name}`;
}

/** What the newest and the last proven one are kept of. A backup of nothing is a thing of its own. */
function contentsOf({ holds }: RetainedCopy): readonly string[] {
  return holds.length === 0 ? [''] : holds;
}

/** The same apart for a kind the policy has a rule of its own for. */
function ownContentsOf(copy: RetainedCopy, policy: RetentionPolicy): readonly string[] {
  return policy.maxAgeDays[copy.kind] === undefined ? [] : contentsOf(copy).map((name) => `${copy.kind} ${name}`);
}
