import { execFile } from 'node:child_process';
import { Cron } from 'croner';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverFile } from '../../../../src/main/cron/server-file.ts';
import { cronExpression, type Rhythm } from '../../../../src/shared/model/rhythm.ts';
import { findTool } from '../../../lab/tools.ts';

/** The program of awk in the file that reads RUN_TIMES. */
const reader = /^RUN_READER='\n([\s\S]*?)'$/m.exec(serverFile.text)?.[1] ?? '';
const AWKS: readonly (readonly [string, ...string[]])[] = [['mawk'], ['gawk'], ['busybox', 'awk']];
const awks = (await Promise.all(AWKS.map(async ([name, ...args]) => ({ name, args, path: await findTool(name) })))).flatMap(
  ({ path, ...awk }) => (path === undefined ? [] : [{ ...awk, path }]),
);

/** When a line ran last and runs next, by the server's file, at a moment of a server whose clock shows UTC. */
function lastAndNext(awk: (typeof awks)[number], expression: string, now: Date): Promise<string> {
  const parts = [
    now.getUTCFullYear(),
    now.getUTCMonth() + 1,
    now.getUTCDate(),
    now.getUTCHours(),
    now.getUTCMinutes(),
    now.getUTCSeconds(),
    now.getUTCDay(),
  ];
  const clock = [Math.floor(now.getTime() / 1000), ...parts].join(' ');
  return new Promise((resolve, reject) => {
    const child = execFile(awk.path, [...awk.args, reader], { env: { LC_ALL: 'C', HF_CLOCK: clock } }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
    child.stdin?.end(`database ${expression}\n`);
  });
}

const hour = fc.integer({ min: 0, max: 23 });
const minute = fc.integer({ min: 0, max: 59 });
const weekday = fc.integer({ min: 0, max: 6 });
const at = fc.tuple(hour, minute).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const rhythm: fc.Arbitrary<Rhythm> = fc.oneof(
  fc.record({ kind: fc.constant('hourly' as const), minute, from: hour, until: hour, weekdays: fc.uniqueArray(weekday, { minLength: 1 }) }),
  fc.record({ kind: fc.constant('daily' as const), at }),
  fc.record({ kind: fc.constant('weekly' as const), weekday, at }),
  fc.record({ kind: fc.constant('monthly' as const), day: fc.integer({ min: 1, max: 28 }), at }),
);
const expression = fc.oneof(
  rhythm.map(cronExpression),
  fc.constantFrom(
    '0 1,2,3 * * *',
    '*/15 8-18 * * 1-5',
    '30 2 1,15 * 0',
    '0 4 31 * *',
    '0 0 29 2 *',
    '5 4 * * 7',
    '59 23 31 12 *',
    '0-10/5 */6 * 1-6 *',
  ),
);

describe.each(awks)('what RUN_TIMES expects, by $name', ({ ...awk }) => {
  it('is what cron does, now and next, at any moment of the year', async () => {
    const moment = fc.date({ min: new Date('2023-01-02T00:00:00Z'), max: new Date('2030-12-30T00:00:00Z'), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(expression, moment, async (text, now) => {
        const cron = new Cron(text, { timezone: 'UTC', paused: true });
        // The minute that has begun counts as run; within 400 days, so the 29th of February may be out of sight.
        const [last] = cron.previousRuns(1, new Date(Math.floor(now.getTime() / 60_000) * 60_000 + 59_999));
        const next = cron.nextRun(now);
        const within = (date: Date | null | undefined) =>
          date === null || date === undefined || Math.abs(date.getTime() - now.getTime()) > 399 * 86_400_000
            ? '-'
            : String(date.getTime() / 1000);
        expect(await lastAndNext(awk, text, now)).toBe(`database ${within(last)} ${within(next)}\n`);
      }),
      { numRuns: 150 },
    );
  });
});
