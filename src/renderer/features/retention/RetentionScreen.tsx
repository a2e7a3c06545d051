import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { RetentionPolicy } from '../../../shared/model/retention.ts';
import { useFleet } from '../../api/stores.ts';
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
export function RetentionScreen({ siteId: startSite }: { readonly siteId: SiteId | null }) {
  const sites = useFleet((state) => state.fleet?.sites) ?? [];
  const { loaded, reload } = useCall('place.list', undefined);
  const [siteId, setSiteId] = useState<string>(startSite ?? EVERY);
  const [placeId, setPlaceId] = useState<string>(EVERY);
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
  const choose = (set: (value: string) => void) => (value: string) => {
    setDraft(null);
    set(value);
  };
  return (
    <div className={layout.stack}>
      <PageHead title="Retention" meta={['Held backups, the newest, the last proven one, and what their chains need never go.']} />
      <div className={styles.scope}>
        <SelectField
          label="Site"
          value={siteId}
          options={[{ value: EVERY, label: 'All sites' }, ...sites.map((status) => ({ value: status.site.id, label: status.site.name }))]}
          onChange={choose(setSiteId)}
        />
        <SelectField
          label="Place"
          value={placeId}
          options={[{ value: EVERY, label: 'Every place' }, ...places.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={choose(setPlaceId)}
        />
      </div>
      {loaded.state === 'problem' ? (
        <Panel title="Places">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read them again</Button>} />
        </Panel>
      ) : null}
      <PolicyEditor
        key={`policy ${siteId} ${placeId}`}
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
            key={`preview ${siteId} ${placeId}`}
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
