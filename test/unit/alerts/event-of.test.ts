import { expect, it } from 'vitest';
import { eventOf } from '../../../src/main/alerts/rules/event-of.ts';

it('calls each finding about a server what it is', () => {
  expect(eventOf('server-disk-over-limit')).toBe('disk_over_limit');
  expect(eventOf('cron-silent')).toBe('cron_silent');
  expect(eventOf('cron-outdated')).toBe('needs_attention');
});
