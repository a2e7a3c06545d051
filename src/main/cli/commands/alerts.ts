import type { AlertCondition, AlertMessage } from '../../../shared/model/alert.ts';
import { ALERT_CHANNELS, type AlertSettingsView } from '../../../shared/model/alert-settings.ts';
import type { App } from '../../app/app.ts';
import { AppError } from '../../errors/app-error.ts';
import { ask, EXIT, ProblemReport, text, type Command } from '../command.ts';
import { alertOwners, neededOwners } from '../secret-owners.ts';
import { facts, table } from '../table.ts';
import { wholeNumber } from '../words.ts';
import { changedSettings, channelOf, settingsOptions } from './alert-options.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const DAY = 24 * 3_600_000;

export const alertsList: Command = {
  name: 'alerts list',
  usage: 'alerts list [--all]',
  about: 'What is wrong at this time and since when, worst first. --all: also what is over. Exit 4 while something is open.',
  options: { all: flag },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const { open, recent } = await ask(app, 'alerts.conditions', undefined);
    const shown = options['all'] === true ? [...open, ...recent] : open;
    const head = ['Severity', 'Since (UTC)', 'State', 'Times', 'What', 'Id'];
    const rows = shown.map((each) => [
      each.severity,
      each.openedAt,
      stateOf(each),
      String(each.count),
      `${each.title}. ${each.text}`,
      each.id.slice(0, 8),
    ]);
    const json = options['all'] === true ? { open, recent } : { open };
    return { exit: open.length > 0 ? EXIT.warning : EXIT.done, json, text: rows.length === 0 ? 'No open alert.' : table(head, rows) };
  },
};

export const alertsTest: Command = {
  name: 'alerts test',
  usage: 'alerts test [CHANNEL]',
  about:
    'Sends a real message over a channel (email, slack, webhook, desktop), or over each that is on, and says what the receiver answered.',
  options: { 'keep-secrets-in-file': flag },
  positionals: [0, 1],
  access: 'read',
  async run({ app, options, positionals, secrets, signal }) {
    secrets.keep(options['keep-secrets-in-file'] === true);
    const [wanted] = positionals;
    const { settings } = await ask(app, 'alerts.settings', undefined);
    const channels = wanted === undefined ? ALERT_CHANNELS.filter((channel) => settings.channels[channel].enabled) : [channelOf(wanted)];
    secrets.introduce(channels.flatMap((channel) => neededOwners(channel, settings, process.env)));
    const reports = [];
    for (const channel of channels) {
      if (signal.aborted) break;
      reports.push(await ask(app, 'alerts.test', { channel }));
    }
    const lines = reports.flatMap(({ channel, delivered, answer, notes }) => [
      `${channel}: ${delivered ? 'delivered' : 'not delivered'}. ${answer}`,
      ...notes.map((note) => `  ${note}`),
    ]);
    const isWell = reports.every(({ delivered }) => delivered);
    return { exit: isWell ? EXIT.done : EXIT.failed, json: reports, text: lines.length === 0 ? 'No channel is on.' : lines.join('\n') };
  },
};

export const alertsSettings: Command = {
  name: 'alerts settings',
  usage:
    'alerts settings [--on CHANNELS] [--off CHANNELS] [--mail-server HOST] [--mail-port N] [--mail-encryption none|starttls|tls] [--mail-user USER|none] [--mail-from ADDRESS] [--mail-to ADDRESSES] [--webhook URL] [--event NAMES --to email,slack,webhook,desktop,digest|none] [--daily-at HH:MM] [--quiet HH:MM-HH:MM|none] [--keep-secrets-in-file]',
  about:
    'Shows where alerts go, and changes what is named. Secrets: HOLDFAST_ALERTS_EMAIL_PASSWORD, HOLDFAST_ALERTS_SLACK_URL, HOLDFAST_ALERTS_WEBHOOK_SECRET.',
  options: { ...settingsOptions, 'keep-secrets-in-file': flag },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options, secrets }) {
    secrets.keep(options['keep-secrets-in-file'] === true);
    secrets.introduce(alertOwners(process.env));
    const view = await ask(app, 'alerts.settings', undefined);
    const wanted = changedSettings(view.settings, options);
    const now = wanted === null ? view : await ask(app, 'alerts.set-settings', wanted);
    return { exit: EXIT.done, json: now, text: describeSettings(now) };
  },
};

