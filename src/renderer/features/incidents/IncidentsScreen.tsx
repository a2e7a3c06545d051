import { Network } from 'lucide-react';
import { useState } from 'react';
import type { IncidentSummary } from '../../../shared/model/incident.ts';
import { useNavigation } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Filters } from '../../design/Filters.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { IncidentsTable } from './IncidentsTable.tsx';
import { useIncidents } from './use-incidents.ts';

type Filter = 'all' | 'open' | 'tasks';

const FITS: Readonly<Record<Filter, (incident: IncidentSummary) => boolean>> = {
  all: () => true,
  open: ({ closedAt }) => closedAt === null,
  tasks: ({ openTasks }) => openTasks > 0,
};

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'tasks', label: 'With tasks left' },
] as const;

/** Everything that happened, newest first. */
export function IncidentsScreen() {
  const go = useNavigation((state) => state.go);
  const { loaded, reload } = useIncidents(null);
  const [filter, setFilter] = useState<Filter>('all');
  useTrail([{ label: 'Incidents', to: null }]);
  const incidents = loaded.state === 'ready' ? loaded.value : [];
  return (
    <div className={layout.stack}>
      <PageHead
        title="Incidents"
        meta={['what happened, what was done about it, and what is left to do']}
        actions={
          <Button icon={Network} onClick={() => go({ name: 'decision-tree' })}>
            Decision tree
          </Button>
        }
      />
      {loaded.state === 'ready' && loaded.refreshProblem !== null ? (
        <Note tone="warn">These are the last known facts: the newest could not be read.</Note>
      ) : null}
      <Panel
        title="All incidents"
        flush
        aside={
          incidents.length === 0 ? undefined : (
            <Filters
              label="Which incidents"
              value={filter}
              onChange={setFilter}
              options={FILTERS.map(({ value, label }) => ({ value, label, count: incidents.filter(FITS[value]).length }))}
            />
          )
        }
      >
        {loaded.state === 'loading' ? <LoadingLines what="the incidents" lines={4} /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        ) : null}
        {loaded.state === 'ready' && incidents.length === 0 ? (
          <EmptyState title="Nothing has happened yet">
            When something goes wrong with a site, “Recovery” at the lower left opens an incident. It keeps what was decided and done.
          </EmptyState>
        ) : null}
        {incidents.length > 0 ? <IncidentsTable incidents={incidents.filter(FITS[filter])} /> : null}
      </Panel>
    </div>
  );
}
