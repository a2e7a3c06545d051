import { useState } from 'react';
import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Filters } from '../../design/Filters.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { GroupRow, NumberCell, Table } from '../../design/Table.tsx';
import { BackupRow } from './BackupRow.tsx';
import type { PlaceMark } from './CopyMarks.tsx';
import { groupByWeek } from './backup-weeks.ts';

type Filter = 'all' | 'checkpoints' | 'adopted' | 'held' | 'incomplete' | 'failed';

const FITS: Readonly<Record<Filter, (backup: BackupSummary) => boolean>> = {
  all: () => true,
  checkpoints: (backup) => backup.trigger === 'checkpoint',
  adopted: (backup) => backup.trigger === 'adopted',
  held: (backup) => backup.held,
  incomplete: (backup) => backup.warnings.length > 0,
  failed: (backup) => backup.copies.some((copy) => copy.proof.failure !== null),
};

const LABELS: Readonly<Record<Filter, string>> = {
  all: 'All',
  checkpoints: 'Checkpoints',
  adopted: 'Adopted',
  held: 'Held',
  incomplete: 'Incomplete',
  failed: 'Failed proof',
};

const FILTERS = ['all', 'checkpoints', 'adopted', 'held', 'incomplete', 'failed'] as const;

/** More rows than this are shown only on request: a table of thousands is slow to walk through. */
const FIRST_ROWS = 150;

interface BackupsPanelProps {
  readonly siteId: SiteId;
  /** Places that may hold a copy, in the order of the board. */
  readonly places: readonly PlaceMark[];
}

export function BackupsPanel({ siteId, places }: BackupsPanelProps) {
  const { loaded, reload } = useCall('backup.list', { siteId });
  const [filter, setFilter] = useState<Filter>('all');
  const backups = loaded.state === 'ready' ? loaded.value : [];
  return (
    <Panel
      title="Backups"
      flush
      aside={
        <Filters
          label="Which backups"
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: LABELS[value], count: backups.filter(FITS[value]).length })).filter(
            ({ value, count }) => value === 'all' || value === filter || count > 0,
          )}
        />
      }
    >
      {loaded.state === 'loading' ? <LoadingLines what="the backups" lines={6} /> : null}
      {loaded.state === 'problem' ? (
        <EmptyState title="The list could not be read">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        </EmptyState>
      ) : null}
      {loaded.state === 'ready' ? <Rows backups={backups.filter(FITS[filter])} places={places} filtered={filter !== 'all'} /> : null}
    </Panel>
  );
}

interface RowsProps {
  readonly backups: readonly BackupSummary[];
  readonly places: readonly PlaceMark[];
  readonly filtered: boolean;
}

function Rows({ backups, places, filtered }: RowsProps) {
  const now = useNow();
  const [all, setAll] = useState(false);
  if (backups.length === 0) {
    return filtered ? (
      <EmptyState title="No backup of this kind" />
    ) : (
      <EmptyState title="No backup yet">The first one shows how long it takes and how much room it needs.</EmptyState>
    );
  }
  const shown = all ? backups : backups.slice(0, FIRST_ROWS);
  return (
    <>
      <Table caption="Backups, newest first" tight minWidth="m">
        <thead>
          <tr>
            <th scope="col">Taken</th>
            <th scope="col">Kind</th>
            <th scope="col">Parts</th>
            <NumberCell head>Size</NumberCell>
            <th scope="col">Copies</th>
            <th scope="col">Proved</th>
          </tr>
        </thead>
        {groupByWeek(shown, now).map((week) => (
          <tbody key={week.label}>
            <GroupRow columns={6}>{week.label}</GroupRow>
            {week.backups.map((backup) => (
              <BackupRow key={backup.id} backup={backup} places={places} now={now} />
            ))}
          </tbody>
        ))}
      </Table>
      {shown.length === backups.length ? null : (
        <EmptyState
          title={`${shown.length} of ${backups.length} are shown`}
          actions={<Button onClick={() => setAll(true)}>Show all</Button>}
        />
      )}
    </>
  );
}
