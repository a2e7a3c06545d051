import { createOutbox } from '../../../src/main/alerts/outbox.ts';
import { runAlertRound, type RoundInput } from '../../../src/main/alerts/alert-round.ts';
import type { EndedJob } from '../../../src/main/alerts/rules/jobs.ts';
import type { Attempt } from '../../../src/main/alerts/rules/delivery.ts';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import type { AlertMessage } from '../../../src/shared/model/alert.ts';
import type { AlertSettings } from '../../../src/shared/model/alert-settings.ts';
import type { Finding } from '../../../src/shared/model/fleet.ts';
import { AURORA } from '../../unit/alerts/alert-samples.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Alerts with a real catalog and a clock that is set, and channels that remember what they were given. */
export interface AlertWorld {
  now: number;
  readonly sent: AlertMessage[];
  /** Whether aurora-market still catches up with what was due while the computer was off. */
  catchingUp: boolean;
  isTimeTrusted: boolean;
  /** What the next attempts come to; without one they arrive. */
  answer: ((message: AlertMessage) => Attempt | Promise<Attempt>) | null;
  /** One look at these findings of aurora-market, then everything that is due is sent. */
  round(findings: readonly Finding[]): Promise<void>;
  look(findings: readonly Finding[]): void;
  send(): Promise<void>;
  /** Another process with the same catalog sends what is due. */
  sendBeside(): Promise<void>;
  /** The process ends here and another one begins with what the catalog holds. */
  restart(): void;
}

export function alertWorld(catalog: Catalog, settings: AlertSettings, ended: ReadonlyMap<string, EndedJob> = new Map()): AlertWorld {
  catalog.settings.put('alerts', settings);
  const fleetOf = (findings: readonly Finding[]): NonNullable<RoundInput['fleet']> => ({
    findings: [],
    sites: [
      {
        site: { id: AURORA, name: 'aurora-market' },
        findings: [...findings],
        verdict: findings.length === 0 ? 'protected' : 'at-risk',
        because: findings.length === 0 ? 'Three copies, sound.' : (findings[0]?.text ?? ''),
        newestGoodAt: null,
        health: { score: findings.length === 0 ? 100 : 70 },
      },
    ],
  });
  const sender = {
    async send(message: AlertMessage): Promise<Attempt> {
      const attempt = (await world.answer?.(message)) ?? { state: 'sent', answer: '250 OK' };
      if (attempt.state === 'sent' || attempt.mayHaveArrived) world.sent.push(message);
      return attempt;
    },
  };
  const newOutbox = () =>
    createOutbox({
      catalog,
      senders: { email: sender, slack: sender, webhook: sender, desktop: sender },
      clock: { now: () => world.now },
      zone: () => 'UTC',
      onChanged: () => undefined,
      onFault: () => undefined,
    });
  let outbox = newOutbox();
  const world: AlertWorld = {
    now: Date.parse('2026-11-01T12:00:00.000Z'),
    sent: [],
    catchingUp: false,
    isTimeTrusted: true,
    answer: null,
    look(findings) {
      const catchingUp = new Set(world.catchingUp ? [AURORA] : []);
      runAlertRound(catalog, {
        now: world.now,
        zone: 'UTC',
        fleet: fleetOf(findings),
        catchingUp,
        isBusyCatchingUp: false,
        caughtUp: () => [],
        hiddenByStart: catchingUp,
        isTimeTrusted: world.isTimeTrusted,
        endedJob: (id) => ended.get(id) ?? null,
      });
    },
    send: () => outbox.deliver(new AbortController().signal),
    sendBeside: () => newOutbox().deliver(new AbortController().signal),
    async round(findings) {
      world.look(findings);
      await world.send();
    },
    restart() {
      outbox = newOutbox();
    },
  };
  return world;
}
