import { describe, expect, it } from 'vitest';
import { leavingNow, planOf, planRetention, type RetentionQuestion } from '../../../src/main/retention/plan-retention.ts';
import { PlaceId } from '../../../src/shared/model/ids.ts';
import { codesOf, copyAt, goneOf, idOf, keptOf, policyOf, SPATIE } from './retention-samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;
const ago = (days: number, hour = 2): string => new Date(Math.floor(NOW / DAY - days) * DAY + hour * 3_600_000).toISOString();
const plan = (question: Partial<RetentionQuestion>) =>
  planRetention({ policy: policyOf(), copies: [], now: NOW, zone: 'UTC', ...question });
const daily = (count: number) => Array.from({ length: count }, (_, day) => copyAt(day + 1, ago(day)));

describe('what never goes', () => {
  it('deletes nothing while retention is off', () => {
    const decisions = plan({ policy: policyOf({ enabled: false, maxBytes: 1 }), copies: daily(900) });
    expect(goneOf(decisions)).toEqual([]);
    expect(codesOf(decisions, idOf(900))).toEqual(['retention-off']);
    expect(decisions.every(({ goesAt }) => goesAt === null)).toBe(true);
  });

  it('keeps the newest however old it is, and as many as the policy says', () => {
    const copies = [copyAt(1, ago(4000)), copyAt(2, ago(3000)), copyAt(3, ago(2000))];
    expect(keptOf(plan({ copies }))).toEqual([idOf(3)]);
    expect(keptOf(plan({ copies, policy: policyOf({ keepNewest: 2 }) }))).toEqual([idOf(2), idOf(3)]);
  });

  it('does not take a copy whose check failed for the newest', () => {
    const copies = [copyAt(1, ago(30)), copyAt(2, ago(20)), copyAt(3, ago(10), { level: null })];
    const decisions = plan({ copies });
    expect(keptOf(decisions)).toEqual([idOf(2)]);
    expect(decisions.at(-1)?.reasons[0]?.text).toContain('Its last check here failed');
  });

  it('keeps the last one that was restored in a drill, else the last sound, else the last intact one', () => {
    const copies = [
      copyAt(1, ago(50), { level: 'proven', bestLevel: 'proven' }),
      copyAt(2, ago(40), { level: 'proven', bestLevel: 'proven' }),
      copyAt(3, ago(30), { level: 'sound', bestLevel: 'sound' }),
      copyAt(4, ago(20), { level: 'intact' }),
      copyAt(5, ago(10), { level: 'present', bestLevel: 'present' }),
    ];
    expect(keptOf(plan({ copies }))).toEqual([idOf(2), idOf(5)]);
    expect(keptOf(plan({ copies: copies.slice(2) }))).toEqual([idOf(3), idOf(5)]);
    expect(keptOf(plan({ copies: copies.slice(3) }))).toEqual([idOf(4), idOf(5)]);
  });

  it('keeps the newest of each thing a site has, not only of the site', () => {
    const copies = [
      copyAt(1, ago(50), { holds: ['database full shop', 'media files'] }),
      copyAt(2, ago(40), { holds: ['database full shop'] }),
      copyAt(3, ago(30), { holds: ['database structure shop'], kind: 'structure' }),
      copyAt(4, ago(20), { holds: ['database structure shop'], kind: 'structure' }),
    ];
    expect(keptOf(plan({ copies }))).toEqual([idOf(1), idOf(2), idOf(4)]);
  });

  it('keeps the newest of a kind the policy has a rule of its own for', () => {
    const copies = [
      copyAt(1, ago(50), { holds: ['media files'] }),
      copyAt(2, ago(40), { holds: ['media files'], kind: 'incremental' }),
      copyAt(3, ago(30), { holds: ['media files'], kind: 'incremental' }),
    ];
    expect(keptOf(plan({ copies, policy: policyOf({ maxAgeDays: { full: 30, incremental: 7 } }) }))).toEqual([idOf(1), idOf(3)]);
  });

  it('keeps what is held, and what it needs', () => {
    const copies = [copyAt(1, ago(50)), copyAt(2, ago(49), { held: true, needs: [idOf(1)] }), copyAt(3, ago(3)), copyAt(4, ago(1))];
    const decisions = plan({ copies });
    expect(keptOf(decisions)).toEqual([idOf(1), idOf(2), idOf(4)]);
    expect([codesOf(decisions, idOf(1)), codesOf(decisions, idOf(2))]).toEqual([['chain'], ['held']]);
    expect(decisions[0]?.reasons[0]?.text).toBe('The backup of 3 Oct 2026 needs its archive.');
  });

  it('keeps the copy of the last proven one that is intact nowhere else', () => {
    const last = copyAt(1, ago(50), { level: 'present', bestLevel: 'proven' });
    const newest = copyAt(2, ago(1));
    expect(keptOf(plan({ copies: [last, newest] }))).toEqual([idOf(1), idOf(2)]);
    expect(keptOf(plan({ copies: [{ ...last, intactElsewhere: true }, newest] }))).toEqual([idOf(2)]);
  });

  it('keeps an archive that a copy in another place cannot do without', () => {
    const decisions = plan({
      copies: [copyAt(1, ago(50), { neededElsewhere: true }), copyAt(2, ago(1))],
      policy: policyOf({ maxBytes: 1 }),
    });
    expect(codesOf(decisions, idOf(1))).toEqual(['chain']);
  });

  it('keeps what a wrong clock dated in the future, and does not take it for the newest', () => {
    const copies = [copyAt(1, ago(50)), copyAt(2, ago(40)), copyAt(3, '2031-01-01T00:00:00Z')];
    const decisions = plan({ copies });
    expect(keptOf(decisions)).toEqual([idOf(2), idOf(3)]);
    expect(codesOf(decisions, idOf(3))).toEqual(['future']);
  });

  it('deletes nothing when the clock of this computer was set back before all backups', () => {
    expect(
      goneOf(plan({ copies: daily(900), policy: policyOf({ generations: SPATIE }), now: Date.parse('1999-01-01T00:00:00Z') })),
    ).toEqual([]);
  });
});

