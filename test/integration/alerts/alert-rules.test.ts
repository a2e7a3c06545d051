import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertMessage } from '../../../src/shared/model/alert.ts';
import { DEFAULT_ALERT_SETTINGS } from '../../../src/shared/model/alert-settings.ts';
import type { Finding } from '../../../src/shared/model/fleet.ts';
import { finding, mailAndSlack } from '../../unit/alerts/alert-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';
import { alertWorld, DAY, HOUR, MINUTE, type AlertWorld } from './alert-world.ts';

const events = {
  ...DEFAULT_ALERT_SETTINGS.events,
  daily_health_report: { ...DEFAULT_ALERT_SETTINGS.events.daily_health_report, email: false, slack: false },
};
const said = (world: AlertWorld): readonly string[] =>
  world.sent.filter(({ channel }) => channel === 'email').map(({ kind, event, createdAt }) => `${createdAt.slice(5, 16)} ${kind} ${event}`);

describe('alerts over thirty days', () => {
  it('say once what is wrong, remind ever more rarely, say when it is over, and report each day', { timeout: 120_000 }, async () => {
    const world = alertWorld(scratchCatalog(), mailAndSlack());
    const start = world.now;
    const overdue = finding('copy-overdue');
    for (; world.now < start + 30 * DAY; world.now += 10 * MINUTE) {
      const day = (world.now - start) / DAY;
      await world.round(day >= 1 && day < 27 ? [overdue] : []);
    }
    const reports = world.sent.filter(({ kind, channel }) => kind === 'daily-report' && channel === 'email');
    const days = Array.from({ length: 30 }, (_, index) => new Date(start + (index + 1) * DAY).toISOString().slice(5, 10));
    // The first one at once, so that a new operator sees what it looks like; then at half past seven.
    expect(reports.map(({ createdAt }) => createdAt.slice(5, 16))).toEqual(['11-01T12:00', ...days.map((day) => `${day}T07:30`)]);
    expect(said(world).filter((line) => !line.includes('daily-report'))).toEqual([
      '11-02T12:10 opened offsite_overdue',
      '11-03T12:10 reminder offsite_overdue',
      '11-06T12:10 reminder offsite_overdue',
      '11-13T12:10 reminder offsite_overdue',
      '11-27T12:10 reminder offsite_overdue',
      '11-28T12:20 recovered offsite_overdue',
    ]);
    expect(reports[2]?.content.sections.map(({ heading }) => heading)).toContain('Open alerts');
  });
});

describe('a condition', () => {
  it('that mends itself within five minutes is told to nobody', async () => {
    const world = alertWorld(scratchCatalog(), mailAndSlack({ events }));
    await world.round([finding('copy-overdue')]);
    world.now += 4 * MINUTE;
    await world.round([]);
    world.now += HOUR;
    await world.round([]);
    expect(world.sent).toEqual([]);
  });

  it('that comes and goes is told less and less often', { timeout: 30_000 }, async () => {
    const world = alertWorld(scratchCatalog(), mailAndSlack({ events }));
    const start = world.now;
    for (; world.now < start + 2 * DAY; world.now += 5 * MINUTE) {
      const isThere = Math.floor((world.now - start) / (20 * MINUTE)) % 2 === 0;
      await world.round(isThere ? [finding('host-key-changed', { severity: 'critical' })] : []);
    }
    // 72 times it came; more than two messages a channel only until its end is not believed any more.
    expect(said(world).filter((line) => line.includes('opened'))).toHaveLength(2);
  });

  it('whose code nobody knows is told as what needs attention', async () => {
    const world = alertWorld(scratchCatalog(), mailAndSlack({ events }));
    await world.round([finding('never-heard-of', { severity: 'critical' })]);
    expect(said(world)).toEqual(['11-01T12:00 opened needs_attention']);
  });

  it('that gets worse is told again, also when it was acknowledged', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack({ events }));
    await world.round([finding('too-old')]);
    world.now += 10 * MINUTE;
    await world.round([finding('too-old')]);
    const [open] = catalog.alerts.openConditions();
    catalog.alerts.putCondition({ ...open!, acknowledgedAt: new Date(world.now).toISOString() });
    world.now += 20 * DAY;
    await world.round([finding('too-old')]);
    expect(said(world)).toHaveLength(1);
    await world.round([finding('too-old', { severity: 'critical' })]);
    expect(said(world).at(-1)).toContain('worsened backup_unhealthy');
  });

  it('of an old backup waits, however bad it is, until what was due while the computer was off had its time', async () => {
    const world = alertWorld(scratchCatalog(), mailAndSlack({ events }));
    await world.round([finding('too-old')]);
    world.now += 10 * MINUTE;
    await world.round([finding('too-old')]);
    expect(said(world)).toHaveLength(1);
    // The computer sleeps; what was told before gets worse and would be reminded of.
    world.now += 4 * DAY;
    world.catchingUp = true;
    await world.round([finding('too-old', { severity: 'critical' }), finding('copy-overdue', { severity: 'critical' })]);
    expect(said(world).slice(1)).toEqual(['11-05T12:10 opened offsite_overdue']);
    world.catchingUp = false;
    await world.round([finding('too-old', { severity: 'critical' }), finding('copy-overdue', { severity: 'critical' })]);
    expect(said(world).slice(2)).toEqual(['11-05T12:10 worsened backup_unhealthy']);
  });

  it('that ends before anybody could be told is withdrawn, and its end is no news', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack({ events }));
    world.answer = () => ({ state: 'failed', answer: 'connect ECONNREFUSED', mayHaveArrived: false, retryAfterMs: null });
    await world.round([finding('host-key-changed', { severity: 'critical' })]);
    for (let n = 0; n < 10; n++, world.now += 10 * MINUTE) await world.round([]);
    expect(catalog.alerts.unsettledMessages()).toEqual([]);
    expect(catalog.alerts.settledMessages(10).map(({ state, kind }) => [state, kind])).toEqual([
      ['withdrawn', 'opened'],
      ['withdrawn', 'opened'],
    ]);
  });
});

