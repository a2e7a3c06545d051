import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import type { SecretStore } from '../../../src/main/support/secret-store.ts';
import type { App } from '../../../src/main/app/app.ts';
import { SERVER_UNREACHABLE } from './alert-site.ts';
import { mailAndSlack } from '../../unit/alerts/alert-samples.ts';
import { waitFor } from '../../lab/tools.ts';
import { httpSink, mailSink } from '../alerts/sinks.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { ask, host, withCatalog, workOf } from './app-folder.ts';

/** An app that stays open, as the agent does. */
async function stayingApp(home: string, secrets: SecretStore): Promise<App> {
  const app = await createApp({ home, host, secrets, logger: silentLogger, stays: true });
  onTestFinished(() => app.close());
  return app;
}

function settingsFor(port: number) {
  const settings = mailAndSlack();
  const { channels } = settings;
  return { ...settings, channels: { ...channels, email: { ...channels.email, host: '127.0.0.1', port, encryption: 'none' as const } } };
}

describe('an app that stays open', () => {
  it('mails and posts that a backup failed, once however often it fails', { timeout: 60_000 }, async () => {
    const home = scratchFolder();
    const [mails, slack] = [await mailSink(), await httpSink([200])];
    const site = SERVER_UNREACHABLE;
    withCatalog(home, (catalog) => site.register(catalog));
    const app = await stayingApp(home, createMemorySecretStore());
    await ask(app, 'alerts.set-secret', { name: 'slack-url', secret: slack.url });
    const view = await ask(app, 'alerts.set-settings', settingsFor(mails.port));
    expect(view.channels.map(({ channel, obstacle, hasSecret }) => [channel, obstacle === null, hasSecret])).toEqual([
      ['email', true, false],
      ['slack', true, true],
      ['webhook', false, false],
      ['desktop', false, false],
    ]);
    expect(JSON.stringify(view)).not.toContain('secret-token');
    for (let n = 0; n < 2; n++)
      expect(await workOf(app, () => ask(app, 'backup.start', { siteId: site.id }))).toMatchObject({ state: 'failed' });
    await waitFor('mail and Slack', 20_000, async () => (mails.mails.length > 0 && slack.received.length > 0 ? true : undefined));
    const { open } = await ask(app, 'alerts.conditions', undefined);
    expect(open).toMatchObject([{ event: 'backup_failed', siteName: 'aurora-market', count: 2, toldSeverity: 'at-risk' }]);
    expect(mails.mails.filter((mail) => mail.includes('a backup failed'))).toHaveLength(1);
    const acknowledged = await ask(app, 'alerts.acknowledge', { conditionId: open[0]!.id, note: 'The provider knows.' });
    expect(acknowledged).toMatchObject({ note: 'The provider knows.', acknowledgedAt: expect.any(String) });
    await app.close();
    withCatalog(home, (catalog) => {
      expect(catalog.alerts.openConditions()).toMatchObject([{ note: 'The provider knows.' }]);
      expect(catalog.alerts.settledMessages(10).every(({ state }) => state === 'sent')).toBe(true);
    });
  });

  it('keeps what it could not send, and the next one sends it', { timeout: 60_000 }, async () => {
    const home = scratchFolder();
    const site = SERVER_UNREACHABLE;
    withCatalog(home, (catalog) => {
      site.register(catalog);
      // Nobody listens on port 1.
      const settings = settingsFor(1);
      catalog.settings.put('alerts', { ...settings, channels: { ...settings.channels, slack: { enabled: false } } });
    });
    const first = await stayingApp(home, createMemorySecretStore());
    await workOf(first, () => ask(first, 'backup.start', { siteId: site.id }));
    await waitFor('an attempt', 20_000, async () =>
      (await ask(first, 'alerts.outbox', undefined)).waiting.some(({ answer }) => answer !== '') ? true : undefined,
    );
    const { waiting } = await ask(first, 'alerts.outbox', undefined);
    expect(waiting).toMatchObject([{ state: 'waiting', mayHaveArrived: false, answer: expect.stringContaining('ECONNREFUSED') }]);
    await first.close();

    const mails = await mailSink();
    withCatalog(home, (catalog) => {
      const settings = settingsFor(mails.port);
      catalog.settings.put('alerts', { ...settings, channels: { ...settings.channels, slack: { enabled: false } } });
    });
    const second = await stayingApp(home, createMemorySecretStore());
    await ask(second, 'alerts.retry', { messageId: null });
    await waitFor('the mail', 20_000, async () => (mails.mails.length === 1 ? true : undefined));
    expect(mails.mails[0]).toContain(`<${waiting[0]!.id}@example.org>`);
  });

  it('turns no channel on that cannot send, and takes no address that is none', async () => {
    const app = await stayingApp(scratchFolder(), createMemorySecretStore());
    const { settings } = await ask(app, 'alerts.settings', undefined);
    const withSlack = { ...settings, channels: { ...settings.channels, slack: { enabled: true } } };
    expect(await app.call('alerts.set-settings', withSlack)).toMatchObject({ ok: false, problem: { code: 'alerts.not-ready' } });
    expect(await app.call('alerts.set-secret', { name: 'slack-url', secret: 'ftp://example.org' })).toMatchObject({
      ok: false,
      problem: { code: 'alerts.bad-address' },
    });
    expect(await app.call('alerts.resume', { conditionId: crypto.randomUUID() })).toMatchObject({
      ok: false,
      problem: { code: 'alerts.not-found' },
    });
    expect(await ask(app, 'alerts.test', { channel: 'slack' })).toMatchObject({
      delivered: false,
      answer: expect.stringContaining('not stored'),
    });
  });
});
