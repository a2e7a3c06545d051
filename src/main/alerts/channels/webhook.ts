import { createHmac } from 'node:crypto';
import type { AlertMessage } from '../../../shared/model/alert.ts';
import { postJson } from './post-json.ts';
import { notConfigured, type Sender, type SenderPorts } from './sender.ts';

/** The document a webhook receives; its fields stay, new ones may come. Described in the operator's guide. */
export function webhookDocument({ id, event, kind, severity, createdAt, siteId, siteName, conditionId, content }: AlertMessage): object {
  return {
    version: 1,
    /** The same in every attempt: a receiver that has seen it drops the second one. */
    id,
    event,
    kind,
    severity,
    at: createdAt,
    site: siteId === null ? null : { id: siteId, name: siteName },
    conditionId,
    ...content,
  };
}

/** `sha256=` and the HMAC of the timestamp, a dot, and the body as it was sent. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

export function webhookSender({ settings, secret, timeoutMs }: SenderPorts): Sender {
  return {
    async send(message, signal) {
      const { url } = settings().webhook;
      if (url === '') return notConfigured('The address of the webhook is not set.');
      const body = JSON.stringify(webhookDocument(message));
      const key = await secret('webhook-secret');
      // Of the attempt, not of the message: a receiver refuses what is older than a few minutes.
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signed = key === null ? {} : { 'X-Holdfast-Signature': signatureOf(key, timestamp, body) };
      const headers = { 'X-Holdfast-Message': message.id, 'X-Holdfast-Event': message.event, 'X-Holdfast-Timestamp': timestamp, ...signed };
      return postJson(url, body, headers, { timeoutMs, signal });
    },
  };
}
