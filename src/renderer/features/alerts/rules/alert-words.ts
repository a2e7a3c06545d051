import type { AlertMessage, AlertSeverity } from '../../../../shared/model/alert.ts';
import type { AlertChannel } from '../../../../shared/model/alert-settings.ts';
import type { ToneWord } from '../../../design/tone.ts';

const SEVERITIES: Readonly<Record<AlertSeverity, ToneWord>> = {
  critical: { tone: 'crit', word: 'Critical' },
  'at-risk': { tone: 'warn', word: 'At risk' },
  note: { tone: 'mute', word: 'Note' },
};

export function severityWord(severity: AlertSeverity): ToneWord {
  return SEVERITIES[severity];
}

const CHANNELS: Readonly<Record<AlertChannel, string>> = { email: 'Email', slack: 'Slack', webhook: 'Webhook', desktop: 'Desktop' };

export function channelWord(channel: AlertChannel): string {
  return CHANNELS[channel];
}

const MESSAGES: Readonly<Record<AlertMessage['state'], ToneWord>> = {
  waiting: { tone: 'warn', word: 'Waits' },
  sending: { tone: 'run', word: 'Being sent' },
  sent: { tone: 'ok', word: 'Sent' },
  withdrawn: { tone: 'mute', word: 'Withdrawn' },
  'given-up': { tone: 'crit', word: 'Given up' },
};

export function messageWord(state: AlertMessage['state']): ToneWord {
  return MESSAGES[state];
}
