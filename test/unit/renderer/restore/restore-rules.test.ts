import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultChoice, whyNothing } from '../../../../src/renderer/features/restore/rules/default-choice.ts';
import { identityChecks, isStopped } from '../../../../src/renderer/features/restore/rules/identity-checks.ts';
import { againstGoal, clock, expected, recordTime, withLocalTimes } from '../../../../src/renderer/features/restore/rules/restore-words.ts';
import { checkPaths } from '../../../../src/renderer/features/restore/rules/site-paths.ts';
import { drawTimeline } from '../../../../src/renderer/features/restore/rules/timeline.ts';
import type { Branch, Situation } from '../../../../src/shared/model/situation.ts';
import { artifactId, incidentId } from '../../../ui/world/ids.ts';
import { makeServer } from '../../../ui/world/models.ts';
import { makeSituation } from '../../../ui/world/recovery.ts';
import { MARKET, makePlan } from '../../../ui/world/restores.ts';
import { makeWholeDetails } from '../../../ui/world/whole-details.ts';

const details = makeWholeDetails(MARKET, makeServer(1));

function chosen(branch: Branch, change: Partial<Situation> = {}) {
  const situation = makeSituation({ branch, ...change });
  return defaultChoice({ incidentId: incidentId(1), siteId: MARKET.id, situation, details, placeId: null });
}

test('restores by default as little as answers the question', () => {
  expect(chosen('media-broken').databases).toEqual([]);
  expect(chosen('media-broken').media).toMatchObject([{ mode: 'different' }]);
  expect(chosen('media-broken', { paths: ['public/uploads/a.png'] }).media).toMatchObject([
    { mode: 'paths', paths: ['public/uploads/a.png'] },
  ]);
  expect(chosen('data-damaged')).toMatchObject({ databases: [{ artifactId: artifactId(1), tables: null }], media: [] });
  expect(chosen('hacked')).toMatchObject({ databases: [{ tables: null }], media: [{ mode: 'whole' }] });
});

test('never makes a whole database of a dropped table that nobody named, or that the dump lacks', () => {
  expect(whyNothing(chosen('table-dropped'))).toBe('Choose at least one thing to restore');
  expect(whyNothing(chosen('table-dropped', { tables: ['not_in_the_dump'] }))).toBe('Choose at least one thing to restore');
  expect(chosen('table-dropped', { tables: ['orders', 'not_in_the_dump'] }).databases).toMatchObject([
    { tables: [{ name: 'orders', action: 'replace' }] },
  ]);
});

test('stops for another key, folder, marker, address or host name, and for nothing else', () => {
  const server = makeServer(1);
  const plan = makePlan();
  expect(identityChecks(plan, MARKET, server).map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same', 'same', 'same']);
  expect(isStopped(plan, MARKET, server)).toBe(false);
  for (const change of [
    { hostKey: 'SHA256:other' },
    { root: '/var/www/other' },
    { marker: 'other' },
    { address: 'other.example' },
    { appUrl: 'https://other.example' },
  ])
    expect(isStopped({ ...plan, identity: { ...plan.identity, ...change } }, MARKET, server)).toBe(true);
  for (const change of [{ marker: null }, { appUrl: null }, { appUrl: 'http://aurora-market.example/shop' }])
    expect(isStopped({ ...plan, identity: { ...plan.identity, ...change } }, MARKET, server)).toBe(false);
});

test('keeps every mark of the time line inside the drawing, in the order of time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 * 86_400_000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 10 * 86_400_000 }),
      fc.option(fc.integer({ min: 0, max: 400 * 86_400_000 })),
      fc.integer({ min: 200, max: 1200 }),
      (ages, pick, sign, width) => {
        const noticed = Date.parse('2026-11-20T08:41:00.000Z');
        const backups = ages.map((age, index) => ({ id: String(index), at: noticed - age - 1 }));
        const first = backups[pick % backups.length] ?? backups[0];
        if (first === undefined) throw new Error('there is one');
        const drawing = drawTimeline({
          backups,
          chosen: first.at,
          chosenId: first.id,
          firstSign: sign === null ? null : noticed - sign,
          before: null,
          noticed,
          width,
        });
        const xs = drawing.marks.map(({ x }) => x);
        expect(xs).toEqual(xs.toSorted((a, b) => a - b));
        for (const x of [...xs, drawing.chosenX, drawing.noticedX, ...drawing.ticks.map((tick) => tick.x)]) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(width);
        }
        expect(drawing.marks.some((mark) => mark.chosen)).toBe(true);
        expect(drawing.ticks.length).toBeLessThanOrEqual(7);
      },
    ),
  );
});

test('says times and goals in words that do not pretend', () => {
  const now = Date.parse('2026-11-20T08:41:00.000Z');
  expect(recordTime('2026-11-20 08:21:10', now)).toBe('20\u00a0Nov\u00a008:21');
  expect(recordTime('2024-02-29', now)).toBe('29\u00a0Feb\u00a02024');
  expect(recordTime('1732091000', now)).toBe('1732091000');
  expect(clock(25 * 3_600_000 + 4 * 60_000)).toBe('25\u00a0h 4\u00a0min');
  expect(clock(72 * 3_600_000)).toBe('3\u00a0d');
  expect(expected(4_400)).toBe('4\u00a0s');
  expect(expected(400)).toBe('1\u00a0s');
  expect(againstGoal(90 * 60_000, 60)).toEqual({ kept: false, words: '30\u00a0min over the goal of 1\u00a0h' });
  expect(againstGoal(90 * 60_000, null)).toBeNull();
  expect(withLocalTimes('noticed 2026-11-20T08:41:00.000Z, id 2026-11-20', now)).toMatch(/^noticed Fri 20 Nov \d\d:41, id 2026-11-20$/);
});

test('takes only paths below the folder of the site', () => {
  expect(checkPaths('public/a\n\n public/b \n').paths).toEqual(['public/a', 'public/b']);
  for (const path of ['/etc/passwd', '../x', 'a/../../b', '..'])
    expect(checkPaths(path)).toMatchObject({ paths: [], error: expect.any(String) as string });
  expect(checkPaths('a..b/c').error).toBeNull();
});
