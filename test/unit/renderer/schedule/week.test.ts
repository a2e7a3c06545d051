import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../../src/renderer/features/schedule/rules/week-cells.ts';
import { addDays, entriesOf, mondayOf, summaryOf, weekGroups } from '../../../../src/renderer/features/schedule/rules/week.ts';
import { stripWords } from '../../../../src/renderer/features/schedule/rules/strip-words.ts';
import { SiteId } from '../../../../src/shared/model/ids.ts';
import type { Slot } from '../../../../src/shared/model/schedule.ts';
import { sampleServer, sampleSite, sampleSummary } from '../../model-samples.ts';

/** Friday, in the zone of this computer. */
const NOW = new Date(2026, 10, 20, 9, 41).getTime();
const at = (day: number, hour: number, minute = 0): string => new Date(2026, 10, day, hour, minute).toISOString();
const SITE = SiteId.parse('00000051-0000-4000-8000-000000000001');
const OTHER = SiteId.parse('00000051-0000-4000-8000-000000000002');
const NOTHING = { slots: [], planned: [], crons: [], backups: [] };

const slot = (dueAt: string, changes: Partial<Slot> = {}): Slot => ({
  siteId: SITE,
  work: 'pull',
  dueAt,
  state: 'done',
  reason: null,
  text: '',
  startedAt: dueAt,
  settledAt: dueAt,
  jobIds: [],
  attempts: 1,
  cutOff: 0,
  notBefore: null,
  caughtUpBy: null,
  ...changes,
});

describe('the week of what runs by itself', () => {
  it('begins on Monday at midnight, also where the clock is changed', () => {
    expect(new Date(mondayOf(NOW)).getDate()).toBe(16);
    expect(mondayOf(mondayOf(NOW))).toBe(mondayOf(NOW));
    const march = new Date(2026, 2, 23).getTime();
    expect(new Date(addDays(march, 7)).getHours()).toBe(0);
    expect(new Date(addDays(march, 7)).getDate()).toBe(30);
  });

  it('shows a site work by work, and several sites by who does it', () => {
    const entries = entriesOf(
      {
        ...NOTHING,
        slots: [slot(at(17, 6)), slot(at(18, 12), { work: 'verify' })],
        planned: [{ siteId: OTHER, work: 'pull', at: at(21, 6) }],
      },
      NOW,
    );
    expect(weekGroups(entries, [SITE], mondayOf(NOW)).map(({ lane, rows }) => [lane, rows.map(({ label }) => label)])).toEqual([
      ['computer', ['Pull', 'Verification']],
    ]);
    const both = weekGroups(entries, [SITE, OTHER], mondayOf(NOW));
    expect(both.map(({ siteId, rows }) => [siteId, rows.map(({ label }) => label)])).toEqual([
      [SITE, ['This computer']],
      [OTHER, ['This computer']],
    ]);
    expect(both[1]?.rows[0]?.days.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });

  it('says for a missed one why it was, and which run made up for it', () => {
    const [missed] = entriesOf(
      { ...NOTHING, slots: [slot(at(17, 6), { state: 'missed', text: 'Holdfast was closed.', caughtUpBy: at(19, 7) })] },
      NOW,
    );
    expect(missed?.state).toEqual({ tone: 'warn', word: 'Missed' });
    expect(missed?.text).toBe('Holdfast was closed. Made up for by the run of Thu 19 Nov 07:00.');
  });

  it('says when something began later than it was due', () => {
    const [late] = entriesOf({ ...NOTHING, slots: [slot(at(17, 6), { startedAt: at(17, 6, 40) })] }, NOW);
    expect(late?.text).toBe('Began at Tue 17 Nov 06:40.');
  });

  it('keeps checkpoints and backups by hand apart from what ran by itself, and shows a scheduled backup once', () => {
    const site = { ...sampleSite(sampleServer()), id: SITE };
    const of = (trigger: 'checkpoint' | 'manual' | 'scheduled' | 'adopted') =>
      sampleSummary(site, { trigger, startedAt: at(18, 14), label: trigger === 'checkpoint' ? 'before Laravel 12' : null });
    const entries = entriesOf({ ...NOTHING, backups: [of('checkpoint'), of('manual'), of('scheduled'), of('adopted')] }, NOW);
    expect(entries.map(({ lane, what, text }) => [lane, what, text])).toEqual([
      ['hand', 'Checkpoint', 'before Laravel 12'],
      ['hand', 'Backup', ''],
      ['server', 'Backups that were pulled', ''],
    ]);
  });

  it('tells many runs of a day together by their worst, and what is to come apart', () => {
    const hours = [8, 9, 10, 11, 12].map((hour) => slot(at(19, hour), hour === 10 ? { state: 'missed' } : {}));
    const entries = entriesOf({ ...NOTHING, slots: hours }, NOW);
    expect(summaryOf(entries)).toEqual({ state: { tone: 'warn', word: 'Missed' }, words: '1 of 5 missed' });
    const [group] = weekGroups(entries, [SITE], mondayOf(NOW));
    expect(cellsOf(group?.rows ?? [], 3).map(({ day, label }) => [day, label])).toEqual([[3, '1 of 5 missed']]);
    const today = entriesOf({ ...NOTHING, slots: [slot(at(20, 6, 30))], planned: [{ siteId: SITE, work: 'pull', at: at(20, 18) }] }, NOW);
    const [own] = weekGroups(today, [SITE], mondayOf(NOW));
    expect(cellsOf(own?.rows ?? [], 3).map(({ label, planned }) => [label, planned])).toEqual([
      ['06:30', false],
      ['18:00', true],
    ]);
  });

  it('counts in words what the strip shows', () => {
    const slots = [slot(at(16, 6)), slot(at(17, 6)), slot(at(18, 6), { state: 'missed' }), slot(at(19, 6), { state: 'failed' })];
    expect(stripWords(slots, NOW)).toBe('2 done, 1 failed, 1 missed since Mon 16 Nov');
    expect(stripWords([], NOW)).toBe('Nothing was due yet');
  });
});
