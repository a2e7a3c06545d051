import { randomUUID } from 'node:crypto';
import type { AlertCondition, AlertConditionId, AlertMessage, AlertMessageId, AlertTestReport } from '../../shared/model/alert.ts';
import {
  ALERT_CHANNELS,
  type AlertChannel,
  type AlertChannelStatus,
  type AlertSecretName,
  type AlertSettings,
  type AlertSettingsView,
} from '../../shared/model/alert-settings.ts';
import { AppError } from '../errors/app-error.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import type { SecretStore } from '../support/secret-store.ts';
import type { AlertCatalog } from './alert-round.ts';
import { addressObstacle, isPlainHttp } from './channels/post-json.ts';
import type { SenderPorts } from './channels/sender.ts';
import { sendersWith } from './channels/senders.ts';
import { type ChannelFacts, notesOf, obstacleOf } from './check-settings.ts';
import { isWithin, localTime, nextAt } from './rules/local-time.ts';
import { messageOf } from './rules/tell.ts';

export const SECRET_OF: Readonly<Record<AlertChannel, AlertSecretName | null>> = {
  email: 'email-password',
  slack: 'slack-url',
  webhook: 'webhook-secret',
  desktop: null,
};

export interface AlertDeskOptions {
  readonly catalog: AlertCatalog;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** IANA zone of the operator, as it is now. */
  readonly zone: () => string;
  readonly ports: SenderPorts;
}

/** What the operator asks of alerts: settings, tests, the state of conditions. */
export interface AlertDesk {
  view(): Promise<AlertSettingsView>;
  /** Throws `alerts.not-ready` with what a channel that is to be on lacks. */
  change(settings: AlertSettings): Promise<AlertSettingsView>;
  /** Throws `alerts.bad-address`, `secrets.unavailable`. */
  setSecret(name: AlertSecretName, secret: string | null): Promise<AlertSettingsView>;
  test(channel: AlertChannel, signal: AbortSignal): Promise<AlertTestReport>;
  /** What waits may go now. Throws `alerts.not-found`. */
  hurry(id: AlertMessageId | null): void;
  /** Changes an open condition. Throws `alerts.not-found`. */
  changeCondition(id: AlertConditionId, change: Partial<AlertCondition>): AlertCondition;
}

/** Messages read for the last outcome of each channel. */
const LOOKED_AT = 200;

export function createAlertDesk({ catalog, secrets, clock, zone, ports }: AlertDeskOptions): AlertDesk {
  const { alerts, settings } = catalog;

  async function factsOf(channel: AlertChannel, channels: AlertSettings['channels']): Promise<ChannelFacts> {
    const name = SECRET_OF[channel];
    const secret = name === null ? null : await secrets.get(`alerts:${name}`);
    return {
      channels,
      hasSecret: secret !== null,
      hasPlainSlack: channel === 'slack' && secret !== null && isPlainHttp(secret),
      canNotify: ports.notify !== undefined,
    };
  }
  async function statusOf(
    channel: AlertChannel,
    settled: readonly AlertMessage[],
    unsettled: readonly AlertMessage[],
  ): Promise<AlertChannelStatus> {
    const facts = await factsOf(channel, settings.get('alerts').channels);
    const waiting = unsettled.filter((message) => message.channel === channel);
    const failed = waiting.findLast(({ attempts, answer }) => attempts > 0 && answer !== '');
    return {
      channel,
      obstacle: obstacleOf(channel, facts),
      hasSecret: facts.hasSecret,
      notes: [...notesOf(channel, facts)],
      lastSentAt: settled.find((message) => message.channel === channel && message.state === 'sent')?.settledAt ?? null,
      lastFailure: failed === undefined ? null : { at: failed.createdAt, text: failed.answer },
      waiting: waiting.length,
    };
  }
  async function view(): Promise<AlertSettingsView> {
    const now = clock.now();
    const current = settings.get('alerts');
    const settled = alerts.settledMessages(LOOKED_AT);
    const unsettled = alerts.unsettledMessages();
    return {
      settings: current,
      channels: await Promise.all(ALERT_CHANNELS.map((channel) => statusOf(channel, settled, unsettled))),
      zone: zone(),
      nextDailyAt: new Date(nextAt(current.dailyAt, now, zone())).toISOString(),
      quietNow: isWithin(localTime(now, zone()).time, current.quietHours),
    };
  }
  return {
    view,
    async change(wanted) {
      for (const channel of ALERT_CHANNELS) {
        // A host without a window keeps what the window may have chosen.
        if (channel === 'desktop' || !wanted.channels[channel].enabled) continue;
        const obstacle = obstacleOf(channel, await factsOf(channel, wanted.channels));
        if (obstacle !== null) throw new AppError('alerts.not-ready', { detail: `${channel}: ${obstacle}` });
      }
      const { url } = wanted.channels.webhook;
      const obstacle = url === '' ? null : addressObstacle(url);
      if (obstacle !== null) throw new AppError('alerts.bad-address', { detail: obstacle });
      settings.put('alerts', wanted);
      return view();
    },
    async setSecret(name, secret) {
      const obstacle = name === 'slack-url' && secret !== null ? addressObstacle(secret) : null;
      if (obstacle !== null) throw new AppError('alerts.bad-address', { detail: obstacle });
      if (secret === null) await secrets.delete(`alerts:${name}`);
      else await secrets.set(`alerts:${name}`, secret);
      return view();
    },
    async test(channel, signal) {
      const facts = await factsOf(channel, settings.get('alerts').channels);
      const obstacle = obstacleOf(channel, facts);
      const now = clock.now();
      const content = {
        title: 'Holdfast: a test',
        happened: 'This is a test of this channel. Nothing is wrong.',
        safe: '',
        next: '',
        fields: [{ name: 'Sent (UTC)', value: new Date(now).toISOString().slice(0, 19).replace('T', ' ') }],
        sections: [],
      };
      const about = { event: 'daily_health_report', siteId: null, siteName: null } as const;
      const message = messageOf(about, { channel, kind: 'test', content, severity: 'note', now, newId: randomUUID });
      const attempt = obstacle === null ? await sendersWith(ports)[channel].send(message, signal) : null;
      return {
        channel,
        delivered: attempt?.state === 'sent',
        answer: attempt?.answer ?? obstacle ?? '',
        notes: [...notesOf(channel, facts)],
        at: instantOf(clock),
      };
    },
    hurry(id) {
      const unsettled = alerts.unsettledMessages();
      if (id !== null && !unsettled.some((message) => message.id === id)) throw new AppError('alerts.not-found', { detail: id });
      for (const message of unsettled)
        if (message.state === 'waiting' && (id === null || message.id === id))
          alerts.putMessage({ ...message, nextTryAt: instantOf(clock) });
    },
    changeCondition(id, change) {
      return catalog.atomically(() => {
        const found = alerts.findCondition(id);
        if (found === null || found.resolvedAt !== null) throw new AppError('alerts.not-found', { detail: id });
        const changed = { ...found, ...change };
        alerts.putCondition(changed);
        return changed;
      });
    },
  };
}
