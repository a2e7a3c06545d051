import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { slotAt } from '../../../src/main/schedule/record-due.ts';
import { SiteId } from '../../../src/shared/model/ids.ts';
import { scratchCatalog } from './catalog-folder.ts';

const SITE = SiteId.parse('11111111-1111-4111-8111-111111111111');
const HOUR = 3_600_000;

it('finds when work was last done among a year of hours as fast as the newest run, because every look at the fleet asks', () => {
  const catalog = scratchCatalog();
  const { slots } = catalog;
  const begin = Date.parse('2026-01-01T00:00:00.000Z');
  catalog.atomically(() => {
    for (let hour = 0; hour < 8760; hour += 1) {
      const at = begin + hour * HOUR;
      slots.put({ ...slotAt({ siteId: SITE, work: 'health' }, at), state: 'done', settledAt: new Date(at + 60_000).toISOString() });
    }
  });
  const until = '2027-06-01T00:00:00.000Z';
  const timeOf = (ask: () => unknown): number => {
    const from = performance.now();
    for (let n = 0; n < 50; n += 1) ask();
    return performance.now() - from;
  };
  expect(slots.lastDoneAt(SITE, 'health', until)).toBe('2026-12-31T23:01:00.000Z');
  const reference = Math.min(...[1, 2, 3].map(() => timeOf(() => slots.newestRun(SITE, 'health', until))));
  const measured = Math.min(...[1, 2, 3].map(() => timeOf(() => slots.lastDoneAt(SITE, 'health', until))));
  expect(measured).toBeLessThan(10 * reference + 5);
});
