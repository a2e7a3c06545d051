import type { AlertCondition, AlertConditionId, AlertMessage, AlertMessageId } from '../../../src/shared/model/alert.ts';
import type { AlertChannelStatus, AlertSettings, AlertSettingsView } from '../../../src/shared/model/alert-settings.ts';
import { DEFAULT_ALERT_SETTINGS } from '../../../src/shared/model/alert-settings.ts';
import type { Answers } from '../fake-bridge.ts';
import { siteId } from './ids.ts';
import { unknown } from './problems.ts';
import { NOW, ago } from './times.ts';

export const conditionId = (n: number) => `0000a1e7-0000-4000-8000-${String(n).padStart(12, '0')}` as AlertConditionId;
export const messageId = (n: number) => `0000e55a-0000-4000-8000-${String(n).padStart(12, '0')}` as AlertMessageId;

/** What the other side knows of alerts; a test gives it another one to begin with. */
export interface AlertFacts {
  settings: AlertSettings;
  secrets: ReadonlySet<string>;
  open: readonly AlertCondition[];
  recent: readonly AlertCondition[];
  waiting: readonly AlertMessage[];
  sent: readonly AlertMessage[];
}

/** Nothing is set up, nothing was told. */
export function noAlerts(): AlertFacts {
  return { settings: DEFAULT_ALERT_SETTINGS, secrets: new Set(), open: [], recent: [], waiting: [], sent: [] };
}

/** Mail and Slack are set up; a server's cron is silent, a drive is not seen, a drill is due and acknowledged; a mail waits. */
export function someAlerts(): AlertFacts {
  const { channels } = DEFAULT_ALERT_SETTINGS;
  return {
    settings: {
      ...DEFAULT_ALERT_SETTINGS,
      channels: {
        ...channels,
        email: {
          enabled: true,
          host: 'smtp.example.org',
          port: 587,
          encryption: 'starttls',
          user: 'ops',
          from: 'Holdfast <ops@example.org>',
          to: ['ada@example.org'],
        },
        slack: { enabled: true },
      },
      quietHours: { from: '22:00', until: '07:00' },
    },
    secrets: new Set(['email-password', 'slack-url']),
    open: [
      makeCondition(1, {}),
      makeCondition(2, {
        event: 'drive_not_seen',
        code: 'drive-not-seen',
        severity: 'at-risk',
        siteId: null,
        siteName: null,
        title: 'Vault-A was not seen for 9 days',
        text: 'Copies of 4 sites are owed to it. Plug it in: they follow by themselves.',
        reminders: 2,
      }),
      makeCondition(3, {
        event: 'drill_due',
        code: 'drill-due',
        severity: 'note',
        siteId: siteId(4),
        siteName: 'aurora-market',
        title: 'aurora-market: a drill is due',
        text: 'The last one passed 92 days ago.',
        acknowledgedAt: ago(20),
        nextReminderAt: null,
        note: 'on Friday, with Grace',
      }),
    ],
    recent: [makeCondition(9, { title: 'harbor-books: a backup failed', resolvedAt: ago(30), nextReminderAt: null })],
    waiting: [
      makeMessage(1, {
        state: 'waiting',
        attempts: 3,
        nextTryAt: ago(-0.5),
        settledAt: null,
        answer: '421 4.7.0 Try again later',
      }),
    ],
    sent: [makeMessage(2, { channel: 'slack', answer: 'ok' }), makeMessage(3, { channel: 'desktop', answer: '' })],
  };
}

function makeCondition(n: number, change: Partial<AlertCondition>): AlertCondition {
  return {
    id: conditionId(n),
    key: `condition-${n}`,
    event: 'cron_silent',
    source: 'finding',
    code: 'cron-silent',
    severity: 'critical',
    siteId: siteId(1),
    siteName: 'saltmarsh-clinic',
    title: 'saltmarsh-clinic: the backup on the server did not run',
    text: 'The database work was expected Thu 19 Nov 02:00 and was not seen. The copies on this computer are unaffected.',
    count: 1,
    openedAt: ago(31),
    seenAt: ago(0.1),
    goneSince: null,
    resolvedAt: null,
    returns: 0,
    toldSeverity: 'critical',
    toldAt: ago(30.9),
    reminders: 1,
    nextReminderAt: ago(-17),
    acknowledgedAt: null,
    snoozedUntil: null,
    note: '',
    ...change,
  };
}

