import * as z from 'zod';
import { AlertCondition, AlertConditionId, AlertConditions, AlertMessageId, AlertOutbox, AlertTestReport } from '../../model/alert.ts';
import { AlertChannel, AlertSecretName, AlertSettings, AlertSettingsView } from '../../model/alert-settings.ts';
import { Instant } from '../../model/instant.ts';

const Note = z.string().trim().max(1000);

/** Messages that say when something is wrong, and when it is over. */
export const alertCalls = {
  'alerts.settings': { input: z.void(), output: AlertSettingsView },
  /** Refused where a channel that is on lacks what it needs, or an address is none. */
  'alerts.set-settings': { input: AlertSettings, output: AlertSettingsView },
  /** Goes to the secret store and never comes back. Null: forget it. */
  'alerts.set-secret': {
    input: z.strictObject({ name: AlertSecretName, secret: z.string().min(1).max(4096).nullable() }),
    output: AlertSettingsView,
  },
  /** Sends a real message now, whether the channel is on or not, and says what the receiver answered. */
  'alerts.test': { input: z.strictObject({ channel: AlertChannel }), output: AlertTestReport },
  'alerts.conditions': { input: z.void(), output: AlertConditions },
  'alerts.outbox': { input: z.void(), output: AlertOutbox },
  /** Tries what waits now instead of later. `messageId` null: everything that waits. */
  'alerts.retry': { input: z.strictObject({ messageId: AlertMessageId.nullable() }), output: AlertOutbox },
  /** No reminder of it any more; that it is over will still be told. */
  'alerts.acknowledge': { input: z.strictObject({ conditionId: AlertConditionId, note: Note }), output: AlertCondition },
  /** No reminder before `until`. */
  'alerts.snooze': { input: z.strictObject({ conditionId: AlertConditionId, until: Instant, note: Note }), output: AlertCondition },
  /** Takes an acknowledgement or a snooze back: reminders go on. */
  'alerts.resume': { input: z.strictObject({ conditionId: AlertConditionId }), output: AlertCondition },
} as const;
