import type { IncidentSummary } from '../../../shared/model/incident.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { whatHappened } from './incident-words.ts';
import styles from './incidents.module.css';

export function IncidentsTable({ incidents }: { readonly incidents: readonly IncidentSummary[] }) {
  const now = useNow();
  if (incidents.length === 0) return <EmptyState title="No incident of this kind" />;
  return (
    <Table caption="Incidents, newest first" minWidth="m">
      <thead>
        <tr>
          <th scope="col">Incident</th>
          <th scope="col">Site</th>
          <th scope="col">What happened</th>
          <th scope="col">Opened</th>
          <th scope="col">State</th>
          <NumberCell head>Tasks left</NumberCell>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <tr key={incident.id}>
            <th scope="row" className={text.nowrap}>
              <ScreenLink to={{ name: 'incident', incidentId: incident.id }}>{incident.number}</ScreenLink>
            </th>
            <td>
              <span className={layout.row}>
                <SiteFlag siteId={incident.siteId} size="s" />
                <span className={`${text.clip} ${styles.site}`} title={incident.siteName}>
                  {incident.siteName}
                </span>
              </span>
            </td>
            <td className={incident.branch === null ? text.dim : undefined}>{whatHappened(incident.branch)}</td>
            <td className={text.nowrap}>{formatInstant(incident.openedAt, now)}</td>
            <td className={text.nowrap}>
              {incident.closedAt === null ? (
                <Status tone="warn">Open</Status>
              ) : (
                <Status tone="mute">Closed {formatInstant(incident.closedAt, now)}</Status>
              )}
            </td>
            <NumberCell>{incident.openTasks === 0 ? '–' : <b>{incident.openTasks}</b>}</NumberCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
