import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AlertConditions, AlertTestReport } from '../../../src/shared/model/alert.ts';
import type { AlertSettingsView } from '../../../src/shared/model/alert-settings.ts';
import { WHOLE_SITE } from '../../../src/shared/model/schedule.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { mailSink, type MailSink } from '../alerts/sinks.ts';
import { SERVER_UNREACHABLE } from '../app/alert-site.ts';
import { withCatalog } from '../app/app-folder.ts';
import { holdfastIn, type Holdfast } from './holdfast.ts';

let holdfast: Holdfast;
beforeAll(async () => {
  holdfast = await holdfastIn({ HOLDFAST_ALERTS_EMAIL_PASSWORD: 'right' });
});
afterAll(() => holdfast[Symbol.asyncDispose]());

describe('alerts on the command line', { timeout: 180_000 }, () => {
  it('are set up, tested with a real mail, and never show the password', async () => {
    const sink = await mailSink({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('wrong')),
    });
    const mail = ['--mail-server', '127.0.0.1', '--mail-port', String(sink.port), '--mail-encryption', 'none', '--mail-user', 'ops'];
    const rest = ['--mail-from', 'ops@example.org', '--mail-to', 'ada@example.org', '--on', 'email', '--quiet', '22:00-06:00'];
    const routes = ['--event', 'backup_successful,drill_due', '--to', 'email,digest'];
    const view = await holdfast.json<AlertSettingsView>(0, 'alerts', 'settings', ...mail, ...rest, ...routes);
    expect(view.settings).toMatchObject({
      channels: { email: { enabled: true, user: 'ops', to: ['ada@example.org'] } },
      quietHours: { from: '22:00', until: '06:00' },
      events: { drill_due: { email: true, digest: true, slack: false } },
    });
    const [report] = await holdfast.json<AlertTestReport[]>(0, 'alerts', 'test', 'email');
    expect(report).toMatchObject({ delivered: true, notes: [expect.stringContaining('not encrypted')] });
    expect(sink.mails[0]).toContain('Subject: Holdfast: a test');
    const shown = await holdfast.run('alerts', 'settings');
    expect(shown.stdout).toContain('can be read on the way');
    expect(shown.stdout).not.toContain('right');
  });

  it('say what is wrong with a setting, and leave it as it was', async () => {
    expect((await holdfast.run('alerts', 'settings', '--quiet', 'always')).code).toBe(2);
    expect((await holdfast.run('alerts', 'settings', '--event', 'no_such', '--to', 'email')).code).toBe(2);
    const { problem } = await holdfast.json<{ problem: Problem }>(1, 'alerts', 'settings', '--on', 'webhook');
    expect(problem.code).toBe('alerts.not-ready');
    expect((await holdfast.run('alerts', 'test', 'webhook')).code).toBe(1);
  });

  it('list nothing where nothing is wrong', async () => {
    expect(await holdfast.json<AlertConditions>(0, 'alerts', 'list')).toEqual({ open: [] });
    expect(await holdfast.run('alerts', 'outbox')).toMatchObject({ code: 0, stdout: 'No message yet.\n' });
    expect((await holdfast.run('alerts', 'acknowledge', 'abcdef')).code).toBe(1);
  });
});

describe('a command that ends', { timeout: 180_000 }, () => {
  /** A data folder with a site whose server is away, and a mail server of the operator at `port`. */
  async function awayFrom(port: number, env: Readonly<Record<string, string>> = {}): Promise<Holdfast> {
    const made = await holdfastIn(env);
    onTestFinished(() => made[Symbol.asyncDispose]());
    withCatalog(made.home, (catalog) => SERVER_UNREACHABLE.register(catalog));
    await made.json(0, 'place', 'set', join(made.home, 'backups'));
    const mail = ['--mail-server', '127.0.0.1', '--mail-port', String(port), '--mail-encryption', 'none'];
    await made.json(0, 'alerts', 'settings', ...mail, '--mail-from', 'ops@example.org', '--mail-to', 'ada@example.org', '--on', 'email');
    return made;
  }
  /** The daily report, which the agent sends too, names it as well. */
  const failures = ({ mails }: MailSink) => mails.filter((mail) => /^Subject: .*a backup failed/mu.test(mail));
  const states = (home: string) =>
    withCatalog(home, ({ alerts }) => [...alerts.unsettledMessages(), ...alerts.settledMessages(10)])
      // A terminal has no notifications: theirs wait for the window.
      .filter(({ channel }) => channel !== 'desktop')
      .map(({ state }) => state);

  it('mails that the backup it made failed, before it ends', async () => {
    const sink = await mailSink();
    const away = await awayFrom(sink.port);
    const ended = await away.run('backup', 'run', 'aurora-market');
    expect(ended.code).toBe(1);
    expect(ended.stderr).not.toContain('not sent');
    expect(failures(sink)).toHaveLength(1);
    expect(states(away.home)).toEqual(['sent']);
    // Looking on is no news.
    await away.run('agent', '--once');
    expect(failures(sink)).toHaveLength(1);
  });

  it('says in one line what it could not send, keeps it, and the next agent that looks once sends it', async () => {
    const sink = await mailSink();
    const away = await awayFrom(9);
    const ended = await away.run('backup', 'run', 'aurora-market');
    expect(ended.stderr).toMatch(/^1 alert is not sent \(email: .*ECONNREFUSED.*\)\. The outbox keeps what waits/mu);
    expect(states(away.home)).toEqual(['waiting']);
    await away.json(0, 'alerts', 'settings', '--mail-port', String(sink.port));
    withCatalog(away.home, ({ alerts }) => {
      for (const message of alerts.unsettledMessages()) alerts.putMessage({ ...message, nextTryAt: message.createdAt });
    });
    await away.run('agent', '--once');
    expect(failures(sink)).toHaveLength(1);
  });

  it('tells what a server that does not answer kept from being done, and writes the report of the day, however short each run is', async () => {
    const sink = await mailSink();
    const away = await awayFrom(sink.port);
    const long = '2020-01-01T00:00:00.000Z';
    withCatalog(away.home, ({ settings, sites, schedules }) => {
      settings.put('clock', { trustedAt: new Date().toISOString(), doubtedSince: null, doubtedAt: null });
      settings.put('alerts', { ...settings.get('alerts'), dailyAt: '00:00' });
      const schedule = {
        rhythm: { kind: 'daily', at: '00:00' },
        zone: 'UTC',
        capture: WHOLE_SITE,
        onBattery: null,
        metered: null,
      } as const;
      for (const { id: siteId } of sites.list())
        schedules.put({ siteId, work: 'backup', schedule: { ...schedule, since: long, setBy: 'operator' } });
    });
    await away.run('agent', '--once');
    expect(sink.mails.filter((mail) => /^Subject: .*daily report/imu.test(mail))).toHaveLength(1);
    const open = withCatalog(away.home, ({ alerts }) => alerts.openConditions());
    expect(open.map(({ code }) => code)).toContain('schedule-overdue');
  });

  it('waits for a receiver that says nothing no longer than the twenty seconds it has', async () => {
    const silent = await mailSink({ onConnect: () => undefined });
    const away = await awayFrom(silent.port);
    const began = Date.now();
    const ended = await away.run('backup', 'run', 'aurora-market');
    expect(ended.stderr).toMatch(/^1 alert is not sent/mu);
    expect(Date.now() - began).toBeLessThan(45_000);
    expect(states(away.home)).toEqual(['waiting']);
  });
});
