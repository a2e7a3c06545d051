import { runAlertRound } from '../../../src/main/alerts/alert-round.ts';
import { createOutbox } from '../../../src/main/alerts/outbox.ts';
import type { Attempt } from '../../../src/main/alerts/rules/delivery.ts';
import { endedJobOf } from '../../../src/main/app/alerts/ended-job.ts';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { catchingUp } from '../../../src/main/health/catching-up.ts';
import { caughtUpLines, isBusyCatchingUp } from '../../../src/main/health/caught-up.ts';
import { fleetStatus } from '../../../src/main/health/fleet-status.ts';
import { hiddenByStart } from '../../../src/main/health/schedule-findings.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { AlertMessage } from '../../../src/shared/model/alert.ts';
import { mailAndSlack } from '../../unit/alerts/alert-samples.ts';

/** Alerts by mail that look at how the sites of a catalog really stand, by a clock that the test sets. */
export function watchingMail(catalog: Catalog, clock: { now(): number }, zone: string) {
  const settings = mailAndSlack();
  catalog.settings.put('alerts', { ...settings, channels: { ...settings.channels, slack: { enabled: false } } });
  const sent: AlertMessage[] = [];
  const sender = {
    send(message: AlertMessage): Promise<Attempt> {
      sent.push(message);
      return Promise.resolve({ state: 'sent', answer: '250 OK' });
    },
  };
  const outbox = createOutbox({
    catalog,
    senders: { email: sender, slack: sender, webhook: sender, desktop: sender },
    clock,
    zone: () => zone,
    onChanged: () => {},
    onFault: () => {},
  });
  return {
    /** Oldest first. */
    sent,
    /** One look, as the app has one each minute; what is due is sent. */
    async look(presences?: Parameters<typeof fleetStatus>[2], isTimeTrusted = true): Promise<void> {
      const now = clock.now();
      const fleet = fleetStatus(catalog, now, presences);
      runAlertRound(catalog, {
        now,
        zone,
        fleet,
        isTimeTrusted,
        catchingUp: catchingUp(catalog, now),
        isBusyCatchingUp: isBusyCatchingUp(catalog, now),
        caughtUp: (from) => caughtUpLines(catalog, from, now),
        hiddenByStart: hiddenByStart(
          catalog,
          fleet.sites.map(({ site }) => site.id),
          now,
        ),
        endedJob: endedJobOf(catalog, silentLogger),
      });
      await outbox.deliver(new AbortController().signal);
    },
  };
}
