import type { Incident } from '../../../shared/model/incident.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { Segments, TextField } from '../../design/Field.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { Panel } from '../../design/Panel.tsx';
import { useState } from 'react';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import type { BranchWords } from './branch-words.ts';
import { fromLocalField, toLocalField } from './local-time.ts';
import { checkPaths } from './site-paths.ts';
import { TablesPanel } from './TablesPanel.tsx';
import { WhenPanel } from './WhenPanel.tsx';

interface FollowUpsProps {
  readonly incident: Incident;
  readonly situation: Situation;
  readonly asks: BranchWords['asks'];
  readonly onChange: (situation: Situation) => void;
}

/** The questions after the first one, where the branch has them. */
export function FollowUps({ incident, situation, asks, onChange }: FollowUpsProps) {
  return (
    <>
      {asks.includes('when') ? (
        <WhenPanel
          key={situation.branch}
          incident={incident}
          situation={situation}
          withMargin={asks.includes('margin')}
          onChange={onChange}
        />
      ) : null}
      {asks.includes('tables') ? <TablesPanel siteId={incident.siteId} situation={situation} onChange={onChange} /> : null}
      {asks.includes('paths') ? <PathsPanel situation={situation} onChange={onChange} /> : null}
      {asks.includes('writing') ? (
        <Panel title="Do visitors still write data?">
          <Segments
            label="Orders, comments, uploads that come in now"
            value={situation.stillWriting === null ? 'unknown' : situation.stillWriting ? 'yes' : 'no'}
            options={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
              { value: 'unknown', label: 'Not known' },
            ]}
            hint="If they do, what they write until the switch goes to the side file as well."
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
    <Panel title="Which files?" subtitle="empty: all media">
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
