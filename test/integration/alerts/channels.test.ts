import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SenderPorts } from '../../../src/main/alerts/channels/sender.ts';
import { sendersWith } from '../../../src/main/alerts/channels/senders.ts';
import { type EndedJob, happeningOf } from '../../../src/main/alerts/rules/jobs.ts';
import { messageOf } from '../../../src/main/alerts/rules/tell.ts';
import { eventContent } from '../../../src/main/alerts/rules/texts.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { AlertMessage } from '../../../src/shared/model/alert.ts';
import { DEFAULT_ALERT_SETTINGS, type AlertSecretName, type EmailChannel } from '../../../src/shared/model/alert-settings.ts';
import { selfSigned } from '../../lab/certificates.ts';
import { AURORA } from '../../unit/alerts/alert-samples.ts';
import { sampleJob, sampleProof } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { httpSink, mailSink } from './sinks.ts';

const signal = new AbortController().signal;

function message(changes: Partial<AlertMessage> = {}): AlertMessage {
  const content = eventContent('backup_failed', 'aurora <market>', 'The dump ended too early.', [{ name: 'Times', value: '3' }]);
  const about = { event: 'backup_failed', siteId: AURORA, siteName: 'aurora <market>' } as const;
  const made = messageOf(about, { channel: 'email', kind: 'opened', content, severity: 'at-risk', now: Date.now(), newId: randomUUID });
  return { ...made, ...changes };
}

interface Wanted {
  readonly email?: Partial<EmailChannel>;
  readonly url?: string;
  readonly secrets?: Partial<Record<AlertSecretName, string>>;
}

function senders({ email = {}, url = '', secrets = {} }: Wanted, more: Partial<SenderPorts> = {}) {
  const { channels } = DEFAULT_ALERT_SETTINGS;
  return sendersWith({
    settings: () => ({
      ...channels,
      email: {
        ...channels.email,
        enabled: true,
        host: '127.0.0.1',
        encryption: 'none',
        from: 'Holdfast <holdfast@example.org>',
        to: ['ada@example.org', 'ben@example.org'],
        ...email,
      },
      webhook: { enabled: true, url },
    }),
    secret: (name) => Promise.resolve(secrets[name] ?? null),
    timeoutMs: 1000,
    ...more,
  });
}

describe('email', () => {
  it('arrives as text and as a page, for each recipient, with an id that stays the same', async () => {
    const sink = await mailSink();
    const sent = message();
    expect(await senders({ email: { port: sink.port } }).email.send(sent, signal)).toMatchObject({ state: 'sent' });
    // Quoted-printable breaks lines with a mark.
    const mail = (sink.mails[0] ?? '').replaceAll('=\r\n', '');
    expect(sink.recipients).toEqual(['ada@example.org', 'ben@example.org']);
    expect(mail).toContain(`Message-ID: <${sent.id}@example.org>`);
    expect(mail).toContain('Subject: aurora <market>: a backup failed');
    expect(mail).toContain('Auto-Submitted: auto-generated');
    expect(mail).toContain('text/plain');
    expect(mail).toContain('aurora &lt;market&gt;');
    expect(mail).toContain('Next: Open the site in Holdfast');
  });

  it.each(['starttls', 'tls'] as const)(
    'goes over %s to a server whose certificate is trusted, with its password, and to no other',
    async (encryption) => {
      const certificate = selfSigned(scratchFolder());
      const sink = await mailSink({
        ...certificate,
        secure: encryption === 'tls',
        authOptional: false,
        onAuth: ({ username, password }, session, done) =>
          password === 'right' && session.secure ? done(null, { user: username }) : done(new Error('Invalid username or password')),
      });
      const email = { port: sink.port, host: 'localhost', encryption, user: 'ops' };
      const wanted = { email, secrets: { 'email-password': 'right' } } as const;
      expect(await senders(wanted).email.send(message(), signal)).toMatchObject({
        state: 'failed',
        answer: expect.stringContaining('self-signed'),
      });
      const before = getCACertificates('default');
      setDefaultCACertificates([...before, certificate.cert]);
      onTestFinished(() => setDefaultCACertificates(before));
      expect(await senders(wanted).email.send(message(), signal)).toMatchObject({ state: 'sent' });
      expect(sink.mails).toHaveLength(1);
      const wrong = await senders({ ...wanted, secrets: { 'email-password': 'wrong' } }).email.send(message(), signal);
      expect(wrong).toMatchObject({ state: 'failed', mayHaveArrived: false, answer: expect.stringContaining('535') });
      expect(JSON.stringify(wrong)).not.toContain('wrong"');
    },
  );

  it('is not sent in the clear where the server does not encrypt although it should', async () => {
    const sink = await mailSink();
    const attempt = await senders({ email: { port: sink.port, encryption: 'starttls' } }).email.send(message(), signal);
    expect(attempt).toMatchObject({ state: 'failed', mayHaveArrived: false });
    expect(sink.mails).toEqual([]);
  });

  it('is tried again when the server says later, and says which recipient was refused', async () => {
    let asked = 0;
    const grey = await mailSink({
      onRcptTo(_address, _session, done) {
        asked += 1;
        done(asked <= 2 ? Object.assign(new Error('4.7.1 Greylisted, try again'), { responseCode: 450 }) : null);
      },
    });
    const mails = senders({ email: { port: grey.port } }).email;
    expect(await mails.send(message(), signal)).toMatchObject({
      state: 'failed',
      mayHaveArrived: false,
      answer: expect.stringContaining('Greylisted'),
    });
    expect(await mails.send(message(), signal)).toMatchObject({ state: 'sent' });
    const picky = await mailSink({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('ben') ? Object.assign(new Error('No such user'), { responseCode: 550 }) : null),
    });
    expect(await senders({ email: { port: picky.port } }).email.send(message(), signal)).toMatchObject({
      state: 'sent',
      answer: expect.stringContaining('Refused: ben@example.org'),
    });
  });

  it('may have arrived when the server falls silent after the mail, and cannot have when nobody listens', async () => {
    const silent = await mailSink({ onData: (stream) => void stream.resume() });
    expect(await senders({ email: { port: silent.port } }).email.send(message(), signal)).toMatchObject({
      state: 'failed',
      mayHaveArrived: true,
    });
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await senders({ email: { port } }).email.send(message(), signal)).toMatchObject({ state: 'failed', mayHaveArrived: false });
  });
});

