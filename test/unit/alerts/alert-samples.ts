import { DEFAULT_ALERT_SETTINGS, type AlertRoute, type AlertSettings } from '../../../src/shared/model/alert-settings.ts';
import type { Finding } from '../../../src/shared/model/fleet.ts';
import { SiteId } from '../../../src/shared/model/ids.ts';
import { NOON } from '../model-samples.ts';

export const AURORA = SiteId.parse('00000000-0000-4000-8000-000000000001');

export const finding = (code: string, changes: Partial<Finding> = {}): Finding => ({
  code,
  severity: 'at-risk',
  text: `It is ${code}.`,
  at: NOON,
  backupId: null,
  placeId: null,
  serverId: null,
  ...changes,
});

/** Email and Slack on, nothing else. */
export function mailAndSlack(changes: Partial<AlertSettings> = {}): AlertSettings {
  const { channels } = DEFAULT_ALERT_SETTINGS;
  return {
    ...DEFAULT_ALERT_SETTINGS,
    channels: {
      ...channels,
      email: { ...channels.email, enabled: true, host: 'mail.example.org', from: 'ops@example.org', to: ['ada@example.org'] },
      slack: { enabled: true },
      desktop: { enabled: false },
    },
    ...changes,
  };
}

export const route = (...on: readonly (keyof AlertRoute)[]): AlertRoute => ({
  email: on.includes('email'),
  slack: on.includes('slack'),
  webhook: on.includes('webhook'),
  desktop: on.includes('desktop'),
  digest: on.includes('digest'),
});
