import { Database } from 'lucide-react';
import { useState } from 'react';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { CheckResult } from './CheckResult.tsx';
import { DatabaseForm } from './DatabaseForm.tsx';
import { fieldsOf } from './database-draft.ts';
import styles from './SourcesPanel.module.css';

type Open = 'nothing' | 'check' | 'edit' | 'remove';

export function DatabaseItem({ source }: { readonly source: DatabaseSource }) {
  const [open, setOpen] = useState<Open>('nothing');
  const check = useAction('source.check');
  const edit = useAction('source.edit');
  const remove = useAction('source.remove');
  const [result, setResult] = useState<Parameters<typeof CheckResult>[0]['check'] | null>(null);
  const close = () => setOpen('nothing');
  return (
    <li>
      <div className={styles.head}>
        <Icon glyph={Database} />
        <div>
          <b>{source.database}</b>
          <span className={text.second}>{originOf(source)}</span>
        </div>
      </div>
      <div className={styles.actions}>
        <Button
          kind="quiet"
          size="s"
          busy={check.busy}
          onClick={() => {
            setOpen('check');
            setResult(null);
            void check.run({ sourceId: source.id }).then((done) => setResult(done?.value ?? null));
          }}
        >
          {check.busy ? 'Checking' : 'Check'}
        </Button>
        <Button kind="quiet" size="s" onClick={() => setOpen(open === 'edit' ? 'nothing' : 'edit')}>
          Edit
        </Button>
        <Button kind="quiet" size="s" onClick={() => setOpen(open === 'remove' ? 'nothing' : 'remove')}>
          Remove
        </Button>
      </div>
      {open === 'nothing' ? null : (
        <div className={styles.below} aria-live="polite">
          {open === 'check' && result !== null ? <CheckResult check={result} /> : null}
          {open === 'check' && check.problem !== null ? <ProblemPanel problem={check.problem} announce={false} /> : null}
          {open === 'edit' ? (
            <>
              {source.access.from === 'site-env' ? (
                <Note>Read from {source.access.envFile} at each backup. Saving here stops that: what is typed counts from then on.</Note>
              ) : null}
              <DatabaseForm
                start={fieldsOf(source)}
                submitLabel="Save"
                busy={edit.busy}
                problem={edit.problem}
                hasPassword={source.access.from === 'keychain'}
                onCancel={close}
                onSubmit={(draft) => {
                  void edit.run({ sourceId: source.id, draft }).then((done) => {
                    if (done !== null) close();
                  });
                }}
              />
            </>
          ) : null}
          {open === 'remove' ? (
            <div className={layout.tight}>
              <p>It will no longer be backed up. Backups that hold it stay where they are.</p>
              {remove.problem === null ? null : <ProblemPanel problem={remove.problem} />}
              <div className={layout.wrap}>
                <Button size="s" busy={remove.busy} onClick={() => void remove.run({ sourceId: source.id })}>
                  Remove {source.database}
                </Button>
                <Button kind="quiet" size="s" onClick={close}>
                  Keep it
                </Button>
              </div>
            </div>
          ) : null}
        </div>
      )}
    </li>
  );
}

/** Where it listens and where its password comes from. */
function originOf({ address, user, access }: DatabaseSource): string {
  const where = address.socket ?? `${address.host}:${address.port}`;
  return `${user} at ${where} · ${access.from === 'site-env' ? `password read from ${access.envFile}` : 'password in the keychain'}`;
}
