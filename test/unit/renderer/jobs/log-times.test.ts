import { expect, test } from 'vitest';
import { inLocalTime } from '../../../../src/renderer/features/jobs/rules/log-times.ts';

test('shows each line of a log with the time of the zone, across the change of a clock and of a day', () => {
  const log = [
    '2026-10-24T23:30:00.123Z Dump: aurora_shop',
    '2026-10-25T01:30:05.000Z as of 2026-10-25T01:00:00.000Z',
    'no time 2026-10-25T01:30:05.000Z ',
  ];
  expect(inLocalTime(log.join('\n'), 'Europe/Rome').split('\n')).toEqual([
    '2026-10-25 01:30:00 Dump: aurora_shop',
    '2026-10-25 02:30:05 as of 2026-10-25T01:00:00.000Z',
    'no time 2026-10-25T01:30:05.000Z ',
  ]);
});
