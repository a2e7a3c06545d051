import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavingNow, planRetention } from '../../../src/main/retention/plan-retention.ts';
import type { RetainedCopy } from '../../../src/main/retention/retained-copy.ts';
import { reaches } from '../../../src/shared/model/proof.ts';
import type { Generations, RetentionPolicy } from '../../../src/shared/model/retention.ts';
import { copyAt, idOf, policyOf } from './retention-samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca'] as const;

const generations: fc.Arbitrary<Generations> = fc.record({
  allDays: fc.nat(10),
  dailyDays: fc.nat(20),
  weeklyWeeks: fc.nat(8),
  monthlyMonths: fc.nat(6),
  yearlyYears: fc.nat(3),
});

const policies: fc.Arbitrary<RetentionPolicy> = fc
  .record({
    generations: fc.option(generations),
    maxAgeDays: fc.dictionary(fc.constantFrom('full', 'incremental', 'structure', 'data'), fc.integer({ min: 1, max: 400 })),
    keepNewest: fc.integer({ min: 1, max: 5 }),
    maxBytes: fc.option(fc.integer({ min: 1, max: 20_000 })),
    zone: fc.constantFrom(...ZONES),
  })
  .map(policyOf);

const one = fc.record({
  /** Some lie in the future. */
  hours: fc.integer({ min: -200, max: 30_000 }),
  kind: fc.constantFrom('full', 'incremental', 'structure', 'data'),
  holds: fc.subarray(['database full shop', 'database full blog', 'media files']),
  bytes: fc.integer({ min: 0, max: 1000 }),
  held: fc.boolean().map((held) => held),
  level: fc.constantFrom('present', 'intact', 'sound', 'proven', null),
  intactElsewhere: fc.boolean(),
  neededElsewhere: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  needs: fc.array(fc.nat(60), { maxLength: 4 }),
});

/** A need points to an older backup, as in every chain. */
const copies: fc.Arbitrary<readonly RetainedCopy[]> = fc.array(one, { maxLength: 60 }).map((drafts) =>
  drafts
    .toSorted((a, b) => b.hours - a.hours)
    .map(({ hours, held, needs, ...draft }, index) =>
      copyAt(index, new Date(NOW - hours * HOUR).toISOString(), {
        ...draft,
        held: held && index % 7 === 0,
        bestLevel: draft.level ?? 'present',
        needs: [...new Set(needs)].filter((need) => need < index).map(idOf),
      }),
    ),
);

const decide = (policy: RetentionPolicy, of: readonly RetainedCopy[]) => planRetention({ policy, copies: of, now: NOW, zone: 'UTC' });
/** Without reasons and the look ahead, which take the time. */
const goneFrom = (policy: RetentionPolicy, of: readonly RetainedCopy[]) => leavingNow({ policy, copies: of, now: NOW, zone: 'UTC' });
const keptFrom = (policy: RetentionPolicy, of: readonly RetainedCopy[]) => {
  const gone = goneFrom(policy, of);
  return of.map(({ backupId }) => backupId).filter((id) => !gone.has(id));
};
const isPast = ({ startedAt }: RetainedCopy): boolean => Date.parse(startedAt) <= NOW;
const byTime = (a: RetainedCopy, b: RetainedCopy): number =>
  Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.backupId < b.backupId ? -1 : 1);

