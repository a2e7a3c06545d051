import { WORSE } from '../../alerts/rules/observe.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

/** As many as the contract says. */
const RECENT = 100;

export function alertCalls({ alerting, catalog, clock, runner, closing, emit }: Modules): Handlers<CallsOf<'alerts'>> {
  const { desk } = alerting;
  const { alerts } = catalog;
  const outbox = () => ({ waiting: [...alerts.unsettledMessages()], recent: [...alerts.settledMessages(RECENT)] });
  /** In an app that only reads nothing is changed: `home.in-use`. */
  const change = <T>(work: () => T): T => {
    runner();
    const value = work();
    emit('alerts.changed', undefined);
    return value;
  };
  return {
    'alerts.settings': () => desk.view(),
    'alerts.set-settings': (settings) => change(() => desk.change(settings)),
    'alerts.set-secret': ({ name, secret }) => change(() => desk.setSecret(name, secret)),
    'alerts.test': ({ channel }) => desk.test(channel, closing),
    'alerts.conditions': () => ({
      open: alerts.openConditions().toSorted((a, b) => WORSE[b.severity] - WORSE[a.severity] || (a.openedAt < b.openedAt ? 1 : -1)),
      recent: [...alerts.resolvedConditions(RECENT)],
    }),
    'alerts.outbox': outbox,
    'alerts.retry': ({ messageId }) =>
      change(() => {
        desk.hurry(messageId);
        alerting.send();
        return outbox();
      }),
    'alerts.acknowledge': ({ conditionId, note }) =>
      change(() => desk.changeCondition(conditionId, { acknowledgedAt: new Date(clock.now()).toISOString(), snoozedUntil: null, note })),
    'alerts.snooze': ({ conditionId, until, note }) =>
      change(() => desk.changeCondition(conditionId, { acknowledgedAt: null, snoozedUntil: until, note })),
    'alerts.resume': ({ conditionId }) => change(() => desk.changeCondition(conditionId, { acknowledgedAt: null, snoozedUntil: null })),
  };
}
