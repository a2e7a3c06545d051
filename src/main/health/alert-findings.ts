import { formatAge } from '../../shared/format/durations.ts';
import { type AlertMessage, isStuck } from '../../shared/model/alert.ts';
import type { AlertChannel } from '../../shared/model/alert-settings.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import { finding } from './condition-findings.ts';

const WORDS: Readonly<Record<AlertChannel, string>> = { email: 'email', slack: 'Slack', webhook: 'the webhook', desktop: 'the desktop' };

/** An alert that reaches nobody is worse than none: it is trusted. `now`: milliseconds since the epoch. Pure. */
export function alertFindings(unsettled: readonly AlertMessage[], now: number): readonly Finding[] {
  const stuck = unsettled.filter((message) => isStuck(message, now));
  const [oldest] = stuck;
  if (oldest === undefined) return [];
  const channels = [...new Set(stuck.map(({ channel }) => WORDS[channel]))].join(', ');
  const count = stuck.length === 1 ? 'An alert waits' : `${stuck.length} alerts wait`;
  const text = `${count} to be sent by ${channels}, the oldest made ${formatAge(Math.max(0, now - Date.parse(oldest.createdAt)))}. The last answer: ${oldest.answer}`;
  return [finding({ code: 'alerts-not-delivered', severity: 'at-risk', text, at: oldest.createdAt })];
}
