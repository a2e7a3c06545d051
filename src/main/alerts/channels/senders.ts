import { desktopSender } from './desktop.ts';
import { emailSender } from './email.ts';
import type { SenderPorts, Senders } from './sender.ts';
import { slackSender } from './slack.ts';
import { webhookSender } from './webhook.ts';

export function sendersWith(ports: SenderPorts): Senders {
  return { email: emailSender(ports), slack: slackSender(ports), webhook: webhookSender(ports), desktop: desktopSender(ports) };
}
