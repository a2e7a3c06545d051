import { useState } from 'react';
import type { PlaceId, SiteId } from '../../../shared/model/ids.ts';
import type { RetentionPolicy, RetentionScope } from '../../../shared/model/retention.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { useSettled } from '../../api/use-settled.ts';
import { Button } from '../../design/Button.tsx';
import { SelectField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { DeletionsPanel } from './DeletionsPanel.tsx';
import { PolicyEditor } from './PolicyEditor.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { SimulationPanel } from './SimulationPanel.tsx';
import styles from './retention.module.css';

const EVERY = 'every';

/** What is kept, for how long and why: the policy of a scope, what it would let go of now and later, and what is in the bin. */
export function RetentionScreen({ siteId, placeId }: RetentionScope) {
  const sites = useFleet((state) => state.fleet?.sites) ?? [];
  const { loaded, reload } = useCall('place.list', undefined);
  const go = useNavigation((state) => state.go);
  const [draft, setDraft] = useState<RetentionPolicy | null>(null);
  const settled = useSettled(draft);
  // A preview of what was typed a moment ago is not one of what holds.
  const isDraft = draft !== null || settled !== null;
  useTrail([
    { label: 'Places', to: { name: 'places' } },
    { label: 'Retention', to: null },
  ]);
  const places = loaded.state === 'ready' ? loaded.value.map(({ place }) => place) : [];
  const site = sites.find((status) => status.site.id === siteId)?.site ?? null;
  const place = places.find(({ id }) => id === placeId) ?? null;
  const scope = { siteId: site?.id ?? null, placeId: place?.id ?? null };
  const choose = (change: Partial<RetentionScope>) => {
    setDraft(null);
    go({ name: 'retention', ...scope, ...change });
  };
  return (
    <div className={layout.stack}>
      <PageHead title="Retention" meta={['Held backups, the newest, the last proven one, and what their chains need never go.']} />
      <div className={styles.scope}>
        <SelectField
          label="Site"
          value={scope.siteId ?? EVERY}
          options={[{ value: EVERY, label: 'All sites' }, ...sites.map((status) => ({ value: status.site.id, label: status.site.name }))]}
          onChange={(value) => choose({ siteId: value === EVERY ? null : (value as SiteId) })}
        />
        <SelectField
          label="Place"
          value={scope.placeId ?? EVERY}
          options={[{ value: EVERY, label: 'Every place' }, ...places.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(value) => choose({ placeId: value === EVERY ? null : (value as PlaceId) })}
        />
      </div>
      {loaded.state === 'problem' ? (
        <Panel title="Places">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read them again</Button>} />
        </Panel>
      ) : null}
      <PolicyEditor
        key={`policy ${scope.siteId ?? EVERY} ${scope.placeId ?? EVERY}`}
        scope={scope}
        siteName={site?.name ?? null}
        placeName={place?.name ?? null}
        onDraft={setDraft}
      />
      {loaded.state === 'loading' ? (
        <Panel title="Preview" flush>
          <LoadingLines what="the places" lines={3} />
        </Panel>
      ) : null}
      {places.length === 0 ? null : (
        <>
          <PreviewPanel
            key={`preview ${scope.siteId ?? EVERY} ${scope.placeId ?? EVERY}`}
            places={places}
            fixed={place}
            scope={scope}
            draft={settled}
            isDraft={isDraft}
          />
          <SimulationPanel places={places} fixed={place} scope={scope} draft={settled} />
        </>
      )}
      <DeletionsPanel />
    </div>
  );
}
