import { useState } from 'react';
import type { AlertSecretName } from '../../../shared/model/alert-settings.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';

interface SecretFieldProps {
  readonly name: AlertSecretName;
  readonly label: string;
  readonly placeholder?: string;
  readonly hasSecret: boolean;
  readonly onChanged: () => void;
}

/** Goes into the keychain and never comes back: what is stored is said to be stored, and not shown. */
export function SecretField({ name, label, placeholder, hasSecret, onChanged }: SecretFieldProps) {
  const set = useAction('alerts.set-secret');
  const [secret, setSecret] = useState('');
  const send = (value: string | null) => {
    void set.run({ name, secret: value }).then((done) => {
      if (done === null) return;
      setSecret('');
      onChanged();
    });
  };
  return (
    <div className={layout.tight}>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        value={secret}
        maxLength={4096}
        placeholder={hasSecret ? 'stored; type to replace it' : (placeholder ?? '')}
        hint={
          <>
            {hasSecret ? (
              <Status tone="ok" size={12}>
                Stored in the keychain
              </Status>
            ) : (
              'Goes into the keychain of this computer and is never shown again.'
            )}
          </>
        }
        after={
          <>
            <Button blocked={secret === '' ? 'Type it first' : null} busy={set.busy} onClick={() => send(secret)}>
              Store
            </Button>
            {hasSecret ? (
              <Button kind="quiet" busy={set.busy} onClick={() => send(null)}>
                Forget
              </Button>
            ) : null}
          </>
        }
        onChange={setSecret}
      />
      {set.problem === null ? null : <ProblemPanel problem={set.problem} />}
    </div>
  );
}
