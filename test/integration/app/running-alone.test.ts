import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { App, HostAbilities } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import { DEFAULT_ALERT_SETTINGS } from '../../../src/shared/model/alert-settings.ts';
import type { CronPlan } from '../../../src/shared/model/cron.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import type { PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import type { RetentionPolicy } from '../../../src/shared/model/retention.ts';
import { type ScheduledWork, type Slot, WHOLE_SITE } from '../../../src/shared/model/schedule.ts';
import { type DelayProxy, startDelayProxy } from '../../lab/delay-proxy.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
import { mailAndSlack, route } from '../../unit/alerts/alert-samples.ts';
import { httpSink, mailSink } from '../alerts/sinks.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { CRONTAB, tableOf } from '../cron/cron-world.ts';
import { ask, host, withCatalog } from './app-folder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WAIT_MS = 60_000;

/** The server's clock, as far ahead of the real one as the file says. */
const MOVED_CLOCK = `#!/bin/sh
exec /bin/date -d "@$(($(/bin/date +%s) + $(cat "$HOME/clock-ahead")))" "$@"
`;

let lab: Lab;
let line: DelayProxy;
beforeAll(async () => {
  lab = await startLab({ site: { media: false }, sshd: { programs: { crontab: CRONTAB, date: MOVED_CLOCK }, env: { TZ: 'UTC' } } });
  line = await startDelayProxy({ targetPort: lab.sshd.port, oneWayMs: 0 });
  time.set(noonOf(0));
});
afterAll(async () => {
  await line.stop();
  await lab.stop();
});

/** One time for both computers. It goes on by itself. */
const time = {
  aheadMs: 0,
  now: (): number => Date.now() + time.aheadMs,
  set(at: number): void {
    time.aheadMs = Math.ceil((at - Date.now()) / 1000) * 1000;
    writeFileSync(join(lab.sshd.home, 'clock-ahead'), String(time.aheadMs / 1000));
  },
  forward: (ms: number): void => time.set(time.now() + ms),
};
const FIRST_MIDNIGHT = (Math.floor(Date.now() / DAY) + 1) * DAY;
const noonOf = (day: number): number => FIRST_MIDNIGHT + day * DAY + 12 * HOUR;

/** What cron would start in the night before this day, each line at its time and with nothing but what cron gives it. */
function night(day: number): void {
  const { sshd } = lab;
  // Tests that run as root have another account on the server.
  const owner = process.getuid?.() === sshd.account.uid ? {} : { uid: sshd.account.uid, gid: sshd.account.gid };
  const lines = (tableOf(sshd) ?? '').split('\n').filter((text) => text !== '' && !text.startsWith('#'));
  expect(lines).toHaveLength(2);
  for (const text of lines) {
    const [, minute, hour, command = ''] = /^(\d+) (\d+) \* \* \* (.*)$/u.exec(text) ?? [];
    time.set(FIRST_MIDNIGHT + day * DAY + Number(hour) * HOUR + Number(minute) * MINUTE);
    const environment = [`HOME=${sshd.home}`, `LOGNAME=${sshd.user}`, 'SHELL=/bin/sh', 'TZ=UTC', `PATH=${sshd.folder}/bin:/usr/bin:/bin`];
    execFileSync('env', ['-i', ...environment, '/bin/sh', '-c', command.replaceAll(String.raw`\%`, '%')], { cwd: sshd.home, ...owner });
  }
}

/** A computer whose network comes and goes; an app on it that stays open. */
function computer(home: string) {
  const secrets = createMemorySecretStore();
  const listeners = new Set<(change: 'network') => void>();
  const abilities: HostAbilities = {
    ...host,
    onComputerChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    secrets,
    open: async (): Promise<App> => {
      const app = await createApp({ home, host: abilities, secrets, logger: silentLogger, clock: time, stays: true });
      onTestFinished(() => app.close());
      return app;
    },
    /** What stays open looks around at once. */
    stir: (): void => listeners.forEach((listener) => listener('network')),
  };
}

const NIGHTLY: CronPlan = {
  ...DEFAULT_CRON_PLAN,
  lines: [
    { work: 'database', rhythm: { kind: 'daily', at: '02:00' } },
    { work: 'cleanup', rhythm: { kind: 'daily', at: '03:00' } },
  ],
};
const RHYTHMS: readonly (readonly [ScheduledWork, string | null])[] = [
  ['pull', '06:30'],
  ['backup', null],
  ['push', '07:30'],
  ['verify', '08:00'],
  ['retention', '08:30'],
];
/** On this computer: the newest night, and what is never let go. */
const KEEP_LITTLE: RetentionPolicy = {
  enabled: true,
  generations: null,
  maxAgeDays: { full: 1, data: 1 },
  keepNewest: 1,
  maxBytes: null,
  zone: 'UTC',
};

