import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Facts } from '../../design/Facts.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { IncidentReport } from '../incidents/IncidentReport.tsx';
import { againstGoal, clock, shortInstant, withLocalTimes } from './rules/restore-words.ts';
import styles from './restore.module.css';

/** More than this many lines are on the page of the incident. */
const SHOWN = 10;

/** The incident in short: its timeline, what was lost, how long it took, and the report to keep. */
export function IncidentFacts({ incident, restore }: { readonly incident: Incident; readonly restore: Restore }) {
  const now = useNow();
  const { loaded } = useCall('recovery.settings', { siteId: incident.siteId });
  const goals = loaded.state === 'ready' ? loaded.value : null;
  const { plan, confirmedAt, endedAt } = restore;
  const took = confirmedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(confirmedAt);
  const rpoGoal = againstGoal(plan.rpoMs, goals?.rpoGoalMinutes ?? null);
  const rtoGoal = took === null ? null : againstGoal(took, goals?.rtoGoalMinutes ?? null);
  const lines = incident.timeline.filter(({ kind }) => kind !== 'command').slice(-SHOWN);
  return (
    <Panel
      title={`Incident ${incident.number}`}
      aside={<ScreenLink to={{ name: 'incident', incidentId: incident.id }}>All of it</ScreenLink>}
    >
      <div className={layout.stack}>
        <Table caption="Timeline of the incident, the last lines" hover={false} tight minWidth="none">
          <tbody className={styles.timeline}>
            {lines.map(({ at, text: words }, index) => (
              // Lines are only ever added, and two may be the same.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <td>{shortInstant(at, now)}</td>
                <td className={text.anywhere}>{withLocalTimes(words, now)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
        <Facts
          facts={[
            {
              label: 'Changes lost (RPO)',
              value: [clock(plan.rpoMs), rpoGoal?.words].filter((part) => part !== undefined).join(', '),
            },
            {
              label: 'Time to restore (RTO)',
              value:
                took === null ? 'not measured' : [formatDuration(took), rtoGoal?.words].filter((part) => part !== undefined).join(', '),
            },
          ]}
        />
        <IncidentReport incidentId={incident.id} />
      </div>
    </Panel>
  );
}
