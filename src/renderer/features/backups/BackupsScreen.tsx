import { useState } from 'react';
import { useFleet } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Button } from '../../design/Button.tsx';
import { NO_FILTER, countFilters, filterOf } from './backup-filter.ts';
import { FilterForm } from './FilterForm.tsx';
import { FoundPanel } from './FoundPanel.tsx';
import { StatisticsPanel } from './StatisticsPanel.tsx';
import { useSettled } from '../../api/use-settled.ts';

/** Every backup of every site: looked for, counted, compared. */
export function BackupsScreen() {
  const [fields, setFields] = useState(NO_FILTER);
  const settled = useSettled(fields);
  const places = useCall('place.list', undefined);
  const sites = useFleet((state) => state.fleet?.sites) ?? [];
  const known = places.loaded.state === 'ready' ? places.loaded.value.map(({ place }) => place) : [];
  const filter = filterOf(settled);
  return (
    <div className={layout.stack}>
      <PageHead title="Backups" meta={['of all sites, newest first; tick two of a site to compare them']} />
      <FilterForm fields={fields} places={known} onChange={setFields} />
      {places.loaded.state === 'problem' ? (
        <Panel title="Places">
          <ProblemPanel problem={places.loaded.problem} actions={<Button onClick={places.reload}>Read them again</Button>} />
        </Panel>
      ) : null}
      <FoundPanel filter={filter} filtered={countFilters(settled) > 0} places={known} onShowAll={() => setFields(NO_FILTER)} />
      <StatisticsPanel
        siteId={filter.siteId}
        siteName={sites.find(({ site }) => site.id === filter.siteId)?.site.name ?? null}
        places={known}
      />
    </div>
  );
}