/** A mail server that never comes to an end with its answer to the first mail, of which it says a line every so often; `gone`: the other side has hung up. */
async function sluggishServer(
  everyMs: number,
): Promise<{ readonly port: number; readonly asked: Promise<void>; readonly gone: Promise<void> }> {
  const [asked, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const server = createServer((socket) => {
    let talking: NodeJS.Timeout | undefined;
    socket.write('220 ready\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (line) => {
      if (/^(EHLO|HELO)/.test(line.toString())) return void socket.write('250 ready\r\n');
      talking ??= setInterval(() => socket.write('250-wait\r\n'), everyMs);
      asked.resolve();
    });
    socket.on('close', () => {
      clearInterval(talking);
      gone.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, asked: asked.promise, gone: gone.promise };
}

describe('a mail server that takes its time', () => {
  it('keeps the app from closing no longer than a moment, and is hung up on', async () => {
    const server = await sluggishServer(3_600_000);
    const closing = new AbortController();
    const sending = senders({ email: { port: server.port } }, { timeoutMs: 60_000 }).email.send(message(), closing.signal);
    await server.asked;
    const began = Date.now();
    closing.abort(new AppError('job.interrupted'));
    await expect(sending).rejects.toMatchObject({ code: 'job.interrupted' });
    await server.gone;
    expect(Date.now() - began).toBeLessThan(2000);
  });

  it('is given up on after four times the silence it may keep, however often it says a little', async () => {
    const server = await sluggishServer(50);
    const attempt = await senders({ email: { port: server.port } }, { timeoutMs: 500 }).email.send(message(), signal);
    expect(attempt).toMatchObject({ state: 'failed', answer: 'The server took longer than 2 s.', mayHaveArrived: true });
    await server.gone;
  });
});

describe('the webhook', () => {
  it('receives the document with a signature over the time and the body', async () => {
    const sink = await httpSink([200]);
    const sent = message({ channel: 'webhook' });
    const attempt = await senders({ url: sink.url, secrets: { 'webhook-secret': 'k' } }).webhook.send(sent, signal);
    expect(attempt).toEqual({ state: 'sent', answer: 'HTTP 200: ok' });
    const [{ headers, body } = { headers: {}, body: '' }] = sink.received;
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      id: sent.id,
      event: 'backup_failed',
      kind: 'opened',
      severity: 'at-risk',
      site: { id: AURORA, name: 'aurora <market>' },
      happened: 'The dump ended too early.',
    });
    const expected = createHmac('sha256', 'k').update(`${headers['x-holdfast-timestamp']?.toString()}.${body}`).digest('hex');
    expect(headers['x-holdfast-signature']).toBe(`sha256=${expected}`);
    expect(headers['x-holdfast-message']).toBe(sent.id);
  });

  it('is tried again after 500, a cut line and silence; none of the answers repeats the address', async () => {
    const sink = await httpSink([500, 'reset', 'hang', { busyFor: 120 }, 404]);
    const hook = senders({ url: sink.url }).webhook;
    const attempts = [];
    for (let n = 0; n < 5; n++) attempts.push(await hook.send(message(), signal));
    expect(attempts).toMatchObject([
      { state: 'failed', mayHaveArrived: true },
      { state: 'failed', mayHaveArrived: true },
      { state: 'failed', mayHaveArrived: true, answer: 'No answer within 1 s.' },
      { state: 'failed', mayHaveArrived: false, retryAfterMs: 120_000 },
      { state: 'failed', mayHaveArrived: false, answer: 'HTTP 404: no_service' },
    ]);
    expect(JSON.stringify(attempts)).not.toContain('secret-token');
  });

  it('goes nowhere else than where the operator said', async () => {
    const elsewhere = await httpSink([200]);
    const sink = await httpSink([{ redirect: elsewhere.url }]);
    expect(await senders({ url: sink.url }).webhook.send(message(), signal)).toMatchObject({
      state: 'failed',
      answer: expect.stringContaining('not followed'),
    });
    expect(elsewhere.received).toEqual([]);
    expect(await senders({ url: 'file:///etc/passwd' }).webhook.send(message(), signal)).toMatchObject({
      state: 'failed',
      mayHaveArrived: false,
    });
  });
});

describe('Slack', () => {
  it('shows filename, size, duration and verification of a backup as fields, and names call nobody', async () => {
    const sink = await httpSink([200]);
    const job = sampleJob({
      kind: 'backup',
      state: 'succeeded',
      siteId: AURORA,
      startedAt: '2026-11-26T02:00:00.000Z',
      endedAt: '2026-11-26T02:00:02.340Z',
    });
    const location = '/home/ops/Holdfast/aurora/2026-11-26T020000Z-full';
    const backup: EndedJob['backup'] = {
      bytes: 12_500_000,
      folder: '2026-11-26T020000Z-full',
      copies: [{ location, proof: sampleProof('sound') }],
    };
    const happening = happeningOf({ job, siteName: '<!channel>', backup, deletions: [] });
    expect(happening).not.toBeNull();
    const { content } = happening!;
    const sent = message({
      channel: 'slack',
      kind: 'happened',
      event: 'backup_successful',
      severity: 'note',
      siteName: '<!channel>',
      content,
    });
    await senders({ secrets: { 'slack-url': sink.url } }).slack.send(sent, signal);
    const [{ body } = { body: '' }] = sink.received;
    // A header is plain text, in which nothing is a command.
    expect(body.replace(/"text":\{"type":"plain_text",[^}]*\}/u, '')).not.toContain('<!channel>');
    expect(JSON.parse(body)).toMatchObject({
      username: 'Holdfast',
      attachments: [
        {
          color: 'good',
          fields: [
            { title: 'Site' },
            { title: 'Filename', value: '2026-11-26T020000Z-full', short: true },
            { title: 'Size', value: '12.5\u00a0MB', short: true },
            { title: 'Duration', value: '2.3\u00a0s', short: true },
            { title: 'Verification', value: 'passed, sound', short: true },
          ],
          footer: 'Holdfast | &lt;!channel&gt; | backup_successful',
        },
      ],
    });
  });
});

describe('the desktop', () => {
  it('shows what the system shows, and says so where there is none', async () => {
    const shown: unknown[] = [];
    expect(await senders({}, { notify: (notice) => void shown.push(notice) }).desktop.send(message(), signal)).toMatchObject({
      state: 'sent',
    });
    expect(shown).toMatchObject([{ title: 'aurora <market>: a backup failed', siteId: AURORA }]);
    expect(await senders({}).desktop.send(message(), signal)).toMatchObject({
      state: 'failed',
      answer: expect.stringContaining('desktop window'),
    });
  });
});
