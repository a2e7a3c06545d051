import {
  ALERT_CHANNELS,
  AlertEvent,
  AlertSettings,
  MailEncryption,
  type AlertChannel,
  type AlertRoute,
} from '../../../shared/model/alert-settings.ts';
import { oneOf, portNumber, text, UsageError, type OptionValues } from '../command.ts';
import { listOf } from '../words.ts';

const string = { type: 'string' } as const;

export const settingsOptions = {
  on: string,
  off: string,
  'mail-server': string,
  'mail-port': string,
  'mail-encryption': string,
  'mail-user': string,
  'mail-from': string,
  'mail-to': string,
  webhook: string,
  event: string,
  to: string,
  'daily-at': string,
  quiet: string,
} as const;

/** The settings with what the options name changed; null when they name nothing. Throws a usage error for what cannot be one. */
export function changedSettings(before: AlertSettings, options: OptionValues): AlertSettings | null {
  if (Object.keys(settingsOptions).every((name) => text(options, name) === undefined)) return null;
  const { channels } = before;
  const [on, off] = [channelsOf(options, 'on'), channelsOf(options, 'off')];
  const enabled = (channel: AlertChannel): boolean => (on.includes(channel) || channels[channel].enabled) && !off.includes(channel);
  const user = text(options, 'mail-user');
  const to = text(options, 'mail-to');
  const checked = AlertSettings.safeParse({
    channels: {
      email: {
        enabled: enabled('email'),
        host: text(options, 'mail-server') ?? channels.email.host,
        port: portNumber(options, 'mail-port', channels.email.port),
        encryption: oneOf(options, 'mail-encryption', MailEncryption.options) ?? channels.email.encryption,
        user: user === undefined ? channels.email.user : user === 'none' ? null : user,
        from: text(options, 'mail-from') ?? channels.email.from,
        to: to === undefined ? channels.email.to : listOf(to),
      },
      slack: { enabled: enabled('slack') },
      webhook: { enabled: enabled('webhook'), url: text(options, 'webhook') ?? channels.webhook.url },
      desktop: { enabled: enabled('desktop') },
    },
    events: { ...before.events, ...routesOf(options) },
    dailyAt: text(options, 'daily-at') ?? before.dailyAt,
    quietHours: quietOf(options, before),
  });
  if (checked.success) return checked.data;
  throw new UsageError(checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

export function channelOf(word: string): AlertChannel {
  const found = ALERT_CHANNELS.find((channel) => channel === word.toLowerCase());
  if (found === undefined) throw new UsageError(`A channel is one of ${ALERT_CHANNELS.join(', ')}.`);
  return found;
}

const channelsOf = (options: OptionValues, name: string): readonly AlertChannel[] => listOf(text(options, name) ?? '').map(channelOf);

function routesOf(options: OptionValues): Partial<AlertSettings['events']> {
  const [event, to] = [text(options, 'event'), text(options, 'to')];
  if ((event === undefined) !== (to === undefined)) throw new UsageError('--event and --to belong together.');
  const wanted = to === undefined || to === 'none' ? [] : listOf(to);
  const route: AlertRoute = { email: false, slack: false, webhook: false, desktop: false, digest: false };
  for (const word of wanted) {
    if (word === 'digest') route.digest = true;
    else route[channelOf(word)] = true;
  }
  return Object.fromEntries(listOf(event ?? '').map((name) => [eventNamed(name), route]));
}

function eventNamed(name: string): AlertEvent {
  const found = AlertEvent.options.find((event) => event === name);
  if (found === undefined) throw new UsageError(`--event: one of ${AlertEvent.options.join(', ')}.`);
  return found;
}

function quietOf(options: OptionValues, { quietHours }: AlertSettings): AlertSettings['quietHours'] {
  const value = text(options, 'quiet');
  if (value === undefined) return quietHours;
  const [from = '', until = ''] = value.split('-');
  return value === 'none' ? null : { from, until };
}
