import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRunTimes } from '../../../src/main/schedule/run-times.ts';
import type { JobState } from '../../../src/shared/model/job.ts';
import type { Rhythm } from '../../../src/shared/model/rhythm.ts';
import { DAY, HOUR, MINUTE, simulatedComputer } from './simulated-computer.ts';

const rhythm = fc.oneof(
  fc.constant<Rhythm>({ kind: 'daily', at: '02:30' }),
  fc.constant<Rhythm>({ kind: 'weekly', weekday: 3, at: '07:00' }),
  fc
    .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 }))
    .map(([minute, from, until]): Rhythm => ({ kind: 'hourly', minute, from, until, weekdays: [0, 1, 2, 3, 4, 5, 6] })),
);

const event = fc.oneof(
  fc.record({ kind: fc.constant('run' as const), ms: fc.integer({ min: 1, max: 8 }).map((hours) => hours * HOUR) }),
  fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 1, max: 72 }).map((hours) => hours * HOUR) }),
  fc.record({ kind: fc.constant('close' as const), ms: fc.integer({ min: 1, max: 72 }).map((hours) => hours * HOUR) }),
  fc.record({ kind: fc.constant('server' as const), answers: fc.boolean() }),
  fc.record({ kind: fc.constant('online' as const), online: fc.constantFrom(true, false, null) }),
  fc.record({ kind: fc.constant('battery' as const), onBattery: fc.boolean() }),
  fc.record({ kind: fc.constant('jobs' as const), ms: fc.integer({ min: 1, max: 300 }).map((minutes) => minutes * MINUTE) }),
  fc.record({ kind: fc.constant('ends' as const), as: fc.constantFrom<JobState>('succeeded', 'warning', 'failed', 'cancelled') }),
);

/** Whatever happens to the computer, the server and the jobs. */
it('leaves no due time without an explanation, runs none twice, and never has the same work going twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      rhythm,
      rhythm,
      fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe'),
      fc.array(event, { minLength: 3, maxLength: 12 }),
      async (backup, push, zone, events) => {
        const begin = '2026-10-01T00:00:00.000Z';
        const computer = simulatedComputer(begin, { sites: 2 });
        const rhythms = { backup, push };
        computer.only(rhythms, zone, { onBattery: 'wait' });
        for (const each of events) {
          if (each.kind === 'run') await computer.run(each.ms, 4 * MINUTE);
          else if (each.kind === 'sleep') computer.sleep(each.ms);
          else if (each.kind === 'close') await computer.closeFor(each.ms);
          else if (each.kind === 'server') computer.state.serverAnswers = each.answers;
          else if (each.kind === 'online') computer.state.online = each.online;
          else if (each.kind === 'battery') computer.state.onBattery = each.onBattery;
          else if (each.kind === 'jobs') computer.state.jobMs = each.ms;
          else computer.state.ends = () => each.as;
        }
        await computer.run(8 * MINUTE, 4 * MINUTE);
        const times = createRunTimes();
        for (const siteId of computer.siteIds)
          for (const work of ['backup', 'push'] as const) {
            const mine = computer.slots(work).filter((slot) => slot.siteId === siteId);
            const due = times.between(rhythms[work], zone, Date.parse(begin), computer.state.now).map((at) => new Date(at).toISOString());
            expect(mine.map(({ dueAt }) => dueAt)).toEqual(due);
            expect(
              mine.filter(({ state, reason }) => state !== 'done' && state !== 'running' && state !== 'warning' && reason === null),
            ).toEqual([]);
            expect(
              mine.filter(({ state, text }) => (state === 'waiting' || state === 'missed' || state === 'skipped') && text === ''),
            ).toEqual([]);
            expect(mine.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(1);
            expect(mine.filter(({ state }) => state === 'waiting').length).toBeLessThanOrEqual(1);
            const runs = computer.begun.filter((one) => one.siteId === siteId && one.work === work);
            // A slot that ran several times failed or was interrupted each time but the last.
            const attempts = mine.reduce((sum, slot) => sum + slot.attempts, 0);
            expect(runs.length).toBe(attempts);
            for (const [index, one] of runs.entries()) {
              const before = runs[index - 1];
              if (before === undefined) continue;
              const endedAt = computer.jobs.get(before.jobId)?.endedAt ?? '9999';
              expect(endedAt <= one.at, 'the one before was over').toBe(true);
            }
          }
      },
    ),
    { numRuns: 25 },
  );
});

it('counts the days of a year in every zone as the zone counts them', () => {
  const times = createRunTimes();
  for (const zone of ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia']) {
    const begin = Date.parse('2026-01-01T12:00:00Z');
    expect(times.between({ kind: 'daily', at: '02:30' }, zone, begin, begin + 365 * DAY)).toHaveLength(365);
  }
});
