import type { AlertMessage } from '../../../shared/model/alert.ts';
import { postJson } from './post-json.ts';
import { textOf } from './render.ts';
import { notConfigured, type Sender, type SenderPorts } from './sender.ts';

/** Slack cuts a section at 3,000 characters and refuses more. */
const SECTION = 2900;

/** As an incoming webhook takes it: a block with the words, and an attachment with the facts in fields. */
export function slackDocument(message: AlertMessage): object {
  const { content, event, siteName } = message;
  const words = textOf({ ...content, fields: [] });
  return {
    username: 'Holdfast',
    icon_emoji: ':floppy_disk:',
    text: escaped(content.title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(content.title, 150), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: cut(escaped(words), SECTION) } },
    ],
    attachments: [
      {
        color: colourOf(message),
        title: escaped(content.title),
        fallback: escaped(content.title),
        fields: content.fields.map(({ name, value }) => ({ title: escaped(name), value: escaped(value), short: value.length < 40 })),
        footer: escaped(['Holdfast', siteName, event].filter((part) => part !== null).join(' | ')),
        ts: Math.floor(Date.parse(message.createdAt) / 1000),
      },
    ],
  };
}

export function slackSender({ secret, timeoutMs }: SenderPorts): Sender {
  return {
    async send(message, signal) {
      const address = await secret('slack-url');
      if (address === null) return notConfigured('The address of the Slack webhook is not here.');
      return postJson(address, JSON.stringify(slackDocument(message)), {}, { timeoutMs, signal });
    },
  };
}

function colourOf({ kind, severity, event }: AlertMessage): string {
  if (kind === 'recovered' || event === 'backup_successful') return 'good';
  if (severity === 'critical') return 'danger';
  return severity === 'at-risk' ? 'warning' : '#5b6770';
}

/** In Slack's markup these three are commands: a name must not call a whole channel. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
