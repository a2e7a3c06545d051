import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertConditions, AlertTestReport } from '../../../src/shared/model/alert.ts';
import type { AlertSettingsView } from '../../../src/shared/model/alert-settings.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { mailSink } from '../alerts/sinks.ts';
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
