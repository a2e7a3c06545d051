import { describe, expect, test } from 'vitest';
import { type ChecklistRun, type ChecklistPeriod, DEFAULT_CHECKLIST_SETTINGS, type Evidence } from '../../../src/shared/model/checklist.ts';
import { periodsUpTo, startOf } from '../../../src/shared/model/checklist-period.ts';
import { confirmStep, withdrawStep } from '../../../src/main/checklist/confirm.ts';
import { evidenceOf } from '../../../src/main/checklist/evidence-of.ts';
import { checklistHistory } from '../../../src/main/checklist/history.ts';
import { checklistReport, checklistReportJson } from '../../../src/main/checklist/report.ts';
import { type StepDefinition, stepsOf } from '../../../src/main/checklist/steps.ts';
import { checklistGlance, checklistView, type Looking, meantPeriod } from '../../../src/main/checklist/view.ts';
import { checklistFindings } from '../../../src/main/health/checklist-findings.ts';
import { goodFacts, goodSite } from './checklist-samples.ts';

const ZONE = 'Europe/Berlin';
const STEPS = stepsOf('weekly', DEFAULT_CHECKLIST_SETTINGS);
const looking = (now: string, since: string | null = '2026-01-01T00:00:00.000Z'): Looking => ({
  now: Date.parse(now),
  zone: ZONE,
  settings: DEFAULT_CHECKLIST_SETTINGS,
  since,
});
const good = (step: StepDefinition): Evidence => evidenceOf(step.id, goodFacts());
const bad = (step: StepDefinition): Evidence => evidenceOf(step.id, goodFacts({ sites: [goodSite({ newest: null })] }));

/** A run with so many steps confirmed, two minutes each, from noon of its Friday on. */
function run(period: ChecklistPeriod, steps = STEPS.length): ChecklistRun {
  const start = startOf(period, ZONE) + 4.5 * 86_400_000;
  return STEPS.slice(0, steps).reduce<ChecklistRun>(
    (before, step, index) =>
      confirmStep(before, STEPS, { step, evidence: good(step), note: '', at: new Date(start + index * 120_000).toISOString() }),
    { list: 'weekly', period, startedAt: new Date(start).toISOString(), completedAt: null, steps: [] },
  );
}

describe('confirming', () => {
  const [, recent] = STEPS;
  if (recent === undefined) throw new Error('no step');
  const start = { list: 'weekly', period: '2026-W47' } as const;
  test('asks for one line why where the evidence is not in order, and keeps line and evidence as they were', () => {
    const confirmed = { step: recent, evidence: bad(recent), note: '', at: '2026-11-20T09:00:00.000Z' };
    expect(() => confirmStep(start, STEPS, confirmed)).toThrow(expect.objectContaining({ code: 'checklist.note-needed' }));
    const after = confirmStep(start, STEPS, { ...confirmed, note: 'known, being mended' });
    expect(after.steps[1]?.confirmation).toEqual({ at: confirmed.at, note: 'known, being mended', evidence: confirmed.evidence });
    expect(after.completedAt).toBeNull();
  });
  test('is complete with the last step, and open again when one is taken back', () => {
    const whole = run('2026-W47');
    expect(whole.completedAt).toBe('2026-11-20T11:12:00.000Z');
    expect(withdrawStep(whole, 'status')).toMatchObject({ completedAt: null, startedAt: '2026-11-20T11:02:00.000Z' });
    expect(withdrawStep(run('2026-W47', 1), 'status')).toBeNull();
  });
});

