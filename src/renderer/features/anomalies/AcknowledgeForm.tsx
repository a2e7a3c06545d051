import { useState } from 'react';
import type { Anomaly, AnomalyVerdict } from '../../../shared/model/anomaly.ts';
import { useAction } from '../../api/use-action.ts';
import { ChoiceList } from '../../design/ChoiceList.tsx';
import layout from '../../design/layout.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import { countWord } from '../backup/backup-words.ts';
import { AcknowledgeEnd } from './AcknowledgeEnd.tsx';

interface AcknowledgeFormProps {
  readonly anomalies: readonly Anomaly[];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** What it was, and what follows from it. */
export function AcknowledgeForm({ anomalies, onDone, onCancel }: AcknowledgeFormProps) {
  const action = useAction('anomaly.acknowledge');
  const [verdict, setVerdict] = useState<AnomalyVerdict | null>(null);
  const [note, setNote] = useState('');
  const blocked = verdict === null ? 'Say first what it was' : note.trim() === '' ? 'Write what you found' : null;
  const save = async () => {
    if (verdict === null) return;
    for (const { id } of anomalies) if ((await action.run({ anomalyId: id, verdict, note: note.trim() })) === null) return;
    onDone();
  };
  return (
    <form
      className={layout.stack}
      aria-label="Acknowledge"
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked === null) void save();
      }}
    >
      <ChoiceList
        label="What was it?"
        value={verdict}
        choices={[
          {
            value: 'new-level',
            label: 'Wanted: this is how the site is from now on',
            second: ['The next backups are held against this one, and against what comes after it.'],
          },
          {
            value: 'one-off',
            label: 'A one-off: a failure, or a night that was special',
            second: ['What was usual before stays the measure. The backup stays marked when a restore is proposed.'],
          },
        ]}
        onChange={setVerdict}
      />
      <TextAreaField label="What you found" value={note} maxLength={2000} rows={2} hint="Goes into the audit record." onChange={setNote} />
      <AcknowledgeEnd
        label={`Acknowledge ${countWord(anomalies.length, 'anomaly', 'anomalies')}`}
        action={action}
        blocked={blocked}
        onCancel={onCancel}
      />
    </form>
  );
}
