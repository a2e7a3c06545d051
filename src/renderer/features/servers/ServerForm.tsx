import type { Server } from '../../../shared/model/server.ts';
import { useInfo } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, Segments, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import type { FieldErrors, ServerFields } from './server-fields.ts';
import { METHODS, hasStored, keepsSecret, needsPassword } from './server-fields.ts';

interface ServerFormProps {
  readonly fields: ServerFields;
  readonly errors: FieldErrors;
  /** The server on the form; it cannot be its own jump server. Null for a new one. */
  readonly server: Server | null;
  readonly servers: readonly Server[];
  /** In a side column: one field below the other. */
  readonly narrow?: boolean;
  readonly onChange: (fields: ServerFields) => void;
}

/** The fields of a connection: where, who, how to sign in, through whom. */
export function ServerForm({ fields, errors, server, servers, narrow = false, onChange }: ServerFormProps) {
  const set = (change: Partial<ServerFields>) => onChange({ ...fields, ...change });
  const jumps = servers.filter(({ id }) => id !== server?.id);
  return (
    <div className={narrow ? layout.stack : form.form}>
      <div className={form.f3}>
        <TextField
          label="Server address"
          mono
          required
          maxLength={255}
          value={fields.address}
          error={errors.address ?? null}
          onChange={(address) => set({ address })}
        />
      </div>
      <div className={form.f1}>
        <TextField
          label="Port"
          mono
          required
          inputMode="numeric"
          value={fields.port}
          error={errors.port ?? null}
          onChange={(port) => set({ port })}
        />
      </div>
      <div className={form.f2}>
        <TextField
          label="User"
          mono
          required
          maxLength={255}
          value={fields.user}
          error={errors.user ?? null}
          onChange={(user) => set({ user })}
        />
      </div>
      <div className={form.f3}>
        <TextField
          label="Name"
          maxLength={100}
          value={fields.name}
          placeholder={fields.address.trim() === '' ? 'as the address' : fields.address.trim()}
          onChange={(name) => set({ name })}
        />
      </div>
      <div className={form.f3}>
        <SelectField
          label="Jump server"
          value={fields.jumpServerId ?? ''}
          options={[
            { value: '', label: 'None, directly from this computer' },
            ...jumps.map(({ id, name, hostKey }) => ({ value: id, label: hostKey === null ? `${name} (host key not accepted)` : name })),
          ]}
          onChange={(chosen) => set({ jumpServerId: jumps.find(({ id }) => id === chosen)?.id ?? null })}
        />
      </div>
      <div className={form.f3}>
        <Segments label="Sign in with" value={fields.method} options={METHODS} onChange={(method) => set({ method })} />
      </div>
      <div className={form.f3}>
        <Credential fields={fields} errors={errors} stored={hasStored(fields, server?.authentication ?? null)} set={set} />
      </div>
      <KeychainNote fields={fields} />
    </div>
  );
}

interface CredentialProps {
  readonly fields: ServerFields;
  readonly errors: FieldErrors;
  /** An empty field keeps the stored secret. */
  readonly stored: boolean;
  readonly set: (change: Partial<ServerFields>) => void;
}

function Credential({ fields, errors, stored, set }: CredentialProps) {
  const keep = stored ? { placeholder: 'unchanged' } : {};
  if (fields.method === 'agent') {
    return (
      <TextField
        label="Socket of the agent"
        mono
        value={fields.agentSocket}
        placeholder="SSH_AUTH_SOCK"
        hint="Empty: the agent this computer announces. The keys stay in the agent."
        onChange={(agentSocket) => set({ agentSocket })}
      />
    );
  }
  if (needsPassword(fields.method)) {
    return (
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        value={fields.password}
        error={errors.password ?? null}
        hint={fields.method === 'password' ? undefined : 'Keyboard-interactive: answers every question of the server at sign-in.'}
        onChange={(password) => set({ password })}
        {...keep}
      />
    );
  }
  return (
    <div className={form.form}>
      <KeyFile path={fields.keyPath} error={errors.keyPath ?? null} onChange={(keyPath) => set({ keyPath })} />
      <CheckField label="The key has a passphrase" checked={fields.hasPassphrase} onChange={(hasPassphrase) => set({ hasPassphrase })} />
      {fields.hasPassphrase ? (
        <TextField
          label="Passphrase"
          type="password"
          autoComplete="new-password"
          value={fields.passphrase}
          error={errors.passphrase ?? null}
          onChange={(passphrase) => set({ passphrase })}
          {...keep}
        />
      ) : null}
    </div>
  );
}

interface KeyFileProps {
  readonly path: string;
  readonly error: string | null;
  readonly onChange: (path: string) => void;
}

function KeyFile({ path, error, onChange }: KeyFileProps) {
  const choose = useAction('server.choose-key-file');
  const hasDialog = useInfo((state) => state.info?.host !== 'browser');
  const button = (
    <Button
      busy={choose.busy}
      onClick={() => {
        void choose.run(undefined).then((chosen) => {
          if (chosen !== null && chosen.value !== null) onChange(chosen.value);
        });
      }}
    >
      Choose…
    </Button>
  );
  return (
    <div>
      <TextField label="Key file" mono required value={path} error={error} onChange={onChange} after={hasDialog ? button : null} />
      {choose.problem === null ? null : <ProblemPanel problem={choose.problem} />}
    </div>
  );
}

function KeychainNote({ fields }: { readonly fields: ServerFields }) {
  const store = useInfo((state) => state.info?.secretStore ?? null);
  if (store !== null && !store.available && keepsSecret(fields)) {
    return (
      <Note tone="warn">
        <strong>Passwords cannot be kept on this computer.</strong> {store.reason} Use a key file without passphrase or the SSH agent.
      </Note>
    );
  }
  return (
    <p className={`${text.micro} ${text.dim}`}>Passphrases and passwords go to the system keychain. Nothing is installed on the server.</p>
  );
}