function makeMessage(n: number, change: Partial<AlertMessage>): AlertMessage {
  return {
    id: messageId(n),
    channel: 'email',
    kind: 'opened',
    event: 'cron_silent',
    severity: 'critical',
    conditionId: conditionId(1),
    siteId: siteId(1),
    siteName: 'saltmarsh-clinic',
    content: {
      title: 'saltmarsh-clinic: the backup on the server did not run',
      happened: 'The database work was expected Thu 19 Nov 02:00 and was not seen.',
      safe: '',
      next: '',
      fields: [],
      sections: [],
    },
    createdAt: ago(2),
    state: 'sent',
    attempts: 1,
    nextTryAt: null,
    settledAt: ago(1.9),
    mayHaveArrived: false,
    answer: '',
    ...change,
  };
}

export function alertAnswers(facts: AlertFacts): Pick<Answers, Extract<keyof Answers, `alerts.${string}`>> {
  const statusOf = (channel: AlertChannelStatus['channel'], secret: string | null, obstacle: string | null): AlertChannelStatus => ({
    channel,
    obstacle,
    hasSecret: secret !== null && facts.secrets.has(secret),
    notes: [],
    lastSentAt: facts.sent.find((message) => message.channel === channel)?.settledAt ?? null,
    lastFailure: facts.waiting.some((message) => message.channel === channel)
      ? { at: ago(1), text: 'The mail server said: 421 4.7.0 Try again later' }
      : null,
    waiting: facts.waiting.filter((message) => message.channel === channel).length,
  });
  const view = (): AlertSettingsView => {
    const { email, slack, webhook } = facts.settings.channels;
    return {
      settings: facts.settings,
      channels: [
        statusOf('email', 'email-password', email.enabled && email.host === '' ? 'The name of the mail server is missing.' : null),
        statusOf('slack', 'slack-url', slack.enabled && !facts.secrets.has('slack-url') ? 'The address of the webhook is missing.' : null),
        statusOf('webhook', 'webhook-secret', webhook.enabled && webhook.url === '' ? 'The address is missing.' : null),
        statusOf('desktop', null, null),
      ],
      zone: 'Europe/Berlin',
      nextDailyAt: ago(-21.8),
      quietNow: false,
    };
  };
  const change = (id: string, part: Partial<AlertCondition>): AlertCondition => {
    facts.open = facts.open.map((condition) => (condition.id === id ? { ...condition, ...part } : condition));
    return facts.open.find((condition) => condition.id === id) ?? unknown('alerts.condition-not-found', 'This condition is not known');
  };
  return {
    'alerts.settings': view,
    'alerts.set-settings': (settings) => {
      facts.settings = settings;
      return view();
    },
    'alerts.set-secret': ({ name, secret }) => {
      const others = [...facts.secrets].filter((each) => each !== name);
      facts.secrets = new Set(secret === null ? others : [...others, name]);
      return view();
    },
    'alerts.test': ({ channel }) => ({
      channel,
      delivered: channel !== 'webhook',
      answer: channel === 'email' ? '250 2.0.0 Ok: queued as 4C1D2' : channel === 'slack' ? 'ok' : '404 Not Found',
      notes: [],
      at: new Date(NOW).toISOString(),
    }),
    'alerts.conditions': () => ({ open: [...facts.open], recent: [...facts.recent] }),
    'alerts.outbox': () => ({ waiting: [...facts.waiting], recent: [...facts.sent] }),
    'alerts.retry': ({ messageId: id }) => {
      const tried = facts.waiting.filter((message) => id === null || message.id === id);
      facts.waiting = facts.waiting.filter((message) => !tried.includes(message));
      facts.sent = [
        ...tried.map((message) => ({ ...message, state: 'sent' as const, nextTryAt: null, settledAt: new Date(NOW).toISOString() })),
        ...facts.sent,
      ];
      return { waiting: [...facts.waiting], recent: [...facts.sent] };
    },
    'alerts.acknowledge': ({ conditionId: id, note }) =>
      change(id, { acknowledgedAt: new Date(NOW).toISOString(), nextReminderAt: null, note }),
    'alerts.snooze': ({ conditionId: id, until, note }) => change(id, { snoozedUntil: until, nextReminderAt: until, note }),
    'alerts.resume': ({ conditionId: id }) => change(id, { acknowledgedAt: null, snoozedUntil: null, nextReminderAt: ago(-20) }),
  };
}
