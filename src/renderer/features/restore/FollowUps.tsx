import type { Question } from '../../../shared/model/decision-tree.ts';
import { QUESTIONS } from '../../../shared/model/decision-tree.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { Segments, TextField } from '../../design/Field.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { Panel } from '../../design/Panel.tsx';
import { useState } from 'react';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import { fromLocalField, toLocalField } from './rules/local-time.ts';
import { checkPaths } from './rules/site-paths.ts';
import { TablesPanel } from './TablesPanel.tsx';
import { WhenPanel } from './WhenPanel.tsx';

interface FollowUpsProps {
  readonly incident: Incident;
  readonly situation: Situation;
  readonly questions: readonly Question[];
  readonly onChange: (situation: Situation) => void;
}

/** The questions after the first one, where the branch has them. */
export function FollowUps({ incident, situation, questions, onChange }: FollowUpsProps) {
  return (
    <>
      {questions.includes('started') ? (
        <WhenPanel
          key={situation.branch}
          incident={incident}
          situation={situation}
          withMargin={questions.includes('margin')}
          onChange={onChange}
        />
      ) : null}
      {questions.includes('tables') ? <TablesPanel siteId={incident.siteId} situation={situation} onChange={onChange} /> : null}
      {questions.includes('paths') ? <PathsPanel situation={situation} onChange={onChange} /> : null}
      {questions.includes('writing') ? (
        <Panel title={QUESTIONS.writing.text}>
          <Segments
            label="Orders, comments, uploads that come in now"
            value={situation.stillWriting === null ? 'unknown' : situation.stillWriting ? 'yes' : 'no'}
            options={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
              { value: 'unknown', label: 'Not known' },
            ]}
            hint={QUESTIONS.writing.changes}
            onChange={(value) => onChange({ ...situation, stillWriting: value === 'unknown' ? null : value === 'yes' })}
          />
        </Panel>
      ) : null}
      <Disclosure summary="Noticed earlier than now?">
        <TextField
          label="When it was noticed"
          type="datetime-local"
          value={toLocalField(situation.noticedAt)}
          hint="The clock above and the loss count from here."
          onChange={(value) => {
            const noticedAt = fromLocalField(value);
            if (noticedAt !== null) onChange({ ...situation, noticedAt });
          }}
        />
      </Disclosure>
    </>
  );
}

function PathsPanel({ situation, onChange }: Pick<FollowUpsProps, 'situation' | 'onChange'>) {
  const [typed, setTyped] = useState(situation.paths.join('\n'));
  const { error } = checkPaths(typed);
  return (
    <Panel title={QUESTIONS.paths.text} subtitle="empty: all media">
      <TextAreaField
        label="Files and folders"
        mono
        value={typed}
        error={error}
        hint="One on each line, below the site’s folder: public/uploads/2026"
        onChange={(value) => {
          setTyped(value);
          onChange({ ...situation, paths: [...checkPaths(value).paths] });
        }}
      />
    </Panel>
  );
}