async function setUp(app: App, home: string, drive: string): Promise<{ readonly siteId: SiteId; readonly places: readonly PlaceId[] }> {
  const here = await ask(app, 'place.set-folder', { folder: join(home, 'backups') });
  const { keyFile, user, fingerprint } = lab.sshd;
  const authentication = { method: 'key-file', path: keyFile, hasPassphrase: false } as const;
  const server = await ask(app, 'server.add', {
    name: 'practice',
    address: line.host,
    port: line.port,
    user,
    authentication,
    jumpServerId: null,
  });
  await ask(app, 'server.pin-host-key', { serverId: server.id, fingerprint });
  const [found] = await ask(app, 'site.detect', { serverId: server.id, root: lab.site.root });
  if (found === undefined) throw new Error('the practice site was not found');
  const { root, profile, framework, url, databases } = found;
  const site = await ask(app, 'site.add', { serverId: server.id, name: 'aurora-market', root, profile, framework, url, databases });
  const vault = await ask(app, 'place.add', { kind: 'drive', name: 'Vault', offsite: true, folder: drive });
  const policy = await ask(app, 'site.policy', { siteId: site.id });
  await ask(app, 'site.set-policy', { siteId: site.id, policy: { ...policy, copyTo: [vault.id] } });
  await ask(app, 'retention.set', { scope: { siteId: null, placeId: here.id }, policy: KEEP_LITTLE });
  return { siteId: site.id, places: [here.id, vault.id] };
}

async function setRhythms(app: App, siteId: SiteId): Promise<void> {
  for (const [work, at] of RHYTHMS) {
    const rhythm = at === null ? null : ({ kind: 'daily', at } as const);
    const schedule = { rhythm, zone: 'UTC', capture: WHOLE_SITE, onBattery: null, metered: null };
    await ask(app, 'schedule.set', { siteId, work, schedule });
  }
}

const slotsOf = async (app: App, siteId: SiteId, work: ScheduledWork | null): Promise<readonly Slot[]> => {
  const [from, until] = [new Date(FIRST_MIDNIGHT).toISOString(), new Date(time.now()).toISOString()];
  return (await ask(app, 'schedule.slots', { siteId, work, from, until })).slots;
};
const subjectsOf = (mails: readonly string[]): readonly string[] =>
  mails.map((mail) => /^Subject: (.*(?:\r\n .*)*)/mu.exec(mail)?.[1]?.replaceAll('\r\n ', ' ') ?? mail);
const SlackMessage = z.object({ text: z.string(), blocks: z.array(z.object({ type: z.string() })).min(1) });
const headersOf = (posts: readonly { readonly body: string }[]): readonly string[] =>
  posts.map(({ body }) => SlackMessage.parse(JSON.parse(body)).text);
const SILENT = 'aurora-market: the backup on a server did not run';
const isSettled = ({ state }: Slot): boolean => state !== 'waiting' && state !== 'running';