describe('chains', () => {
  const chain = (from: number, count: number, days: number) =>
    Array.from({ length: count }, (_, index) =>
      copyAt(from + index, ago(days - index), {
        kind: index === 0 ? 'full' : 'incremental',
        holds: ['media files'],
        needs: Array.from({ length: index }, (_unused, before) => idOf(from + before)),
      }),
    );

  it('lets an incremental go although its full stays, never the full before it', () => {
    const copies = [...chain(1, 3, 20), copyAt(9, ago(1), { holds: ['media files'], needs: [idOf(1)], kind: 'incremental' })];
    expect(goneOf(plan({ copies }))).toEqual([idOf(2), idOf(3)]);
  });

  it('lets a chain go whole when no part of it is wanted any more', () => {
    const decisions = plan({
      copies: [...chain(1, 5, 60), ...chain(10, 3, 4)],
      policy: policyOf({ maxAgeDays: { full: 30, incremental: 30 } }),
    });
    expect(goneOf(decisions)).toEqual([1, 2, 3, 4, 5].map(idOf));
  });

  it('keeps an old full as long as one of its incrementals is young', () => {
    const decisions = plan({ copies: chain(1, 5, 33), policy: policyOf({ maxAgeDays: { full: 30, incremental: 30 } }) });
    expect(goneOf(decisions)).toEqual([]);
    expect(codesOf(decisions, idOf(1))).toContain('chain');
  });

  it('keeps what is needed by way of others, however many stand between', () => {
    const hourly = (n: number): string => new Date(NOW - (20_000 - n) * 3_600_000).toISOString();
    const copies = Array.from({ length: 20_000 }, (_, n) =>
      copyAt(n + 1, hourly(n), n === 0 ? {} : { kind: 'incremental', holds: ['media files'], needs: [idOf(n)] }),
    );
    const question = { copies, now: NOW, zone: 'UTC' };
    expect(leavingNow({ ...question, policy: policyOf() }).size).toBe(0);
    const end = copyAt(30_000, new Date(NOW - 1000).toISOString(), { holds: ['media files'] });
    const capped = policyOf({ generations: { allDays: 1, dailyDays: 0, weeklyWeeks: 0, monthlyMonths: 0, yearlyYears: 0 }, maxBytes: 500 });
    expect(leavingNow({ ...question, copies: [...copies, end], policy: capped }).size).toBe(19_999);
  });

  it('never deletes more of a chain to meet the size cap than may go, and takes its end before its beginning', () => {
    const decisions = plan({
      copies: [...chain(1, 4, 20), ...chain(10, 2, 4)],
      policy: policyOf({ maxAgeDays: { full: 90, incremental: 90 }, maxBytes: 400 }),
    });
    expect(goneOf(decisions)).toEqual([idOf(3), idOf(4)]);
    expect(codesOf(decisions, idOf(4))).toEqual(['size-cap']);
  });
});

