import { useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { BackupId, SiteId } from '../../../shared/model/ids.ts';
import type { KeyChange } from '../../../shared/model/key-change.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './anomalies.module.css';
import { AcknowledgeEnd } from './AcknowledgeEnd.tsx';

interface KeyChangesPanelProps {
  readonly siteId: SiteId;
  /** Of this backup alone. Absent: of all. */
  readonly backupId?: BackupId;
}

/** Application keys that changed: an alarm until the operator knows of it, a fact from then on. Nothing where none did. */
export function KeyChangesPanel({ siteId, backupId }: KeyChangesPanelProps) {
  const { loaded, reload } = useCall('anomaly.key-changes', { siteId });
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'problem')
    return (
      <Panel title="Application key">
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
      </Panel>
    );
  const changes = loaded.value.filter((change) => backupId === undefined || change.backupId === backupId);
  if (changes.length === 0) return null;
  return (
    <Panel title="Application key" attention={changes.some(({ acknowledged }) => acknowledged === null)}>
      <ul className={styles.list}>
        {changes.map((change) => (
          <Change key={change.backupId} change={change} onTold={reload} />
        ))}
      </ul>
    </Panel>
  );
}

function Change({ change, onTold }: { readonly change: KeyChange; readonly onTold: () => void }) {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const { name, backupId, startedAt, beforeId, beforeAt, acknowledged } = change;
  return (
    <li className={layout.stack}>
      <div className={styles.item}>
        <div className={layout.tight}>
          <Status tone={acknowledged === null ? 'crit' : 'mute'}>
            {name} is another one since <ScreenLink to={{ name: 'backup', backupId }}>{formatInstant(startedAt, now)}</ScreenLink>
          </Status>
          <span className={`${text.small} ${text.soft}`}>
            What was encrypted before needs the old key, which the{' '}
            <ScreenLink to={{ name: 'backup', backupId: beforeId }}>backup of {formatInstant(beforeAt, now)}</ScreenLink> holds.
          </span>
          {acknowledged === null ? null : (
            <span className={`${text.small} ${text.soft}`}>
              Acknowledged by {acknowledged.by} on {formatInstant(acknowledged.at, now)}: {acknowledged.note}
            </span>
          )}
        </div>
        {acknowledged !== null || asking ? null : (
          <Button size="s" onClick={() => setAsking(true)}>
            Acknowledge
          </Button>
        )}
      </div>
      {acknowledged === null && asking ? <Word change={change} onTold={onTold} onCancel={() => setAsking(false)} /> : null}
    </li>
  );
}

interface WordProps {
  readonly change: KeyChange;
  readonly onTold: () => void;
  readonly onCancel: () => void;
}

function Word({ change: { backupId }, onTold, onCancel }: WordProps) {
  const action = useAction('anomaly.acknowledge-key');
  const [note, setNote] = useState('');
  const blocked = note.trim() === '' ? 'Write who changed it, and why' : null;
  return (
    <form
      className={layout.stack}
      aria-label="Acknowledge the key"
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked !== null) return;
        void action.run({ backupId, note: note.trim() }).then((told) => {
          if (told !== null) onTold();
        });
      }}
    >
      <TextAreaField
        label="Who changed it, and why"
        value={note}
        maxLength={2000}
        rows={2}
        hint="Goes into the audit record. The change stays to be seen, and is no finding any more."
        onChange={setNote}
      />
      <AcknowledgeEnd label="Acknowledge the new key" action={action} blocked={blocked} onCancel={onCancel} />
    </form>
  );
}
