import { useState } from 'react';
import type { AlertChannelStatus, AlertSettings } from '../../../shared/model/alert-settings.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, Segments, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ChannelFoot, ChannelWord } from './ChannelStatus.tsx';
import type { EmailFields } from './rules/email-fields.ts';
import { emailErrors, emailFieldsOf, emailOf } from './rules/email-fields.ts';
import { SecretField } from './SecretField.tsx';
import { useAlertSettings } from './use-alert-settings.ts';

const ENCRYPTIONS = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS' },
  { value: 'none', label: 'None' },
] as const;

interface EmailPanelProps {
  readonly settings: AlertSettings;
  readonly status: AlertChannelStatus;
  readonly onChanged: () => void;
}

/** The mail server and who gets a mail. */
export function EmailPanel({ settings, status, onChanged }: EmailPanelProps) {
  const { email } = settings.channels;
  const { change, action } = useAlertSettings(settings, onChanged);
  const [fields, setFields] = useState(() => emailFieldsOf(email));
  const [tried, setTried] = useState(false);
  const errors = emailErrors(fields);
  const errorOf = (name: keyof typeof errors) => (tried ? (errors[name] ?? null) : null);
  const set = (part: Partial<EmailFields>) => setFields((before) => ({ ...before, ...part }));
  const unsaved = JSON.stringify(emailFieldsOf(email)) !== JSON.stringify(fields);
  return (
    <Panel title="Email" aside={<ChannelWord enabled={email.enabled} status={status} />}>
      <form
        className={layout.stack}
        aria-label="Email"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (Object.keys(errors).length === 0) void change({ channels: { ...settings.channels, email: emailOf(fields) } });
        }}
      >
        <CheckField label="Send by email" checked={fields.enabled} onChange={(enabled) => set({ enabled })} />
        <div className={form.form}>
          <div className={form.f4}>
            <TextField
              label="Mail server"
              mono
              value={fields.host}
              placeholder="smtp.example.org"
              error={errorOf('host')}
              onChange={(host) => set({ host })}
            />
          </div>
          <div className={form.f2}>
            <TextField
              label="Port"
              mono
              inputMode="numeric"
              value={fields.port}
              error={errorOf('port')}
              onChange={(port) => set({ port })}
            />
          </div>
          <Segments
            label="Encryption"
            value={fields.encryption}
            options={ENCRYPTIONS}
            hint={fields.encryption === 'none' ? 'What is sent can be read on the way.' : 'The certificate is checked.'}
            onChange={(encryption) => set({ encryption })}
          />
          <div className={form.f3}>
            <TextField
              label="From"
              value={fields.from}
              placeholder="Holdfast <ops@example.org>"
              error={errorOf('from')}
              onChange={(from) => set({ from })}
            />
          </div>
          <div className={form.f3}>
            <TextField label="User" value={fields.user} placeholder="none" onChange={(user) => set({ user })} />
          </div>
          <TextField
            label="To"
            value={fields.to}
            placeholder="ada@example.org, grace@example.org"
            error={errorOf('to')}
            onChange={(to) => set({ to })}
          />
        </div>
        {action.problem === null ? null : <ProblemPanel problem={action.problem} />}
        <div>
          <Button type="submit" size="s" busy={action.busy} blocked={unsaved ? null : 'This is what holds already'}>
            Save email
          </Button>
        </div>
        <SecretField name="email-password" label="Password of the user" hasSecret={status.hasSecret} onChanged={onChanged} />
        <ChannelFoot status={status} unsaved={unsaved} onTested={onChanged} />
      </form>
    </Panel>
  );
}
