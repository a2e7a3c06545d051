import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface MailSink {
  readonly port: number;
  /** Whole mails as they came in. */
  readonly mails: readonly string[];
  readonly recipients: readonly string[];
}

/** A mail server on a port of its own, gone when the test has ended. */
export async function mailSink(options: SMTPServerOptions = {}): Promise<MailSink> {
  const mails: string[] = [];
  const recipients: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined && options.secure !== true ? ['STARTTLS'] : [],
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      recipients.push(address);
      done();
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
    ...options,
  });
  // A client that does not trust the certificate hangs up: that is the point of the test, and no crash of its server.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails, recipients };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `answers`: status by status; the last one stays. `hang`: none. `reset`: the line is cut once the body is there. `redirect`: to `elsewhere`. */
export async function httpSink(
  answers: readonly (number | 'hang' | 'reset' | { readonly redirect: string } | { readonly busyFor: number })[],
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(received.length, answers.length - 1)] ?? 200;
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      if (answer === 'hang') return;
      if (answer === 'reset') request.socket.destroy();
      else if (typeof answer === 'number') response.writeHead(answer).end(answer === 200 ? 'ok' : 'no_service');
      else if ('redirect' in answer) response.writeHead(307, { Location: answer.redirect }).end();
      else response.writeHead(429, { 'Retry-After': String(answer.busyFor) }).end('slow down');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret-token`, received };
}