it(
  'goes on by itself after five days away, and says once what happened and once that the server fell silent',
  { timeout: 240_000 },
  async () => {
    const [home, drive] = [scratchFolder(), join(scratchFolder(), 'copies')];
    const [mails, slack] = [await mailSink(), await httpSink([200])];
    const { open, secrets, stir } = computer(home);

    // The day on which it is set up.
    const first = await open();
    const { siteId, places } = await setUp(first, home, drive);
    const { digest } = await ask(first, 'cron.preview', { siteId, plan: NIGHTLY });
    expect((await ask(first, 'cron.install', { siteId, plan: NIGHTLY, digest })).lines).toHaveLength(2);
    await setRhythms(first, siteId);
    await first.close();
    await secrets.set('alerts:slack-url', slack.url);
    withCatalog(home, ({ settings }) => {
      // How old a backup may be is a matter of its own.
      const events = { ...DEFAULT_ALERT_SETTINGS.events, backup_unhealthy: route('digest') };
      const wanted = mailAndSlack({ dailyAt: '00:00', events });
      const email = { ...wanted.channels.email, host: '127.0.0.1', port: mails.port, encryption: 'none' as const };
      settings.put('alerts', { ...wanted, channels: { ...wanted.channels, email } });
    });

    // Five days on which this computer is off; the server makes its backups in the last three nights.
    for (const day of [3, 4, 5]) night(day);
    line.breakDown();
    time.set(noonOf(5));
    const app = await open();
    const newest = async (work: ScheduledWork): Promise<Slot | undefined> => (await slotsOf(app, siteId, work)).at(-1);
    const settled = (work: ScheduledWork, step = 0): Promise<Slot> =>
      waitFor(`${work} to be over`, WAIT_MS, async () => {
        time.forward(step);
        stir();
        const slot = await newest(work);
        return slot !== undefined && isSettled(slot) ? slot : undefined;
      });

    // The line to the server is down: what needs it waits, and says for what.
    stir();
    const waiting = await waitFor('the pull to wait', WAIT_MS, async () => {
      const slot = await newest('pull');
      return slot?.reason === 'server' ? slot : undefined;
    });
    expect(waiting).toMatchObject({ state: 'waiting', text: 'The server does not answer.', attempts: 0 });
    expect((await ask(app, 'job.list', undefined)).filter(({ kind }) => kind === 'adopt')).toEqual([]);
    line.restore();

    // It comes back: one pull brings all three nights, and the rest follows.
    expect(await settled('pull')).toMatchObject({ state: 'done', dueAt: waiting.dueAt, attempts: 1 });
    expect(await settled('push')).toMatchObject({ state: 'done' });
    expect(await settled('verify')).toMatchObject({ state: 'done' });
    const backups = await ask(app, 'backup.list', { siteId });
    expect(backups).toHaveLength(3);
    for (const { id: backupId } of backups) {
      const { copies } = await ask(app, 'backup.details', { backupId });
      expect(copies.map(({ copy }) => copy.placeId).toSorted()).toEqual(places.toSorted());
      for (const { copy } of copies) expect(copy.proof.failure).toBeNull();
      expect(copies.find(({ copy }) => copy.placeId === places[0])?.copy.proof.level).toBe('sound');
    }

    // A clock that is five days further than when it was seen last deletes nothing until it has proved itself; then what the plan says.
    expect(await newest('retention')).toMatchObject({ state: 'waiting', reason: 'clock' });
    const plans = await Promise.all(places.map((placeId) => ask(app, 'retention.plan', { placeId, siteId, policy: null })));
    const planned = plans.flatMap(({ placeId, decisions }) =>
      decisions.filter(({ keep }) => !keep).map(({ backupId }) => `${placeId} ${backupId}`),
    );
    expect(planned.length).toBeGreaterThan(0);
    expect(await settled('retention', 20_000)).toMatchObject({ state: 'done' });
    const deleted = (await ask(app, 'retention.deletions', undefined)).map(({ placeId, backupId }) => `${placeId} ${backupId}`);
    expect(deleted.toSorted()).toEqual(planned.toSorted());

    // Of five days no due time is left without a word, and the day was told once.
    const isExplained = ({ state, text, caughtUpBy }: Slot): boolean =>
      state === 'done' || (state === 'missed' && text !== '' && caughtUpBy !== null);
    expect((await slotsOf(app, siteId, null)).filter((slot) => !isExplained(slot))).toEqual([]);
    expect((await ask(app, 'job.list', undefined)).filter(({ kind }) => kind === 'adopt')).toMatchObject([{ state: 'succeeded' }]);
    await waitFor('the daily report', WAIT_MS, async () => (mails.mails.length > 0 && slack.received.length > 0 ? true : undefined));
    expect(subjectsOf(mails.mails)).toEqual([expect.stringMatching(/^Daily report /u)]);
    expect(headersOf(slack.received)).toEqual(subjectsOf(mails.mails));

    // Cron does not start anything any more. More than one and a quarter of its periods after the last night that is an alert.
    time.set(noonOf(7) - HOUR);
    for (let hour = 0; hour < 3; hour += 1) {
      const from = new Date(time.now()).toISOString();
      await waitFor('the server to be asked', WAIT_MS, async () => {
        stir();
        return ((await ask(app, 'cron.state', { siteId, ask: false })).askedAt ?? '') > from ? true : undefined;
      });
      time.forward(61 * MINUTE);
    }
    const { findings } = await ask(app, 'site.status', { siteId });
    expect(findings.filter(({ code }) => code === 'cron-silent')).toMatchObject([
      { severity: 'at-risk', text: expect.stringContaining('Look whether cron runs on the server.') },
    ]);
    await waitFor('mail and Slack', WAIT_MS, async () => {
      stir();
      // The report of that day waits for what is caught up with, two hours at most: it comes with the alert.
      const isTold = [subjectsOf(mails.mails), headersOf(slack.received)].every((told) => told.includes(SILENT) && told.length === 3);
      return isTold ? true : undefined;
    });
    await app.close();
    // All that was ever written, however many rounds there were: nothing waits, and nothing was sent twice.
    withCatalog(home, ({ alerts }) => {
      expect(alerts.unsettledMessages()).toEqual([]);
      const sent = alerts.settledMessages(100).map(({ channel, event, state }) => `${channel} ${event} ${state}`);
      const told = ['cron_silent', 'daily_health_report', 'daily_health_report'];
      expect(sent.toSorted()).toEqual(['email', 'slack'].flatMap((channel) => told.map((event) => `${channel} ${event} sent`)));
    });
    expect(subjectsOf(mails.mails).toSorted()).toEqual([
      expect.stringMatching(/^Daily report /u),
      expect.stringMatching(/^Daily report /u),
      SILENT,
    ]);
    expect(headersOf(slack.received).toSorted()).toEqual(subjectsOf(mails.mails).toSorted());
  },
);
