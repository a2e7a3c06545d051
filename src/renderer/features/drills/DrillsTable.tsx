import type { Drill } from '../../../shared/model/drill.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import layout from '../../design/layout.module.css';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { faultsOf, outcomeWords } from './drill-words.ts';
import styles from './drills.module.css';

interface DrillsTableProps {
  readonly drills: readonly Drill[];
  /** Where drills of many sites stand in one table. */
  readonly showSite?: boolean;
}

export function DrillsTable({ drills, showSite = false }: DrillsTableProps) {
  const now = useNow();
  return (
    <Table caption="Drills, newest first" tight minWidth="m">
      <thead>
        <tr>
          <th scope="col">Begun</th>
          {showSite ? <th scope="col">Site</th> : null}
          <th scope="col">Backup of</th>
          <th scope="col">From</th>
          <th scope="col">Outcome</th>
          <th scope="col">Found</th>
          <NumberCell head>Restored in</NumberCell>
        </tr>
      </thead>
      <tbody>
        {drills.map((drill) => {
          const { tone, word } = outcomeWords(drill.outcome);
          return (
            <tr key={drill.id}>
              <th scope="row" className={text.nowrap}>
                <ScreenLink to={{ name: 'drill', drillId: drill.id }}>{formatInstant(drill.startedAt, now)}</ScreenLink>
              </th>
              {showSite ? (
                <td>
                  <span className={layout.row}>
                    <SiteFlag siteId={drill.siteId} size="s" />
                    <span className={`${text.clip} ${styles.site}`} title={drill.siteName}>
                      <ScreenLink to={{ name: 'drills', siteId: drill.siteId }}>{drill.siteName}</ScreenLink>
                    </span>
                  </span>
                </td>
              ) : null}
              <td className={text.nowrap}>{formatInstant(drill.backupAt, now)}</td>
              <td className={text.nowrap}>{drill.placeName}</td>
              <td>
                <Status tone={tone}>{word}</Status>
              </td>
              <td className={text.anywhere}>{found(drill)}</td>
              <NumberCell>{drill.restoreMs === null ? '–' : formatDuration(drill.restoreMs)}</NumberCell>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function found(drill: Drill): string {
  if (drill.outcome === 'aborted') return drill.problem?.title ?? 'not carried through';
  const faults = faultsOf(drill);
  if (faults > 0) return faults === 1 ? '1 difference' : `${faults} differences`;
  if (drill.problem !== null) return drill.problem.title;
  return 'nothing differs';
}