export const alertsOutbox: Command = {
  name: 'alerts outbox',
  usage: 'alerts outbox',
  about:
    'Messages that wait to be sent with the last answer of their receiver, and the newest that were sent. The app that stays open sends them.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const outbox = await ask(app, 'alerts.outbox', undefined);
    const rows = [...outbox.waiting, ...outbox.recent].map(rowOf);
    const head = ['State', 'Channel', 'Made (UTC)', 'Attempts', 'Next (UTC)', 'Message', 'Answer'];
    return { exit: EXIT.done, json: outbox, text: rows.length === 0 ? 'No message yet.' : table(head, rows) };
  },
};

export const alertsAcknowledge: Command = {
  name: 'alerts acknowledge',
  usage: 'alerts acknowledge ID [--note TEXT] [--for-days N]',
  about: 'No reminder of it any more, or for so many days; that it is over is told all the same.',
  options: { note: string, 'for-days': string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const { id: conditionId } = await findCondition(app, positionals[0] ?? '');
    const note = text(options, 'note') ?? '';
    const days = wholeNumber(options, 'for-days');
    const until = new Date(Date.now() + (days ?? 0) * DAY).toISOString();
    const changed =
      days === undefined
        ? await ask(app, 'alerts.acknowledge', { conditionId, note })
        : await ask(app, 'alerts.snooze', { conditionId, until, note });
    return { exit: EXIT.done, json: changed, text: `${changed.title}: ${stateOf(changed)}` };
  },
};

async function findCondition(app: App, wanted: string): Promise<AlertCondition> {
  const { open } = await ask(app, 'alerts.conditions', undefined);
  const found = open.filter(({ id }) => wanted.length >= 4 && id.startsWith(wanted));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new ProblemReport(new AppError('alerts.not-found', { detail: wanted }).toProblem());
  return first;
}

function stateOf({ resolvedAt, acknowledgedAt, snoozedUntil }: AlertCondition): string {
  if (resolvedAt !== null) return `over since ${resolvedAt}`;
  if (acknowledgedAt !== null) return 'acknowledged';
  return snoozedUntil === null ? 'open' : `no reminder before ${snoozedUntil}`;
}

function rowOf({ state, channel, createdAt, attempts, nextTryAt, content, answer }: AlertMessage): readonly string[] {
  return [state, channel, createdAt, String(attempts), nextTryAt ?? '', content.title, answer];
}

function describeSettings({ settings, channels, zone, nextDailyAt, quietNow }: AlertSettingsView): string {
  const { email, webhook } = settings.channels;
  const quiet =
    settings.quietHours === null ? 'none' : `${settings.quietHours.from}-${settings.quietHours.until}${quietNow ? ', now' : ''}`;
  const events = Object.entries(settings.events).map(([event, route]): [string, string] => {
    const on = Object.entries(route).flatMap(([where, isOn]) => (isOn ? [where] : []));
    return [event, on.length === 0 ? 'none' : on.join(', ')];
  });
  return facts([
    ...channels.map(({ channel, obstacle, notes }): [string, string] => [
      channel,
      [settings.channels[channel].enabled ? 'on' : 'off', obstacle, ...notes].filter((part) => part !== null).join('. '),
    ]),
    [
      'Mail',
      `${email.host}:${email.port}, ${email.encryption}, from ${email.from ?? 'nobody yet'} to ${email.to.join(', ') || 'nobody yet'}`,
    ],
    ['Webhook', webhook.url === '' ? 'no address' : webhook.url],
    ['Daily report', `${settings.dailyAt} ${zone}, next ${nextDailyAt}`],
    ['Quiet hours', quiet],
    ...events,
  ]);
}
