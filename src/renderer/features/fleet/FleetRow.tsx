import type { KeyboardEvent } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { useActiveJob } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { JobLine } from '../../design/JobLine.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useNavigation } from '../../api/stores.ts';
import { addressOf } from '../../navigation.ts';
import { BoardColumn } from './BoardColumn.tsx';
import { BOARD_COLUMNS } from './board-columns.ts';
import styles from './FleetTable.module.css';
import { HealthScore } from '../health/HealthScore.tsx';
import { HistoryStrip } from '../health/HistoryStrip.tsx';
import { RpoClock } from '../health/RpoClock.tsx';
import { NextAction, StepGain } from './NextAction.tsx';
import type { SiteActions } from './use-site-actions.ts';

interface FleetRowProps {
  readonly status: SiteStatus;
  readonly chosen: boolean;
  readonly onChoose: (siteId: string) => void;
  /** Of the name: moves to another row. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly actions: SiteActions;
}

export function FleetRow({ status, chosen, onChoose, onKeyDown, actions }: FleetRowProps) {
  const now = useNow();
  const go = useNavigation((state) => state.go);
  const job = useActiveJob(status.site.id);
  const { site, server, newest } = status;
  const address = { name: 'site', siteId: site.id } as const;
  const origin = [site.framework, server.name].filter((part) => part !== null).join(' · ');
  return (
    <tr aria-selected={chosen} onClick={() => onChoose(site.id)}>
      <th scope="row">
        <div className={styles.who}>
          <SiteFlag siteId={site.id} />
          <div className={styles.grow}>
            <a
              href={addressOf(address)}
              title={site.name}
              tabIndex={chosen ? 0 : -1}
              onKeyDown={onKeyDown}
              onFocus={() => onChoose(site.id)}
              onClick={(event) => {
                event.preventDefault();
                go(address);
              }}
            >
              {site.name}
            </a>
            <span className={styles.second} title={origin}>
              {origin}
            </span>
          </div>
        </div>
      </th>
      <td>
        <HealthScore health={status.health} />
      </td>
      {BOARD_COLUMNS.map((column) => (
        <td key={column.label} className={styles.cell}>
          <BoardColumn cells={column.cellsOf(status.board)} newestStartedAt={newest?.startedAt ?? null} now={now} />
        </td>
      ))}
      <td>
        <RpoClock rpo={status.rpo} />
      </td>
      <td>
        <HistoryStrip nights={status.nights} siteName={site.name} />
      </td>
      <td>
        {job === null ? (
          <>
            <NextAction status={status} actions={actions} />
            <StepGain status={status} />
          </>
        ) : (
          <JobLine job={job} onCancel={() => actions.cancel(job)} onPause={actions.pauseOf(job)} />
        )}
      </td>
    </tr>
  );
}
