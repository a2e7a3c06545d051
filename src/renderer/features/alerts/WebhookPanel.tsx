import { useState } from 'react';
import type { AlertChannelStatus, AlertSettings } from '../../../shared/model/alert-settings.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ChannelFoot, ChannelWord } from './ChannelStatus.tsx';
import { SecretField } from './SecretField.tsx';
import { useAlertSettings } from './use-alert-settings.ts';

interface WebhookPanelProps {
  readonly settings: AlertSettings;
  readonly status: AlertChannelStatus;
  readonly onChanged: () => void;
}

/** Any receiver of JSON. With a key, each message is signed, so that the receiver knows who sent it. */
export function WebhookPanel({ settings, status, onChanged }: WebhookPanelProps) {
  const { webhook } = settings.channels;
  const { change, action } = useAlertSettings(settings, onChanged);
  const [fields, setFields] = useState(webhook);
  const [tried, setTried] = useState(false);
  const url = fields.url.trim();
  const error =
    url === '' ? (fields.enabled ? 'The address of the receiver.' : null) : isHttp(url) ? null : 'An address that begins with https://.';
  const unsaved = fields.enabled !== webhook.enabled || url !== webhook.url;
  return (
    <Panel title="Webhook" aside={<ChannelWord enabled={webhook.enabled} status={status} />}>
      <form
        className={layout.stack}
        aria-label="Webhook"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (error === null) void change({ channels: { ...settings.channels, webhook: { enabled: fields.enabled, url } } });
        }}
      >
        <CheckField
          label="Send by webhook"
          hint="JSON, tried again until it is taken."
          checked={fields.enabled}
          onChange={(enabled) => setFields({ ...fields, enabled })}
        />
        <TextField
          label="Address"
          type="url"
          mono
          value={fields.url}
          placeholder="https://example.org/holdfast"
          maxLength={2048}
          error={tried ? error : null}
          onChange={(next) => setFields({ ...fields, url: next })}
        />
        {action.problem === null ? null : <ProblemPanel problem={action.problem} />}
        <div>
          <Button type="submit" size="s" busy={action.busy} blocked={unsaved ? null : 'This is what holds already'}>
            Save webhook
          </Button>
        </div>
        <SecretField name="webhook-secret" label="Key that signs (HMAC)" hasSecret={status.hasSecret} onChanged={onChanged} />
        <ChannelFoot status={status} unsaved={unsaved} onTested={onChanged} />
      </form>
    </Panel>
  );
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
