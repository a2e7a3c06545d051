import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { ScrollArea } from '../../design/ScrollArea.tsx';
import { BOARD_COLUMNS } from './board-columns.ts';
import { FleetRow } from './FleetRow.tsx';
import type { SiteActions } from './use-site-actions.ts';
import styles from './FleetTable.module.css';
import text from '../../design/text.module.css';

interface FleetTableProps {
  readonly sites: readonly SiteStatus[];
  readonly chosen: string | null;
  readonly onChoose: (siteId: string) => void;
  readonly actions: SiteActions;
}

/** One row per site, worst first. The arrow keys move between sites: one tab stop for the list, then the actions of the rows. */
export function FleetTable({ sites, chosen, onChoose, actions }: FleetTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (event: KeyboardEvent) => {
    const current = sites.findIndex(({ site }) => site.id === chosen);
    const next = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: sites.length - 1 }[event.key];
    const status = next === undefined ? undefined : sites[next];
    if (status === undefined) return;
    event.preventDefault();
    onChoose(status.site.id);
    body.current?.querySelectorAll<HTMLElement>('th a')[next ?? 0]?.focus();
  };
  return (
    <div className={styles.panel}>
      <ScrollArea label="Sites, worst first" className={styles.scroll}>
        <table className={styles.fleet}>
          <caption className={text.hidden}>Sites, worst first</caption>
          <colgroup>
            <col className={styles.colSite} />
            <col className={styles.colHealth} />
            <col className={styles.colProof} />
            <col className={styles.colProof} />
            <col className={styles.colProof} />
            <col className={styles.colClock} />
            <col className={styles.colStrip} />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Site, worst first
              </th>
              <th scope="col" rowSpan={2}>
                Health
              </th>
              <th scope="colgroup" colSpan={3} className={styles.span}>
                Proof board: newest copy, how far proved, when
              </th>
              <th scope="col" rowSpan={2}>
                RPO clock
              </th>
              <th scope="col" rowSpan={2}>
                30 days to today
              </th>
              <th scope="col" rowSpan={2}>
                Next action
              </th>
            </tr>
            <tr>
              {BOARD_COLUMNS.map(({ label }) => (
                <th key={label} scope="col" className={styles.cell}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {sites.map((status) => (
              <FleetRow
                key={status.site.id}
                status={status}
                chosen={status.site.id === chosen}
                onChoose={onChoose}
                onKeyDown={move}
                actions={actions}
              />
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </div>
  );
}
