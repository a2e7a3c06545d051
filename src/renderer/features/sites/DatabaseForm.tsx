import { useState } from 'react';
import type { DatabaseDraft } from '../../../shared/model/source.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { DatabaseFields } from './database-draft.ts';
import { checkFields, draftOf } from './database-draft.ts';

interface DatabaseFormProps {
  readonly start: DatabaseFields;
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** A password is stored already; leaving the field empty keeps it. */
  readonly hasPassword?: boolean;
  readonly onSubmit: (draft: DatabaseDraft) => void;
  readonly onCancel: () => void;
}

/** A database typed in by hand: as seen from the site's server, its password kept in this computer's keychain. */
export function DatabaseForm({ start, submitLabel, busy, problem, hasPassword = false, onSubmit, onCancel }: DatabaseFormProps) {
  const [fields, setFields] = useState(start);
  const [tried, setTried] = useState(false);
  const problems = checkFields(fields);
  const set = (name: keyof DatabaseFields) => (value: string) => setFields((before) => ({ ...before, [name]: value }));
  const errorOf = (name: keyof DatabaseFields) => (tried ? (problems[name] ?? null) : null);
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(problems).length === 0) onSubmit(draftOf(fields, hasPassword));
      }}
    >
      <TextField label="Database" mono value={fields.database} error={errorOf('database')} onChange={set('database')} />
      <div className={layout.halves}>
        <TextField label="Host" mono value={fields.host} error={errorOf('host')} onChange={set('host')} />
        <TextField label="Port" mono inputMode="numeric" value={fields.port} error={errorOf('port')} onChange={set('port')} />
      </div>
      <TextField
        label="Socket"
        mono
        value={fields.socket}
        placeholder="/run/mysqld/mysqld.sock"
        hint="On the site's server. When it is given, host and port do not count."
        onChange={set('socket')}
      />
      <TextField label="User" mono value={fields.user} error={errorOf('user')} onChange={set('user')} />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        value={fields.password}
        hint={
          hasPassword ? 'Leave it empty to keep the stored one.' : 'Kept in the keychain of this computer. Empty: the user has no password.'
        }
        onChange={set('password')}
      />
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <div className={layout.wrap}>
        <Button type="submit" size="s" busy={busy}>
          {submitLabel}
        </Button>
        <Button kind="quiet" size="s" onClick={onCancel}>
          Close
        </Button>
      </div>
    </form>
  );
}
