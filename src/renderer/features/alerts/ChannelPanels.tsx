import type { AlertChannel, AlertChannelStatus, AlertSettingsView } from '../../../shared/model/alert-settings.ts';
import layout from '../../design/layout.module.css';
import { EmailPanel } from './EmailPanel.tsx';
import { SimpleChannel } from './SimpleChannel.tsx';
import { WebhookPanel } from './WebhookPanel.tsx';
import { useAlertSettings } from './use-alert-settings.ts';

interface ChannelPanelsProps {
  readonly view: AlertSettingsView;
  readonly onChanged: () => void;
}

/** The four ways a message can go. */
export function ChannelPanels({ view, onChanged }: ChannelPanelsProps) {
  const { settings } = view;
  const statusOf = (channel: AlertChannel): AlertChannelStatus =>
    view.channels.find((each) => each.channel === channel) ?? {
      channel,
      obstacle: null,
      hasSecret: false,
      notes: [],
      lastSentAt: null,
      lastFailure: null,
      waiting: 0,
    };
  const slack = useAlertSettings(settings, onChanged);
  const desktop = useAlertSettings(settings, onChanged);
  return (
    <div className={layout.halves}>
      <EmailPanel key={JSON.stringify(settings.channels.email)} settings={settings} status={statusOf('email')} onChanged={onChanged} />
      <div className={layout.stack}>
        <SimpleChannel
          title="Slack"
          hint="An incoming webhook of your workspace. Its address is a secret: whoever has it can write to the channel."
          enabled={settings.channels.slack.enabled}
          status={statusOf('slack')}
          action={slack.action}
          secret={{ name: 'slack-url', label: 'Address of the incoming webhook', placeholder: 'https://hooks.slack.com/services/…' }}
          onEnable={(enabled) => slack.change({ channels: { ...settings.channels, slack: { enabled } } })}
          onChanged={onChanged}
        />
        <WebhookPanel
          key={JSON.stringify(settings.channels.webhook)}
          settings={settings}
          status={statusOf('webhook')}
          onChanged={onChanged}
        />
        <SimpleChannel
          title="Desktop"
          hint="Shown by the system on this computer while Holdfast runs."
          enabled={settings.channels.desktop.enabled}
          status={statusOf('desktop')}
          action={desktop.action}
          onEnable={(enabled) => desktop.change({ channels: { ...settings.channels, desktop: { enabled } } })}
          onChanged={onChanged}
        />
      </div>
    </div>
  );
}
