import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { RetentionPlan, RetentionPolicy, RetentionScope } from '../../../shared/model/retention.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { SelectField } from '../../design/Field.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { countWord } from '../backup/backup-words.ts';
import { ApplySwitch } from './ApplySwitch.tsx';
import { DecisionTable } from './DecisionTable.tsx';
import { useOutranked } from './use-outranked.ts';
import { SOON_DAYS, groupDecisions } from './retention-words.ts';
import styles from './retention.module.css';

interface PreviewPanelProps {
  readonly places: readonly Place[];
  /** The place of the scope; null: the scope covers all, and one is looked at. */
  readonly fixed: Place | null;
  readonly scope: RetentionScope;
  /** A policy that is typed and not saved; null: what holds. */
  readonly draft: RetentionPolicy | null;
  /** Something is typed that is not saved, whether or not it is in the preview yet. */
  readonly isDraft: boolean;
}

/** What would go from one place, when and why; nothing is deleted by looking. */
export function PreviewPanel({ places, fixed, scope, draft, isDraft }: PreviewPanelProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const place = fixed ?? places.find(({ id }) => id === chosen) ?? places[0];
  if (place === undefined) return null;
  return (
    <Panel
      title="Preview"
      subtitle={!isDraft ? 'of the policy that holds' : 'as if the policy above were saved'}
      flush
      aside={
        fixed === null ? (
          <SelectField
            label="Place of the preview"
            hideLabel
            value={String(place.id)}
            options={places.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChange={setChosen}
          />
        ) : undefined
      }
    >
      <Plan key={place.id} place={place} scope={scope} draft={draft} isDraft={isDraft} />
    </Panel>
  );
}

interface PlanProps {
  readonly place: Place;
  readonly scope: RetentionScope;
  readonly draft: RetentionPolicy | null;
  readonly isDraft: boolean;
}

function Plan({ place, scope, draft, isDraft }: PlanProps) {
  const { siteId } = scope;
  const outranked = useOutranked(scope, place.id);
  const { loaded, reload } = useCall('retention.plan', { placeId: place.id, siteId, policy: outranked === null ? draft : null });
  switch (loaded.state) {
    case 'loading':
      return <LoadingLines what="what would go" lines={4} />;
    case 'problem':
      return <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Plan again</Button>} />;
    case 'ready':
      return <ReadyPlan plan={loaded.value} place={place} siteId={siteId} isDraft={isDraft} outranked={outranked} onStale={reload} />;
  }
}

interface ReadyPlanProps {
  readonly plan: RetentionPlan;
  readonly place: Place;
  readonly siteId: SiteId | null;
  readonly isDraft: boolean;
  readonly outranked: RetentionScope | null;
  readonly onStale: () => void;
}

function ReadyPlan({ plan, place, siteId, isDraft, outranked, onStale }: ReadyPlanProps) {
  const { now, soon, stays } = groupDecisions(plan);
  if (plan.decisions.length === 0) return <EmptyState title={`${place.name} holds no backup of this scope`} />;
  return (
    <>
      <div className={styles.summary}>
        {outranked === null ? null : (
          <Note>
            {place.name} has a policy of its own{outranked.siteId === null ? '' : ' for this site'}, and that one holds here, whatever is
            saved above.
          </Note>
        )}
        {plan.paused.map(({ siteId: pausedId, siteName, text }) => (
          <Note key={pausedId} tone="warn">
            Retention of <ScreenLink to={{ name: 'site', siteId: pausedId }}>{siteName}</ScreenLink> is paused. {text} Nothing of it goes
            until this is acknowledged on its page.
          </Note>
        ))}
        <Note tone={now.length === 0 ? 'ok' : 'neutral'}>
          <strong>
            {now.length === 0
              ? 'Nothing goes now.'
              : `${countWord(now.length, 'backup goes', 'backups go')} now and ${now.length === 1 ? 'frees' : 'free'} ${formatBytes(plan.freesBytes)}.`}
          </strong>{' '}
          {soon.length} within {SOON_DAYS} days, {stays.length} {stays.length === 1 ? 'stays' : 'stay'} longer.
        </Note>
      </div>
      <DecisionTable title="Goes now" decisions={now} />
      <DecisionTable title={`Goes within ${SOON_DAYS} days, if nothing newer is made`} decisions={soon} />
      <DecisionTable title="Stays" decisions={stays} />
      {now.length === 0 ? null : (
        <ApplySwitch key={plan.fingerprint} plan={plan} place={place} siteId={siteId} isDraft={isDraft} onStale={onStale} />
      )}
    </>
  );
}
