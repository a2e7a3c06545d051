import { Check } from 'lucide-react';
import { useState } from 'react';
import type { DrillStatus } from '../../../shared/model/drill.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { useFleet } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Segments, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { RHYTHMS } from './drill-words.ts';
import type { DrillFields } from './drill-fields.ts';
import { checkDrillFields, drillFieldsOf, targetOf } from './drill-fields.ts';
import { useDrillSettings } from './use-drill-settings.ts';

interface DrillSettingsPanelProps {
  readonly siteId: SiteId;
  readonly status: DrillStatus;
  readonly onChanged: () => void;
}

const KINDS = [
  { value: 'this-computer', label: 'This computer' },
  { value: 'server', label: 'A server' },
] as const;

/** How often, where to, and how much of the media. What is being typed stays when the status changes meanwhile. */
export function DrillSettingsPanel({ siteId, status, onChanged }: DrillSettingsPanelProps) {
  const { change, action } = useDrillSettings(siteId, status.settings, onChanged);
  const setPassword = useAction('drill.set-target-password');
  const servers = useFleet((state) => state.fleet?.servers ?? null) ?? [];
  const [fields, setFields] = useState(() => drillFieldsOf(status.settings));
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState('');
  const errors = checkDrillFields(fields);
  const set = (part: Partial<DrillFields>) => {
    setSaid('');
    setFields((before) => ({ ...before, ...part }));
  };
  const errorOf = (name: keyof DrillFields) => (tried ? (errors[name] ?? null) : null);
  const save = async () => {
    if (fields.kind === 'server' && fields.password !== '') {
      if ((await setPassword.run({ siteId, password: fields.password })) === null) return;
      set({ password: '' });
    }
    if (await change({ rhythm: fields.rhythm, sampleFiles: Number(fields.sampleFiles), target: targetOf(fields) })) setSaid('Kept');
  };
  const problem = setPassword.problem ?? action.problem;
  return (
    <Panel title="Settings of drills">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (Object.keys(errors).length === 0) void save();
        }}
      >
        <Segments
          label="Rhythm"
          value={fields.rhythm}
          options={RHYTHMS}
          hint="Says when one is due. A drill starts only when you start it."
          onChange={(rhythm) => set({ rhythm })}
        />
        <TextField
          label="Files of the media that are tried"
          inputMode="numeric"
          value={fields.sampleFiles}
          error={errorOf('sampleFiles')}
          hint="Picked at random, restored and hashed. 0: none."
          onChange={(sampleFiles) => set({ sampleFiles })}
        />
        <Segments
          label="Scratch target"
          value={fields.kind}
          options={KINDS}
          hint={
            fields.kind === 'server'
              ? 'Scratch schemas on a database server you mark for it. They are removed afterwards; no other schema is touched.'
              : 'A database server of its own, made for the drill and removed afterwards.'
          }
          onChange={(kind) => set({ kind })}
        />
        {fields.kind === 'this-computer' ? (
          status.localServer === null ? (
            <Note tone="warn">
              <strong>No program of a database server was found on this computer.</strong> Install MariaDB or MySQL here, or choose a
              server.
            </Note>
          ) : (
            <p className={`${text.small} ${text.soft}`}>Found here: {status.localServer}</p>
          )
        ) : (
          <div className={form.form}>
            <SelectField
              label="Server"
              value={fields.serverId}
              error={errorOf('serverId')}
              options={[{ value: '', label: 'Choose…' }, ...servers.map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(serverId) => set({ serverId })}
            />
            <div className={form.f4}>
              <TextField label="Database host" mono value={fields.host} error={errorOf('host')} onChange={(host) => set({ host })} />
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
            <TextField
              label="Socket"
              mono
              value={fields.socket}
              placeholder="/run/mysqld/mysqld.sock"
              hint="When it is given, host and port do not count."
              onChange={(socket) => set({ socket })}
            />
            <TextField
              label="User"
              mono
              value={fields.user}
              error={errorOf('user')}
              hint="An account for drills alone, that may create schemas and reaches none of a site."
              onChange={(user) => set({ user })}
            />
            <TextField
              label="Password"
              type="password"
              autoComplete="new-password"
              value={fields.password}
              hint="Kept in the keychain of this computer. Empty: the stored one stays."
              onChange={(password) => set({ password })}
              after={
                <Button
                  size="s"
                  kind="quiet"
                  busy={setPassword.busy}
                  onClick={() => {
                    void setPassword.run({ siteId, password: null }).then((done) => {
                      if (done !== null) setSaid('The stored password was forgotten');
                    });
                  }}
                >
                  Forget
                </Button>
              }
            />
          </div>
        )}
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <div className={layout.wrap}>
          <Button type="submit" size="s" busy={action.busy || setPassword.busy}>
            Save
          </Button>
          <span className={`${text.small} ${text.soft}`} aria-live="polite">
            {said === '' ? (
              ''
            ) : (
              <>
                <Icon glyph={Check} size={14} /> {said}
              </>
            )}
          </span>
        </div>
      </form>
    </Panel>
  );
}
