import { useState } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { DatabaseDraft } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { DatabaseForm } from './DatabaseForm.tsx';
import { NO_FIELDS } from './database-draft.ts';

interface AddDatabaseProps {
  readonly status: SiteStatus;
  readonly onClose: () => void;
}

const WAYS = [
  { value: 'site', label: 'From the site' },
  { value: 'typed', label: 'Typed in' },
] as const;

/** Two ways to a database: what the site's own settings name, or what the operator knows. */
export function AddDatabase({ status, onClose }: AddDatabaseProps) {
  const [way, setWay] = useState<'site' | 'typed'>('site');
  const add = useAction('source.add');
  const submit = (draft: DatabaseDraft) => {
    void add.run({ siteId: status.site.id, draft }).then((done) => {
      if (done !== null) onClose();
    });
  };
  return (
    <div className={layout.stack}>
      <Segments label="Where its settings come from" value={way} options={WAYS} onChange={setWay} />
      {way === 'site' ? (
        <FromSettings status={status} busy={add.busy} onAdd={submit} onClose={onClose} />
      ) : (
        <DatabaseForm start={NO_FIELDS} submitLabel="Add" busy={add.busy} problem={add.problem} onSubmit={submit} onCancel={onClose} />
      )}
      {way === 'site' && add.problem !== null ? <ProblemPanel problem={add.problem} /> : null}
    </div>
  );
}

interface FromSettingsProps extends AddDatabaseProps {
  readonly busy: boolean;
  readonly onAdd: (draft: DatabaseDraft) => void;
}

function FromSettings({ status, busy, onAdd, onClose }: FromSettingsProps) {
  const detect = useAction('site.detect');
  const [found, setFound] = useState<{ readonly databases: readonly DatabaseDraft[]; readonly notes: readonly string[] } | null>(null);
  const known = new Set(status.sources.flatMap((source) => (source.kind === 'database' ? [source.database] : [])));
  return (
    <div className={layout.stack}>
      <p className={text.small}>
        Name, address, user and password are read from the settings file of the site, at each backup anew. The password stays on the server.
      </p>
      <div className={layout.wrap}>
        <Button
          size="s"
          busy={detect.busy}
          onClick={() => {
            void detect.run({ serverId: status.server.id, root: status.site.root }).then((done) => {
              if (done === null) return;
              setFound({
                databases: done.value.flatMap((proposal) => proposal.databases),
                notes: done.value.flatMap((proposal) => proposal.notes),
              });
            });
          }}
        >
          {detect.busy ? 'Reading the settings' : 'Read the settings of the site'}
        </Button>
        <Button kind="quiet" size="s" onClick={onClose}>
          Close
        </Button>
      </div>
      <div className={layout.stack} aria-live="polite">
        {detect.problem === null ? null : <ProblemPanel problem={detect.problem} announce={false} />}
        {found?.notes.map((note) => (
          <Note key={note} tone="warn">
            {note}
          </Note>
        ))}
        {found !== null && found.databases.length === 0 ? (
          <Note>The settings name no MySQL or MariaDB database. It can be typed in.</Note>
        ) : null}
        {found?.databases.map((draft) => (
          <div key={draft.database} className={layout.wrap}>
            <div className={layout.grow}>
              <b>{draft.database}</b>
              <span className={text.second}>
                {draft.user} at {draft.address.socket ?? `${draft.address.host}:${draft.address.port}`}
              </span>
            </div>
            <Button
              size="s"
              busy={busy}
              blocked={known.has(draft.database) ? 'Already a source of this site' : null}
              onClick={() => onAdd(draft)}
            >
              Add {draft.database}
            </Button>
          </div>
        ))}
      </div>
    </div>
  );
}
