import { Socket } from 'node:net';
import type { SendMailOptions } from 'nodemailer';
import type { AlertMessage } from '../../../shared/model/alert.ts';
import type { EmailChannel } from '../../../shared/model/alert-settings.ts';
import type { Attempt } from '../rules/delivery.ts';
import { htmlOf, textOf } from './render.ts';
import { notConfigured, type Sender, type SenderPorts } from './sender.ts';

/** What nodemailer and the sockets below it say of an attempt. */
interface MailError {
  readonly message: string;
  readonly code?: string;
  /** The server's own number: it has answered, and it has not taken the mail. */
  readonly responseCode?: number;
  readonly response?: string;
}

/** A server that says a little now and then is never silent: after so many times the silence it may keep, an attempt is over. */
const LONGEST_SILENCES = 4;

/** Ended before a mail can have been handed over. */
const BEFORE_THE_MAIL: ReadonlySet<string> = new Set(['EDNS', 'EAUTH', 'ETLS', 'EENVELOPE']);

export function emailSender({ settings, secret, timeoutMs }: SenderPorts): Sender {
  return {
    async send(message, signal) {
      const channel = settings().email;
      const { host, from, to, user } = channel;
      if (host === '' || from === null || to.length === 0) return notConfigured('Mail server, sender or recipient is not set.');
      const password = user === null ? null : await secret('email-password');
      if (user !== null && password === null) return notConfigured(`The password of ${user} is not here.`);
      return sendMail(channel, password, mailOf(message, from, to), { timeoutMs, signal });
    },
  };
}

function mailOf(message: AlertMessage, from: string, to: readonly string[]): SendMailOptions {
  const { id, content, event, conditionId, createdAt } = message;
  const domain = /@([^\s>]+)>?$/u.exec(from)?.[1] ?? 'holdfast.invalid';
  return {
    from,
    to: [...to],
    subject: content.title,
    text: textOf(content),
    html: htmlOf(content),
    // The same in every attempt: a mailbox that has it drops the second one. Mails of one condition stand together.
    messageId: `<${id}@${domain}>`,
    ...(conditionId === null ? {} : { references: `<${conditionId}@${domain}>` }),
    date: new Date(createdAt),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Holdfast-Event': event },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function sendMail(
  { host, port, encryption, user }: EmailChannel,
  password: string | null,
  mail: SendMailOptions,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Attempt> {
  const socket = new Socket();
  // Loaded with the first mail: a start has enough to read.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    // Ours, so that it can be cut: closing the transport waits until the server has spoken.
    socket,
    secure: encryption === 'tls',
    // Never "if the server offers it": whoever sits between would simply not offer it.
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  });
  const tooLate = AbortSignal.timeout(LONGEST_SILENCES * timeoutMs);
  const ending = AbortSignal.any([signal, tooLate]);
  const cut = Promise.withResolvers<never>();
  const stop = (): void => cut.reject(ending.reason as unknown);
  ending.addEventListener('abort', stop, { once: true });
  try {
    ending.throwIfAborted();
    const { response, rejected } = await Promise.race([transport.sendMail(mail), cut.promise]);
    const refused = rejected.length === 0 ? '' : ` Refused: ${rejected.join(', ')}.`;
    return { state: 'sent', answer: `${response}${refused}` };
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    const late = `The server took longer than ${Math.round((LONGEST_SILENCES * timeoutMs) / 1000)} s.`;
    if (tooLate.aborted) return { state: 'failed', answer: late, mayHaveArrived: true, retryAfterMs: null };
    const { message, code, responseCode, response } = error as MailError;
    const isAnswered = responseCode !== undefined;
    const isRefusedEarly = code !== undefined && (BEFORE_THE_MAIL.has(code) || message.includes('ECONNREFUSED'));
    return { state: 'failed', answer: response ?? message, mayHaveArrived: !isAnswered && !isRefusedEarly, retryAfterMs: null };
  } finally {
    ending.removeEventListener('abort', stop);
    transport.close();
  }
}
