import type { DrillPhase } from '../../../shared/model/drill.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Panel } from '../../design/Panel.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import styles from './drills.module.css';

/** What it spent its time on, each as long as it took beside the longest. */
export function PhasesTable({ phases }: { readonly phases: readonly DrillPhase[] }) {
  const most = Math.max(1, ...phases.map(({ ms }) => ms));
  const total = phases.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <Panel title="Phases" flush>
      {phases.length === 0 ? (
        <EmptyState title="It stopped before the first" />
      ) : (
        <Table caption="Phases in the order they ran, with their time" hover={false} tight minWidth="none">
          <thead>
            <tr>
              <th scope="col">Phase</th>
              <th scope="col">
                <VisuallyHidden>Beside the longest</VisuallyHidden>
              </th>
              <NumberCell head>Time</NumberCell>
            </tr>
          </thead>
          <tbody>
            {phases.map(({ name, ms }, at) => (
              // A phase may come twice; they never move.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={at}>
                <th scope="row" className={styles.phase}>
                  {name}
                </th>
                <td className={styles.bar} aria-hidden="true">
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                    <rect width={Math.max(0.5, (ms / most) * 100)} height="8" />
                  </svg>
                </td>
                <NumberCell>{formatDuration(ms)}</NumberCell>
              </tr>
            ))}
            <tr>
              <th scope="row">All phases</th>
              <td aria-hidden="true" />
              <NumberCell>
                <b>{formatDuration(total)}</b>
              </NumberCell>
            </tr>
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
