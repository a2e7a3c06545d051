import { describe, expect, it } from 'vitest';
import { lineFieldsOf, planErrors, planFieldsOf, planOf, presetsToAdd } from '../../../../src/renderer/features/cron/rules/cron-fields.ts';
import { atServer, zoneWords } from '../../../../src/renderer/features/cron/rules/cron-words.ts';
import { CronPlan } from '../../../../src/shared/model/cron.ts';
import { CRON_PRESETS, DEFAULT_CRON_PLAN } from '../../../../src/shared/model/cron-presets.ts';

describe('the plan for a server in plain fields', () => {
  it('comes out as it went in', () => {
    expect(planOf(planFieldsOf(DEFAULT_CRON_PLAN))).toEqual(DEFAULT_CRON_PLAN);
    const told = {
      ...DEFAULT_CRON_PLAN,
      settings: { ...DEFAULT_CRON_PLAN.settings, mailTo: 'ada@example.org', webhookUrl: 'https://example.org/hook' },
    };
    expect(planOf(planFieldsOf(told))).toEqual(told);
  });

  it('offers the presets that are not in it yet, and every one of them is a plan the contract takes', () => {
    const fields = planFieldsOf(DEFAULT_CRON_PLAN);
    const offered = presetsToAdd(fields).map(({ name }) => name);
    expect(offered).toContain('database-business-hours');
    expect(offered).not.toContain('database-daily-02');
    for (const { lines } of CRON_PRESETS) {
      const plan = planOf({ ...fields, lines: lines.map(lineFieldsOf) });
      expect(CronPlan.safeParse(plan).success).toBe(true);
    }
  });

  it('is no plan while a field needs a look or nothing would run', () => {
    const fields = planFieldsOf(null);
    expect(planOf({ ...fields, lines: [] })).toBeNull();
    expect(planOf({ ...fields, mailTo: 'ada@example.org, grace@example.org' })).toBeNull();
    expect(planErrors({ ...fields, mailTo: 'nobody', webhookUrl: 'ftp://example.org' })).toMatchObject({
      mailTo: 'One mail address.',
      webhookUrl: 'An address that begins with https://.',
    });
    expect(planErrors({ ...fields, numbers: { ...fields.numbers, keepDatabaseDays: '0' } }).numbers).toEqual({
      keepDatabaseDays: 'A whole number from 1 to 3650.',
    });
  });

  it('shows times by the clock of the server', () => {
    const zone = { name: 'America/New_York', offsetMinutes: -300 };
    expect(atServer('2026-11-21T07:00:00.000Z', zone, Date.parse('2026-11-20T12:00:00.000Z'))).toBe('Sat 21 Nov 02:00');
    expect(zoneWords(zone)).toBe('America/New_York, UTC−5');
    expect(zoneWords({ name: '', offsetMinutes: 330 })).toBe('UTC+5:30');
    expect(zoneWords({ name: '', offsetMinutes: 0 })).toBe('UTC');
  });
});
