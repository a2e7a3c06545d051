import { type AlertDesk, createAlertDesk } from '../../alerts/alert-desk.ts';
import { runAlertRound } from '../../alerts/alert-round.ts';
import type { SenderPorts } from '../../alerts/channels/sender.ts';
import { sendersWith } from '../../alerts/channels/senders.ts';
import { createOutbox } from '../../alerts/outbox.ts';
import { catchingUp } from '../../health/catching-up.ts';
import { caughtUpLines, isBusyCatchingUp } from '../../health/caught-up.ts';
import { fleetStatus } from '../../health/fleet-status.ts';
import { hiddenByStart } from '../../health/schedule-findings.ts';
import type { AlertMessage } from '../../../shared/model/alert.ts';
import type { Modules } from '../modules.ts';
import { watchClock } from '../clock-watch.ts';
import { endedJobOf } from './ended-job.ts';

export interface Alerting {
  readonly desk: AlertDesk;
  /** Makes messages of the jobs that ended. At once, and in one transaction. */
  hear(): void;
  /** The same, and of the state of the fleet; writes the daily report when it is due. While the clock is in doubt, what time alone brings about is not told yet. */
  look(): Promise<void>;
  /** Begins to send what is due, and does not wait for it. Never throws. */
  send(): void;
  /** Sends what is due until `signal` ends it, and answers with what is not sent then. For hosts that do not stay. */
  deliver(signal: AbortSignal): Promise<readonly AlertMessage[]>;
  /** Waits until nothing is being sent; the app is closing. */
  close(): Promise<void>;
}

/** How long a receiver may be silent. */
const TIMEOUT_MS = 30_000;

export function createAlerting(
  modules: Pick<Modules, 'catalog' | 'clock' | 'secrets' | 'host' | 'logger' | 'closing' | 'presences' | 'emit'>,
): Alerting {
  const { catalog, clock, secrets, host, logger, closing, presences, emit } = modules;
  const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
  const ports: SenderPorts = {
    settings: () => catalog.settings.get('alerts').channels,
    secret: (name) => secrets.get(`alerts:${name}`),
    ...(host.notify === undefined ? {} : { notify: host.notify }),
    timeoutMs: TIMEOUT_MS,
  };
  const changed = (): void => emit('alerts.changed', undefined);
  const outbox = createOutbox({
    catalog,
    senders: sendersWith(ports),
    lacking: host.notify === undefined ? ['desktop'] : [],
    clock,
    zone,
    onChanged: changed,
    onFault: (cause) => logger.error('alerts.sender-failed', { cause }),
  });
  const watch = watchClock(modules);
  const endedJob = endedJobOf(catalog, logger);
  const desk = createAlertDesk({ catalog, secrets, clock, zone, ports });
  let sending: Promise<void> = Promise.resolve();

  return {
    desk,
    hear() {
      const now = clock.now();
      if (
        runAlertRound(catalog, {
          now,
          zone: zone(),
          fleet: null,
          isTimeTrusted: true,
          catchingUp: catchingUp(catalog, now),
          hiddenByStart: new Set(),
          isBusyCatchingUp: true,
          caughtUp: () => [],
          endedJob,
        })
      )
        changed();
    },
    async look() {
      const known = await presences.known();
      const now = clock.now();
      const fleet = fleetStatus(catalog, now, known);
      const siteIds = fleet.sites.map(({ site }) => site.id);
      if (
        runAlertRound(catalog, {
          now,
          zone: zone(),
          fleet,
          isTimeTrusted: watch.isTrusted(),
          catchingUp: catchingUp(catalog, now),
          hiddenByStart: hiddenByStart(catalog, siteIds, now),
          isBusyCatchingUp: isBusyCatchingUp(catalog, now),
          caughtUp: (from) => caughtUpLines(catalog, from, now),
          endedJob,
        })
      )
        changed();
    },
    send() {
      if (closing.aborted) return;
      sending = outbox.deliver(closing).catch((cause: unknown) => {
        if (!closing.aborted) logger.error('alerts.not-sent', { cause });
      });
    },
    async deliver(signal) {
      // A terminal may lack a password that the window has: an attempt without it would only make the message wait for longer.
      const { channels } = await desk.view();
      const without = channels.flatMap(({ channel, obstacle }) => (obstacle === null ? [] : channel));
      const delivery = outbox.deliver(AbortSignal.any([closing, signal]), without);
      sending = delivery.catch(() => undefined);
      await delivery;
      return outbox.unsent();
    },
    close: () => sending,
  };
}