describe('a list', () => {
  test('can be finished until the next one is due, and shows no new evidence after that', () => {
    const view = (now: string) =>
      checklistView('weekly', {
        ...looking(now),
        period: '2026-W47',
        run: run('2026-W47', 3),
        before: run('2026-W46'),
        after: null,
        facts: goodFacts(),
      });
    expect(view('2026-11-20T12:00:00Z').open).toBe(true);
    expect(view('2026-11-27T07:59:00Z').open).toBe(true);
    expect(view('2026-11-27T08:00:00Z').open).toBe(false);
  });
  test('says that the one before can still be finished, and what was noted then', () => {
    const before = { ...run('2026-W46', 2) };
    const noted = confirmStep(before, STEPS, {
      step: STEPS[1]!,
      evidence: bad(STEPS[1]!),
      note: 'moved the pull to Thursday',
      at: '2026-11-13T12:00:00.000Z',
    });
    const view = checklistView('weekly', {
      ...looking('2026-11-17T12:00:00Z'),
      period: '2026-W47',
      run: null,
      before: noted,
      after: null,
      facts: null,
    });
    expect(view.openPeriods).toMatchObject([
      { period: '2026-W46', label: 'week 46', confirmed: 2, total: 7, closesAt: '2026-11-20T08:00:00.000Z' },
      { period: '2026-W47', label: 'week 47', confirmed: 0, total: 7, dueAt: '2026-11-20T08:00:00.000Z' },
    ]);
    expect(view.lastNotes).toEqual([{ stepTitle: 'A recent backup exists', headline: '0 of 1 site', note: 'moved the pull to Thursday' }]);
  });
  test('is the unfinished one of Friday while nobody names another, until it is finished or closed', () => {
    const monday = looking('2026-11-23T12:00:00Z');
    expect(meantPeriod('weekly', run('2026-W47', 6), monday)).toBe('2026-W47');
    expect(meantPeriod('weekly', null, monday)).toBe('2026-W47');
    expect(meantPeriod('weekly', run('2026-W47'), monday)).toBe('2026-W48');
    expect(meantPeriod('weekly', run('2026-W47', 6), looking('2026-11-27T08:00:00Z'))).toBe('2026-W48');
    // Nobody had a site by then: there is nothing to finish.
    expect(meantPeriod('weekly', null, looking('2026-11-23T12:00:00Z', '2026-11-21T00:00:00.000Z'))).toBe('2026-W48');
  });
  test('shows the other list that is open beside a finished one, and none beside one that is closed', () => {
    const view = (now: string, period: ChecklistPeriod) =>
      checklistView('weekly', { ...looking(now), period, run: run(period), before: null, after: null, facts: null }).openPeriods;
    expect(view('2026-11-23T12:00:00Z', '2026-W47')).toMatchObject([{ period: '2026-W47', isComplete: true }, { period: '2026-W48' }]);
    expect(view('2026-11-27T08:00:00Z', '2026-W47')).toMatchObject([{ period: '2026-W48' }]);
    expect(view('2026-11-27T08:00:00Z', '2026-W40')).toEqual([]);
  });
  test('keeps a confirmed step that was taken off the list meanwhile, and shows own steps last', () => {
    const id = 'custom:33333333-3333-4333-8333-333333333333' as const;
    const settings = { ...DEFAULT_CHECKLIST_SETTINGS, customSteps: [{ id, list: 'weekly' as const, title: 'Read the mail', about: '' }] };
    const steps = stepsOf('weekly', settings);
    const own = steps.at(-1);
    if (own === undefined) throw new Error('no own step');
    const kept = confirmStep({ list: 'weekly', period: '2026-W47' }, steps, {
      step: own,
      evidence: good(own),
      note: '',
      at: '2026-11-20T09:00:00.000Z',
    });
    const view = checklistView('weekly', {
      ...looking('2026-11-20T12:00:00Z'),
      period: '2026-W47',
      run: kept,
      before: null,
      after: null,
      facts: null,
    });
    expect(view.steps.at(-1)).toMatchObject({ id, title: 'Read the mail', confirmation: { note: '' } });
  });
  test('is told in the rail as so many of so many, due and overdue', () => {
    const glance = (now: string) => checklistGlance('weekly', '2026-W47', run('2026-W47', 4), looking(now));
    expect(glance('2026-11-18T12:00:00Z')).toMatchObject({ confirmed: 4, total: 7, state: 'not-due' });
    expect(glance('2026-11-20T12:00:00Z').state).toBe('due');
  });
});

describe('history', () => {
  const now = '2026-11-20T12:00:00Z';
  const weeks = periodsUpTo('2026-W47', 26);
  test('counts what was finished in a row, the usual time, and leaves unfinished weeks in sight', () => {
    const runs = weeks.flatMap((period, index) => (index === 6 ? [] : [run(period, index === 2 || index === 25 ? 4 : 7)]));
    const history = checklistHistory('weekly', runs, looking(now));
    expect(history).toMatchObject({ streak: 18, complete: 23, counted: 25, usualMs: 720_000, missed: [weeks[6]] });
    expect(history.longest).toEqual({ length: 18, sincePeriod: weeks[7] });
    expect(history.entries.map(({ state }) => state)[2]).toBe('partial');
    expect(history.entries.at(-1)).toMatchObject({ state: 'open', confirmed: 4 });
  });
  test('blames nobody for the weeks before the first site', () => {
    const history = checklistHistory('weekly', [], looking(now, '2026-11-10T00:00:00.000Z'));
    expect(history).toMatchObject({ streak: 0, counted: 1, missed: ['2026-W46'], longest: null, usualMs: null });
    expect(history.entries.filter(({ state }) => state === 'before')).toHaveLength(24);
  });
});

