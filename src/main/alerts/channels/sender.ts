import type { AlertMessage } from '../../../shared/model/alert.ts';
import type { AlertChannel, AlertSecretName, AlertSettings } from '../../../shared/model/alert-settings.ts';
import type { Attempt } from '../rules/delivery.ts';

/** One way to somebody. Never throws but for an aborted signal; no answer holds a secret. */
export interface Sender {
  send(message: AlertMessage, signal: AbortSignal): Promise<Attempt>;
}

export type Senders = Readonly<Record<AlertChannel, Sender>>;

/** What senders work with. */
export interface SenderPorts {
  readonly settings: () => AlertSettings['channels'];
  readonly secret: (name: AlertSecretName) => Promise<string | null>;
  /** Shows a notification of the system. Absent: this host has none. */
  readonly notify?: (notice: { readonly title: string; readonly body: string; readonly siteId: string | null }) => void;
  /** How long a receiver may be silent, in milliseconds. */
  readonly timeoutMs: number;
}

export const notConfigured = (answer: string): Attempt => ({ state: 'failed', answer, mayHaveArrived: false, retryAfterMs: null });
