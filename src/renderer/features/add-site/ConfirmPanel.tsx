import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { Problem } from '../../../shared/model/problem.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { DatabaseDraft } from '../../../shared/model/source.ts';
import { useFleet } from '../../api/stores.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { CheckField, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { NO_FIELDS } from '../sites/database-draft.ts';
import { DatabaseForm } from '../sites/DatabaseForm.tsx';
import styles from './add-site.module.css';
import type { SiteFields } from './site-fields.ts';
import { PROFILES, databaseLine, frameworkWord, judgeSite } from './site-fields.ts';

interface ConfirmPanelProps {
  readonly fields: SiteFields;
  readonly added: Site | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onChange: (fields: SiteFields) => void;
  readonly onSubmit: () => void;
}

const NO_SITES: readonly { readonly site: Site }[] = [];

/** Step 2: name, folder, kind, address and databases, to be confirmed. */
export function ConfirmPanel({ fields, added, busy, problem, onChange, onSubmit }: ConfirmPanelProps) {
  const sites = useFleet((state) => state.fleet?.sites ?? NO_SITES);
  const [judged, setJudged] = useState(false);
  const [typing, setTyping] = useState(false);
  const namesTaken = sites.map(({ site }) => site.name);
  const errors = judged ? judgeSite(fields, namesTaken) : {};
  const set = (change: Partial<SiteFields>) => onChange({ ...fields, ...change });
  // The databases have forms of their own, which cannot stand inside this one: the button refers to it.
  const formId = useId();
  const submit = () => {
    setJudged(true);
    if (!busy && Object.keys(judgeSite(fields, namesTaken)).length === 0) onSubmit();
  };

  if (added !== null) {
    return (
      <Panel title="What is it?" step={{ number: 2, state: 'done' }} aside={<Status tone="ok">Added</Status>}>
        <p>
          <strong>{added.name}</strong>, {frameworkWord(added)}
          {added.url === null ? '' : `, ${added.url}`}
        </p>
      </Panel>
    );
  }

  return (
    <Panel
      title="What is it?"
      step={{ number: 2, state: 'now' }}
      attention
      aside={<span className={text.dim}>{frameworkWord(fields)}</span>}
    >
      <div className={layout.stack}>
        {fields.notes.map((note) => (
          <Note key={note} tone="warn">
            {note}
          </Note>
        ))}
        <form
          id={formId}
          className={form.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <div className={form.f3}>
            <TextField
              label="Name"
              required
              maxLength={100}
              value={fields.name}
              error={errors.name ?? null}
              hint="Also the name of its folder of backups."
              onChange={(name) => set({ name })}
            />
          </div>
          <div className={form.f3}>
            <TextField
              label="Folder on the server"
              mono
              required
              value={fields.root}
              error={errors.root ?? null}
              onChange={(root) => set({ root })}
            />
          </div>
          <div className={form.f2}>
            <SelectField label="Kind" value={fields.profile} options={PROFILES} onChange={(profile) => set({ profile, framework: null })} />
          </div>
          <div className={form.f4}>
            <TextField
              label="Address of the site"
              mono
              type="url"
              maxLength={500}
              value={fields.url}
              placeholder="https://"
              error={errors.url ?? null}
              onChange={(url) => set({ url })}
            />
          </div>
        </form>
        <Databases fields={fields} typing={typing} onTyping={setTyping} onChange={onChange} />
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <div className={layout.wrap}>
          <Button
            kind="primary"
            type="submit"
            form={formId}
            busy={busy}
            blocked={typing ? 'Add or close the database that is being entered first' : null}
          >
            Add this site
          </Button>
          <span className={`${text.small} ${text.dim}`}>Nothing is changed on the server.</span>
        </div>
      </div>
    </Panel>
  );
}

interface DatabasesProps {
  readonly fields: SiteFields;
  readonly typing: boolean;
  readonly onTyping: (typing: boolean) => void;
  readonly onChange: (fields: SiteFields) => void;
}

function Databases({ fields, typing, onTyping, onChange }: DatabasesProps) {
  const { databases } = fields;
  const [twice, setTwice] = useState<string | null>(null);
  const put = (draft: DatabaseDraft) => {
    if (databases.some((entry) => entry.draft.database === draft.database && entry.taken)) {
      setTwice(draft.database);
      return;
    }
    setTwice(null);
    onTyping(false);
    const others = databases.filter((entry) => entry.draft.database !== draft.database);
    onChange({ ...fields, databases: [...others, { draft, taken: true }] });
  };
  return (
    <fieldset className={layout.stack}>
      <legend className={styles.legend}>Databases</legend>
      {databases.length === 0 && !typing ? (
        <Note>
          <strong>No database yet.</strong> Enter one by hand, or add it later on the screen of the site. Without one there is nothing to
          back up.
        </Note>
      ) : null}
      {databases.map(({ draft, taken }) => (
        <div key={draft.database} className={styles.database}>
          <CheckField
            label={<span className={text.mono}>{draft.database}</span>}
            hint={databaseLine(draft)}
            checked={taken}
            onChange={(checked) =>
              onChange({
                ...fields,
                databases: databases.map((entry) => (entry.draft === draft ? { draft, taken: checked } : entry)),
              })
            }
          />
          {draft.access.from === 'keychain' ? (
            <IconButton
              icon={X}
              label={`Take ${draft.database} off the list`}
              onClick={() => onChange({ ...fields, databases: databases.filter((entry) => entry.draft !== draft) })}
            />
          ) : null}
        </div>
      ))}
      {typing ? (
        <div className={styles.typed}>
          <DatabaseForm
            start={NO_FIELDS}
            submitLabel="Add to the list"
            busy={false}
            problem={null}
            onSubmit={put}
            onCancel={() => {
              setTwice(null);
              onTyping(false);
            }}
          />
          {twice === null ? null : (
            <Note tone="warn">
              <strong>{twice} is on the list already.</strong> Take it off first to enter it by hand.
            </Note>
          )}
        </div>
      ) : (
        <div>
          <Button size="s" icon={Plus} onClick={() => onTyping(true)}>
            Enter a database by hand
          </Button>
        </div>
      )}
    </fieldset>
  );
}