describe('findings', () => {
  const say = (now: string, runs: readonly ChecklistRun[] = [], changes: Partial<Parameters<typeof checklistFindings>[0]> = {}) =>
    checklistFindings({
      now: Date.parse(now),
      zone: ZONE,
      settings: { ...DEFAULT_CHECKLIST_SETTINGS, monthly: false, quarterly: false },
      since: '2026-11-16T00:00:00.000Z',
      runs,
      ...changes,
    }).map(({ code, text, severity }) => ({ code, text, severity }));
  test('is quiet before the hour, reminds from it on, and finds the week unfinished on Monday', () => {
    expect(say('2026-11-20T07:59:00Z')).toEqual([]);
    expect(say('2026-11-20T08:00:00Z')).toEqual([
      { code: 'checklist-due', severity: 'note', text: 'The weekly checklist of week 47 is due: no step is confirmed.' },
    ]);
    expect(say('2026-11-23T08:00:00Z', [run('2026-W47', 4)])).toEqual([
      {
        code: 'checklist-unfinished',
        severity: 'at-risk',
        text: 'The weekly checklist of week 47 is unfinished: 4 of 7 steps are confirmed.',
      },
    ]);
  });
  test('ends with the week that is finished, also when a later one is', () => {
    expect(say('2026-11-23T08:00:00Z', [run('2026-W47')])).toEqual([]);
    expect(say('2026-11-28T08:00:00Z', [run('2026-W48')])).toEqual([]);
  });
  test('says one thing of several weeks, and how many there were', () => {
    const [only, ...others] = say('2026-12-08T08:00:00Z');
    expect(others).toEqual([]);
    expect(only?.text).toBe('The weekly checklist of week 49 is unfinished: no step is confirmed. So were the 2 before.');
  });
  test('asks nothing of who has no site, nor where no reminder is wanted', () => {
    expect(say('2026-12-08T08:00:00Z', [], { since: null })).toEqual([]);
    const settings = { ...DEFAULT_CHECKLIST_SETTINGS, monthly: false, quarterly: false, remind: false };
    expect(say('2026-11-20T12:00:00Z', [], { settings })).toEqual([]);
  });
  test('knows the monthly and the quarterly list as well', () => {
    const texts = say('2027-01-05T09:00:00Z', [run('2026-W53')], { settings: DEFAULT_CHECKLIST_SETTINGS }).map(({ text }) => text);
    expect(texts).toContain('The monthly checklist of January 2027 is unfinished: no step is confirmed. So was the one before.');
    expect(texts).toContain('The quarterly checklist of 1st quarter 2027 is unfinished: no step is confirmed.');
  });
});

describe('the printed sheet', () => {
  const view = checklistView('weekly', {
    ...looking('2026-11-20T12:00:00Z'),
    period: '2026-W47',
    run: confirmStep(run('2026-W47', 1), STEPS, {
      step: STEPS[1]!,
      evidence: bad(STEPS[1]!),
      note: 'password=hunter2 is <b>not</b> for here',
      at: '2026-11-20T11:30:00.000Z',
    }),
    before: null,
    after: null,
    facts: goodFacts(),
  });
  const facts = {
    view,
    history: checklistHistory('weekly', [], looking('2026-11-20T12:00:00Z')),
    writtenAt: '2026-11-20T12:00:00.000Z',
    appVersion: '1',
  };
  test('carries the evidence as it was confirmed, the line why, and no secret', () => {
    const page = checklistReport(facts);
    expect(page).toContain('2 of 7 steps confirmed.');
    expect(page).toContain('NOT in order: 0 of 1 site');
    expect(page).toContain('&lt;b&gt;not&lt;/b&gt;');
    expect(page).not.toContain('hunter2');
    expect(checklistReportJson(facts)).not.toContain('hunter2');
    expect(JSON.parse(checklistReportJson(facts))).toMatchObject({ format: 'holdfast-checklist', checklist: { period: '2026-W47' } });
  });
});
