import { useCallback, useState } from 'react';
import { useFleet } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Statement } from '../../design/Statement.tsx';
import layout from '../../design/layout.module.css';
import { useModifiedKey } from '../../frame/use-shortcuts.ts';
import type { FleetStatus, SiteStatus } from '../../../shared/model/fleet.ts';
import { NoSiteYet } from '../first-run/NoSiteYet.tsx';
import { UnfinishedRestores } from '../restore/UnfinishedRestores.tsx';
import { StatusReport } from '../health/StatusReport.tsx';
import { AlertsColumn } from './AlertsColumn.tsx';
import { FleetFilters } from './FleetFilters.tsx';
import type { FleetFilter } from './fleet-filters.ts';
import { useFilteredSites } from './fleet-filters.ts';
import { FleetTable } from './FleetTable.tsx';
import { NextAction } from './NextAction.tsx';
import { RecentActivity } from './RecentActivity.tsx';
import { SiteReadout } from './SiteReadout.tsx';
import { stateFleet } from './fleet-statement.ts';
import { useSiteActions } from './use-site-actions.ts';
import styles from './FleetScreen.module.css';

export function FleetScreen() {
  const fleet = useFleet((state) => state.fleet);
  const problem = useFleet((state) => state.problem);
  const refresh = useFleet((state) => state.refresh);
  if (fleet !== null)
    return fleet.sites.length === 0 ? <NoSiteYet servers={fleet.servers} /> : <Fleet fleet={fleet} stale={problem !== null} />;
  return (
    <div className={layout.stack}>
      <PageHead title="Fleet" />
      {problem === null ? (
        <Panel title="Sites" flush>
          <LoadingLines what="the sites" lines={6} />
        </Panel>
      ) : (
        <ProblemPanel
          problem={problem}
          actions={
            <Button kind="primary" onClick={() => void refresh()}>
              Try again
            </Button>
          }
        />
      )}
    </div>
  );
}

function Fleet({ fleet, stale }: { readonly fleet: FleetStatus; readonly stale: boolean }) {
  const now = useNow();
  const actions = useSiteActions();
  const [filter, setFilter] = useState<FleetFilter>('all');
  const { shown, counts } = useFilteredSites(fleet.sites, filter);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen: SiteStatus | undefined = shown.find(({ site }) => site.id === chosenId) ?? shown[0];
  const { backUp } = actions;
  useModifiedKey(
    'b',
    useCallback(() => {
      if (chosen !== undefined) backUp(chosen);
    }, [backUp, chosen]),
  );
  const statement = stateFleet(fleet.sites, now);
  return (
    <div className={styles.fleet}>
      <Statement
        tone={statement.tone}
        title={statement.title}
        actions={
          statement.about === null || statement.about.nextAction === 'none' ? undefined : (
            <NextAction status={statement.about} actions={actions} kind="primary" size="m" />
          )
        }
      >
        {statement.because}
        {statement.safe === null ? null : (
          <>
            {' '}
            <b>Safe:</b> {statement.safe}
          </>
        )}
      </Statement>
      {stale ? <Note tone="warn">These are the last known facts: the newest could not be read.</Note> : null}
      <UnfinishedRestores siteId={null} />
      {actions.problem === null ? null : (
        <Panel title="Not done">
          <ProblemPanel problem={actions.problem} />
        </Panel>
      )}
      <FleetFilters filter={filter} counts={counts} onChange={setFilter} />
      <FleetTable sites={shown} chosen={chosen?.site.id ?? null} onChoose={setChosenId} actions={actions} />
      <div className={styles.deck}>
        {chosen === undefined ? null : <SiteReadout status={chosen} disks={fleet.disks} />}
        <AlertsColumn fleet={fleet} chosen={chosen} />
        <RecentActivity jobs={fleet.recentJobs} />
      </div>
      <StatusReport />
    </div>
  );
}