describe('whatever the policy and the backups', () => {
  it('never lets the newest good, the last proven or a held one go, nor anything a kept one needs', () => {
    fc.assert(
      fc.property(policies, copies, (policy, all) => {
        const kept = new Set(keptFrom(policy, all));
        const good = all.filter((copy) => isPast(copy) && copy.level !== null).toSorted(byTime);
        const newest = good.at(-1);
        const best = (['proven', 'sound', 'intact'] as const).find((level) =>
          good.some((copy) => copy.level !== null && reaches(copy.level, level)),
        );
        const lastProven = good.findLast((copy) => best !== undefined && copy.level !== null && reaches(copy.level, best));
        const must = [newest, lastProven, ...all.filter(({ held }) => held)].flatMap((copy) => copy?.backupId ?? []);
        for (const id of must) expect(kept).toContain(id);
        const ids = new Set(all.map(({ backupId }) => backupId));
        const needs = all.filter(({ backupId }) => kept.has(backupId)).flatMap((copy) => copy.needs.filter((need) => ids.has(need)));
        for (const need of needs) expect(kept).toContain(need);
      }),
    );
  });

  it('does not depend on the order in which backups are given', () => {
    fc.assert(
      fc.property(
        policies,
        copies.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length }))),
        (policy, [all, shuffled]) => {
          expect(decide(policy, shuffled)).toEqual(decide(policy, all));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('lets nothing more go when it is applied twice at the same moment', () => {
    fc.assert(
      fc.property(policies, copies, (policy, all) => {
        const kept = new Set(keptFrom(policy, all));
        const left = all.filter(({ backupId }) => kept.has(backupId));
        expect([...goneFrom(policy, left)]).toEqual([]);
      }),
    );
  });

  it('lets no more go when the policy keeps more', () => {
    const more = fc.record({
      keepNewest: fc.nat(4),
      all: fc.nat(9),
      age: fc.nat(200),
    });
    fc.assert(
      fc.property(policies, copies, more, (drawn, all, add) => {
        const policy = { ...drawn, maxBytes: null };
        const wider: RetentionPolicy = {
          ...policy,
          keepNewest: policy.keepNewest + add.keepNewest,
          generations:
            policy.generations === null
              ? null
              : {
                  ...policy.generations,
                  allDays: policy.generations.allDays + add.all,
                  dailyDays: Math.max(0, policy.generations.dailyDays - add.all),
                },
          maxAgeDays: Object.fromEntries(Object.entries(policy.maxAgeDays).map(([kind, days]) => [kind, days + add.age])),
        };
        // A longer first generation at the cost of the second: everything else begins where it did.
        fc.pre(policy.generations === null || (policy.generations.allDays > 0 && policy.generations.dailyDays >= add.all));
        const gone = goneFrom(policy, all);
        for (const id of goneFrom(wider, all)) expect(gone).toContain(id);
      }),
    );
  });

  it('lets no more go under a wider size cap', () => {
    fc.assert(
      fc.property(policies, copies, fc.nat(5000), (policy, all, more) => {
        fc.pre(policy.maxBytes !== null);
        const gone = goneFrom(policy, all);
        for (const maxBytes of [(policy.maxBytes ?? 0) + more, null])
          for (const id of goneFrom({ ...policy, maxBytes }, all)) expect(gone).toContain(id);
      }),
    );
  });

  it('stays within the size cap, or lets nothing that may go stay', () => {
    fc.assert(
      fc.property(policies, copies, (policy, all) => {
        fc.pre(policy.maxBytes !== null);
        const decisions = decide(policy, all).filter(({ keep }) => keep);
        if (decisions.reduce((sum, { bytes }) => sum + bytes, 0) <= (policy.maxBytes ?? 0)) return;
        const bound = new Set(['held', 'newest', 'last-proven', 'count', 'future', 'chain']);
        for (const { reasons } of decisions) expect(reasons.some(({ code }) => bound.has(code))).toBe(true);
      }),
    );
  });
});

describe('generations', () => {
  it('keep what a slow model keeps that writes every period down as a text of the calendar', () => {
    const plain = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 80 });
    fc.assert(
      fc.property(generations, plain, fc.constantFrom(...ZONES), (rules, hours, zone) => {
        const all = hours.toSorted((a, b) => b - a).map((ago, index) => copyAt(index, new Date(NOW - ago * HOUR).toISOString()));
        const kept = keptFrom(policyOf({ generations: rules, zone }), all);
        expect(new Set(kept)).toEqual(slowModel(all, rules, zone));
      }),
    );
  });
});

/** Local date as text, `2026-11-21`. */
function dateIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** A date so many units earlier, found step by step. */
function earlier(date: string, days: number, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const back = new Date(Date.UTC(year, month - 1 - months, 1));
  const lastOfMonth = new Date(Date.UTC(back.getUTCFullYear(), back.getUTCMonth() + 1, 0)).getUTCDate();
  const result = new Date(Date.UTC(back.getUTCFullYear(), back.getUTCMonth(), Math.min(day, lastOfMonth) - days));
  return result.toISOString().slice(0, 10);
}

/** The Monday of the week, by walking back. */
function weekName(date: string): string {
  let monday = new Date(`${date}T00:00:00Z`);
  while (monday.getUTCDay() !== 1) monday = new Date(monday.getTime() - 24 * HOUR);
  return monday.toISOString().slice(0, 10);
}

function slowModel(all: readonly RetainedCopy[], rules: Generations, zone: string): ReadonlySet<string> {
  const today = dateIn(zone, NOW);
  const endOfAll = earlier(today, rules.allDays === 0 ? -1 : rules.allDays, 0);
  const endOfDaily = earlier(endOfAll, rules.dailyDays, 0);
  const endOfWeekly = earlier(endOfDaily, rules.weeklyWeeks * 7, 0);
  const endOfMonthly = earlier(endOfWeekly, 0, rules.monthlyMonths);
  const endOfYearly = earlier(endOfMonthly, 0, rules.yearlyYears * 12);
  const groups = new Map<string, RetainedCopy[]>();
  for (const copy of all) {
    const date = dateIn(zone, Date.parse(copy.startedAt));
    const name =
      date >= endOfAll
        ? copy.backupId
        : date >= endOfDaily
          ? `day ${date}`
          : date >= endOfWeekly
            ? `week ${weekName(date)}`
            : date >= endOfMonthly
              ? `month ${date.slice(0, 7)}`
              : date >= endOfYearly
                ? `year ${date.slice(0, 4)}`
                : null;
    if (name !== null) groups.set(name, [...(groups.get(name) ?? []), copy]);
  }
  const newestOf = (group: readonly RetainedCopy[]) => group.toSorted(byTime).at(-1)?.backupId;
  // The newest of all and the last that is intact stay whatever the generations say; here they are the same one.
  return new Set([...groups.values(), all].flatMap((group) => newestOf(group) ?? []));
}
