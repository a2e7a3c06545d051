import { X } from 'lucide-react';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet } from '../../api/stores.ts';
import { IconButton } from '../../design/Button.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import type { WeekEntry } from './rules/week.ts';
import { LANE_WORDS } from './rules/week.ts';

interface SlotsPanelProps {
  readonly entries: readonly WeekEntry[];
  readonly now: number;
  readonly onClose: () => void;
}

/** What became of each, and why. */
export function SlotsPanel({ entries, now, onClose }: SlotsPanelProps) {
  const sites = useFleet((state) => state.fleet?.sites ?? null) ?? [];
  const nameOf = (id: string): string => sites.find(({ site }) => site.id === id)?.site.name ?? 'a removed site';
  const [first] = entries;
  const when = first === undefined ? '' : formatInstant(new Date(first.at).toISOString(), now);
  const title = entries.length === 1 ? `${first?.what ?? ''}, ${when}` : `${entries.length} on ${when.slice(0, -6)}`;
  return (
    <Panel
      title={title}
      subtitle={first === undefined ? undefined : nameOf(first.siteId)}
      flush
      aside={<IconButton icon={X} label="Close" onClick={onClose} />}
    >
      <Table caption="Runs with their state and the reason" tight minWidth="s">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">State</th>
            <th scope="col">Why</th>
            <th scope="col">
              <span className={text.hidden}>More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className={text.nowrap}>{formatInstant(new Date(entry.at).toISOString(), now)}</td>
              <th scope="row">{entry.what}</th>
              <td>{LANE_WORDS[entry.lane]}</td>
              <td>
                <Status tone={entry.state.tone}>{entry.state.word}</Status>
              </td>
              <td>
                {entry.text === '' ? <span className={text.dim}>{entry.planned ? 'still to come' : 'at its time'}</span> : entry.text}
              </td>
              <td>
                {entry.jobId === null ? null : <ScreenLink to={{ name: 'job', jobId: entry.jobId }}>Log</ScreenLink>}
                {entry.backupId === null ? null : <ScreenLink to={{ name: 'backup', backupId: entry.backupId }}>Backup</ScreenLink>}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