describe('the size cap', () => {
  it('takes the oldest first, until the rest fits', () => {
    expect(goneOf(plan({ copies: daily(10), policy: policyOf({ maxAgeDays: { full: 100 }, maxBytes: 450 }) }))).toEqual(
      [10, 9, 8, 7, 6, 5].map(idOf),
    );
  });

  it('never takes the newest ones the policy counts, the last proven one or a held one', () => {
    const copies = [
      copyAt(1, ago(9), { held: true }),
      copyAt(2, ago(8), { level: 'proven', bestLevel: 'proven' }),
      ...[3, 4, 5, 6].map((n) => copyAt(n, ago(10 - n))),
    ];
    const decisions = plan({ copies, policy: policyOf({ maxAgeDays: { full: 100 }, maxBytes: 1, keepNewest: 2 }) });
    expect(keptOf(decisions)).toEqual([1, 2, 5, 6].map(idOf));
  });
});

describe('generations', () => {
  it('keeps all of 7 days, one a day for 16, one a week for 8 weeks, one a month for 4, one a year for 2', () => {
    const decisions = plan({ copies: daily(1500), policy: policyOf({ generations: SPATIE }) });
    const counts = new Map<string, number>();
    for (const { keep, reasons } of decisions)
      if (keep) counts.set(reasons.at(-1)?.code ?? '', (counts.get(reasons.at(-1)?.code ?? '') ?? 0) + 1);
    // Periods that the limits cut count on both sides: hence 9 weeks, 5 months, 3 years.
    expect(Object.fromEntries(counts)).toEqual({ all: 8, daily: 16, weekly: 9, monthly: 5, yearly: 3 });
  });

  it('keeps the last one of a day, not the first', () => {
    const copies = [copyAt(1, ago(10, 1)), copyAt(2, ago(10, 23)), copyAt(3, ago(0))];
    expect(keptOf(plan({ copies, policy: policyOf({ generations: SPATIE }) }))).toEqual([idOf(2), idOf(3)]);
  });

  it('lets a failed copy stand for a day only when the day has no good one', () => {
    const policy = policyOf({ generations: SPATIE });
    const late = copyAt(2, ago(10, 23), { level: null });
    expect(keptOf(plan({ copies: [copyAt(1, ago(10, 1)), late, copyAt(3, ago(0))], policy }))).toEqual([idOf(1), idOf(3)]);
    expect(keptOf(plan({ copies: [late, copyAt(3, ago(0))], policy }))).toEqual([idOf(2), idOf(3)]);
  });

  it('counts days in the zone of the policy', () => {
    // 23:30 and 00:30 in Berlin: two days there, one day in UTC.
    const copies = [copyAt(1, '2026-11-10T22:30:00Z'), copyAt(2, '2026-11-10T23:30:00Z'), copyAt(3, ago(0))];
    const generations = SPATIE;
    expect(goneOf(plan({ copies, policy: policyOf({ generations, zone: 'UTC' }) }))).toEqual([idOf(1)]);
    expect(goneOf(plan({ copies, policy: policyOf({ generations, zone: 'Europe/Berlin' }) }))).toEqual([]);
    expect(goneOf(plan({ copies, zone: 'Europe/Berlin', policy: policyOf({ generations, zone: null }) }))).toEqual([]);
  });

  it.each([
    ['the 25 hours of the day clocks go back', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
    ['the 23 hours of the day clocks go forward', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
  ])('counts %s as one day', (_name, day, first, last) => {
    const now = Date.parse(`${day}T12:00:00Z`) + 10 * DAY;
    const policy = policyOf({ generations: SPATIE, zone: 'Europe/Berlin' });
    const before = new Date(Date.parse(first) - 1000).toISOString();
    const after = new Date(Date.parse(last) + 1000).toISOString();
    const copies = [copyAt(1, before), copyAt(2, first), copyAt(3, last), copyAt(4, after), copyAt(5, new Date(now - 1000).toISOString())];
    expect(goneOf(plan({ copies, now, policy }))).toEqual([idOf(2)]);
  });

  it('counts a local day that a zone left out', () => {
    // Samoa had no 30 December 2011.
    const policy = policyOf({ generations: { ...SPATIE, allDays: 0 }, zone: 'Pacific/Apia' });
    const copies = [copyAt(1, '2011-12-30T09:00:00Z'), copyAt(2, '2011-12-30T11:00:00Z'), copyAt(3, '2012-01-02T00:00:00Z')];
    expect(goneOf(plan({ copies, policy, now: Date.parse('2012-01-02T01:00:00Z') }))).toEqual([]);
  });

  it('names a zone that does not exist', () => {
    expect(() => plan({ policy: policyOf({ zone: 'Mars/Olympus' }) })).toThrow(expect.objectContaining({ code: 'retention.zone-unknown' }));
  });
});

describe('rules by kind', () => {
  it('keeps full, structure and data for 30, 7 and 90 days', () => {
    const kinds = ['full', 'structure', 'data'] as const;
    const copies = kinds.flatMap((kind, k) =>
      [5, 20, 60, 100].map((days, d) => copyAt(k * 10 + d + 1, ago(days), { kind, holds: [`database ${kind} shop`] })),
    );
    const policy = policyOf({ maxAgeDays: { full: 30, structure: 7, data: 90 } });
    expect(new Set(keptOf(plan({ copies, policy })))).toEqual(new Set([1, 2, 11, 21, 22, 23].map(idOf)));
  });

  it('leaves a kind alone that no rule speaks of', () => {
    const copies = [
      copyAt(1, ago(900)),
      copyAt(2, ago(800)),
      copyAt(3, ago(700), { kind: 'structure', holds: ['database structure shop'] }),
    ];
    const decisions = plan({ copies, policy: policyOf({ maxAgeDays: { structure: 7 } }) });
    expect(goneOf(decisions)).toEqual([]);
    expect(decisions[0]?.reasons[0]?.text).toBe('The policy has no rule for this kind: full backups stay.');
  });
});

describe('when a backup goes', () => {
  it('says the day on which the policy, as it is, lets it go', () => {
    const decisions = plan({ copies: [copyAt(1, ago(5)), copyAt(2, ago(0))], policy: policyOf({ maxAgeDays: { full: 30 } }) });
    // Of 16 November: kept for 30 days at the least, so until the end of 16 December.
    expect(decisions.map(({ goesAt }) => goesAt)).toEqual(['2026-12-17T00:00:00.000Z', null]);
  });

  it('is the moment before which a plan keeps it and at which a plan lets it go, when plans are applied as time passes', () => {
    const policy = policyOf({ generations: SPATIE, keepNewest: 3, zone: 'America/New_York' });
    const decisions = plan({ copies: daily(60), policy });
    const moments = [...new Set(decisions.flatMap(({ goesAt }) => (goesAt === null ? [] : [Date.parse(goesAt)])))].toSorted(
      (a, b) => a - b,
    );
    let left = daily(60);
    for (const now of moments) {
      expect(goneOf(plan({ copies: left, policy, now: Math.max(now - 1, NOW) })).filter(() => now > NOW)).toEqual([]);
      const gone = goneOf(plan({ copies: left, policy, now }));
      expect(gone).toEqual(decisions.filter(({ goesAt }) => goesAt !== null && Date.parse(goesAt) === now).map(({ backupId }) => backupId));
      left = left.filter(({ backupId }) => !gone.includes(backupId));
    }
    expect(left.map(({ backupId }) => backupId)).toEqual([1, 2, 3].map(idOf));
  });
});

describe('a plan', () => {
  const place = PlaceId.parse('22222222-2222-4222-8222-222222222222');

  it('has a fingerprint of what goes and of nothing else', () => {
    const policy = policyOf({ maxAgeDays: { full: 30 } });
    const print = (copies: readonly ReturnType<typeof copyAt>[]) => planOf(place, NOW, plan({ copies, policy })).fingerprint;
    const old = copyAt(1, ago(50));
    expect(print([old, copyAt(2, ago(1))])).toBe(print([copyAt(3, ago(2)), copyAt(2, ago(1)), old]));
    expect(print([old, copyAt(2, ago(1))])).not.toBe(print([old, copyAt(2, ago(1)), copyAt(4, ago(51))]));
    expect(planOf(place, NOW, plan({ copies: [old, copyAt(2, ago(1))], policy }))).toMatchObject({ deletes: 1, freesBytes: 100 });
  });
});
