import type { AlertChannel, AlertSettings } from '../../shared/model/alert-settings.ts';
import { addressObstacle, isPlainHttp } from './channels/post-json.ts';
import { NO_DESKTOP } from './channels/desktop.ts';

export interface ChannelFacts {
  readonly channels: AlertSettings['channels'];
  readonly hasSecret: boolean;
  /** The address of Slack begins with http; false where it is not known. */
  readonly hasPlainSlack: boolean;
  readonly canNotify: boolean;
}

/** What keeps a channel from sending, one sentence; null: nothing that is known. Pure. */
export function obstacleOf(channel: AlertChannel, { channels, hasSecret, canNotify }: ChannelFacts): string | null {
  switch (channel) {
    case 'email': {
      const { host, from, to, user } = channels.email;
      if (host === '') return 'The mail server is not set.';
      if (from === null) return 'The sender is not set.';
      if (to.length === 0) return 'No recipient is set.';
      return user !== null && !hasSecret ? 'The password is not stored.' : null;
    }
    case 'slack':
      return hasSecret ? null : 'The address of the Slack webhook is not stored.';
    case 'webhook':
      return channels.webhook.url === '' ? 'The address is not set.' : addressObstacle(channels.webhook.url);
    case 'desktop':
      return canNotify ? null : NO_DESKTOP;
  }
}

/** What is worth knowing of the way a message takes. Pure. */
export function notesOf(channel: AlertChannel, { channels, hasSecret, hasPlainSlack }: ChannelFacts): readonly string[] {
  const PLAIN = 'The address begins with http: what is sent can be read and changed on the way.';
  switch (channel) {
    case 'email': {
      const { encryption, user } = channels.email;
      if (encryption !== 'none') return [];
      return [`The connection is not encrypted: mails${user === null ? '' : ' and the password'} can be read on the way.`];
    }
    case 'slack':
      return hasPlainSlack ? [PLAIN] : [];
    case 'webhook':
      return [
        ...(isPlainHttp(channels.webhook.url) ? [PLAIN] : []),
        ...(hasSecret || channels.webhook.url === '' ? [] : ['Nothing is signed: the receiver cannot tell who sent it.']),
      ];
    case 'desktop':
      return [];
  }
}