/** What an observer may count on whatever happens when. */
type Step = {
  readonly minutes: number;
  readonly found: readonly ('a' | 'b' | 'c')[];
  readonly fate: 'sent' | 'refused' | 'lost';
  readonly restart: boolean;
};

const step: fc.Arbitrary<Step> = fc.record({
  minutes: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 60, max: 5000 })),
  found: fc.subarray(['a', 'b', 'c'] as const),
  fate: fc.constantFrom('sent', 'sent', 'refused', 'lost'),
  restart: fc.boolean(),
});

const FINDINGS: Readonly<Record<'a' | 'b' | 'c', Finding>> = {
  a: finding('copy-overdue'),
  b: finding('application-key-changed', { severity: 'critical' }),
  c: finding('drill-due', { severity: 'note' }),
};

describe('whatever comes when', () => {
  it('each condition is opened once on a channel, each one that was told ends with one recovery, and nothing is left behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        using catalog = scratchCatalog();
        const quietHours = { from: '22:00', until: '06:00' };
        const spokenAt: number[] = [];
        const world = alertWorld(catalog, mailAndSlack({ events, quietHours }));
        for (const { minutes, found, fate, restart } of steps) {
          world.now += minutes * MINUTE;
          world.answer = (message) => {
            const hour = new Date(world.now).getUTCHours();
            if (message.severity !== 'critical') spokenAt.push(hour);
            return fate === 'sent'
              ? { state: 'sent', answer: '250' }
              : { state: 'failed', answer: fate, mayHaveArrived: fate === 'lost', retryAfterMs: null };
          };
          world.look(found.map((name) => FINDINGS[name]));
          if (restart) world.restart();
          await world.send();
        }
        expect(spokenAt.filter((hour) => hour >= 22 || hour < 6)).toEqual([]);
        // The end: nothing is wrong for days, and everybody can be reached.
        world.answer = null;
        // Four hours are less than any night or day in which something waits, and the longest wait, a day, passes four times.
        for (let n = 0; n < 24; n++, world.now += 4 * HOUR) await world.round([]);
        expect(catalog.alerts.openConditions()).toEqual([]);
        expect(catalog.alerts.unsettledMessages()).toEqual([]);
        const all = catalog.alerts.settledMessages(10_000);
        for (const messages of Map.groupBy(all, ({ conditionId, channel }) => `${conditionId} ${channel}`).values()) {
          const count = (wanted: AlertMessage['kind']) => messages.filter(({ kind, state }) => kind === wanted && state === 'sent').length;
          const opened = messages.filter(({ kind }) => kind === 'opened');
          expect(opened.length).toBeLessThanOrEqual(1);
          const wasTold = messages.some(({ kind, mayHaveArrived }) => kind !== 'recovered' && mayHaveArrived);
          expect(count('recovered')).toBe(wasTold ? 1 : 0);
        }
      }),
      { numRuns: 60 },
    );
  }, 180_000);

  it('what is critical waits for no quiet hour', async () => {
    const world = alertWorld(scratchCatalog(), mailAndSlack({ events, quietHours: { from: '11:00', until: '13:00' } }));
    await world.round([FINDINGS.b, FINDINGS.a]);
    world.now += 10 * MINUTE;
    await world.round([FINDINGS.b, FINDINGS.a]);
    expect(said(world)).toEqual(['11-01T12:00 opened suspicious_change']);
    world.now += HOUR;
    await world.round([FINDINGS.b, FINDINGS.a]);
    expect(said(world)).toHaveLength(2);
  });
});

describe('the end of the app half way through sending', () => {
  it('sends the message again with the same id', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack({ events }));
    world.look([FINDINGS.b]);
    const [mail] = catalog.alerts.unsettledMessages();
    catalog.alerts.putMessage({ ...mail!, state: 'sending', attempts: 1 });
    world.restart();
    await world.send();
    expect(world.sent.filter(({ channel }) => channel === 'email').map(({ id }) => id)).toEqual([mail!.id]);
    expect(catalog.alerts.findMessage(mail!.id)).toMatchObject({ state: 'sent', attempts: 2 });
  });
});
