import { useEffect, useState } from 'react';
import type { IncidentId, RestoreId, SiteId } from '../../../shared/model/ids.ts';
import type { RestoreState, RestoreSummary } from '../../../shared/model/restore.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useBridge } from '../../api/bridge.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button, TextButton } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { ToneWord } from '../../design/tone.ts';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { RestoreDesk } from './RestoreDesk.tsx';

const STATES: Readonly<Record<RestoreState, ToneWord>> = {
  planned: { tone: 'mute', word: 'Planned' },
  running: { tone: 'run', word: 'Running' },
  deciding: { tone: 'warn', word: 'Waits for you' },
  done: { tone: 'ok', word: 'Done' },
  failed: { tone: 'crit', word: 'Failed' },
  'rolled-back': { tone: 'warn', word: 'Rolled back' },
  stuck: { tone: 'crit', word: 'Stuck' },
  cancelled: { tone: 'mute', word: 'Cancelled' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
  undone: { tone: 'mute', word: 'Undone' },
};

const UNDO: Readonly<Record<RestoreSummary['undo'], string>> = { none: '–', armed: 'armed', used: 'used', 'let-go': 'let go' };

interface RestoresPanelProps {
  readonly siteId: SiteId;
  /** Of this incident alone; absent: all of the site, and nothing at all where there is none. */
  readonly incidentId?: IncidentId;
}

/** What was restored, newest first: what came of it, and the way back where there is one. */
export function RestoresPanel({ siteId, incidentId }: RestoresPanelProps) {
  const bridge = useBridge();
  const { loaded, reload } = useCall('restore.list', { siteId });
  const [open, setOpen] = useState<RestoreId | null>(null);
  const rows = (loaded.state === 'ready' ? loaded.value : []).filter(
    (row) => row.state !== 'planned' && (incidentId === undefined || row.incidentId === incidentId),
  );
  const known = rows.map(({ id, state, undo }) => `${id} ${state} ${undo}`).join();
  useEffect(
    () =>
      bridge.on('restore.changed', ({ id, state, undo }) => {
        // The journal moves on several times a second; only what the table shows is asked for again.
        if (!known.includes(`${id} ${state} ${undo.state}`)) reload();
      }),
    [bridge, known, reload],
  );
  if (incidentId === undefined && loaded.state !== 'problem' && rows.length === 0) return null;
  return (
    <>
      <Panel title="Restores" flush>
        {loaded.state === 'loading' ? <LoadingLines what="the restores" /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        ) : null}
        {loaded.state === 'ready' && rows.length === 0 ? <EmptyState title="Nothing was restored" /> : null}
        {rows.length === 0 ? null : <Rows rows={rows} open={open} onOpen={setOpen} />}
      </Panel>
      {open === null ? null : <RestoreDesk key={open} restoreId={open} onClose={() => setOpen(null)} onChanged={reload} />}
    </>
  );
}

interface RowsProps {
  readonly rows: readonly RestoreSummary[];
  readonly open: RestoreId | null;
  readonly onOpen: (restoreId: RestoreId | null) => void;
}

function Rows({ rows, open, onOpen }: RowsProps) {
  const now = useNow();
  return (
    <Table caption="Restores, newest first" tight minWidth="s">
      <thead>
        <tr>
          <th scope="col">Begun</th>
          <th scope="col">Backup of</th>
          <th scope="col">Into</th>
          <th scope="col">Came to</th>
          <th scope="col">Undo</th>
          <th scope="col">
            <VisuallyHidden>Act</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { tone, word } = STATES[row.state];
          const isLoose = row.state === 'deciding' || row.state === 'interrupted' || row.state === 'stuck';
          return (
            <tr key={row.id}>
              <th scope="row" className={text.nowrap}>
                <ScreenLink to={{ name: 'restore', incidentId: row.incidentId }}>{formatInstant(row.createdAt, now)}</ScreenLink>
              </th>
              <td className={text.nowrap}>{formatInstant(row.backupAt, now)}</td>
              <td className={text.anywhere}>{row.targetName}</td>
              <td>
                <Status tone={tone}>{word}</Status>
              </td>
              <td className={row.undo === 'armed' ? undefined : text.dim}>{UNDO[row.undo]}</td>
              <td>
                <span className={layout.wrap}>
                  {isLoose ? (
                    <ScreenLink to={{ name: 'restore', incidentId: row.incidentId }}>
                      {row.state === 'deciding' ? 'Choose what becomes of the tables' : 'Go on, or put everything back'}
                    </ScreenLink>
                  ) : null}
                  {row.state === 'done' ? (
                    <TextButton onClick={() => onOpen(open === row.id ? null : row.id)}>
                      {open === row.id ? 'Close' : row.undo === 'armed' ? 'Undo or let go…' : 'What came of it'}
                      <VisuallyHidden> the restore of {formatInstant(row.createdAt, now)}</VisuallyHidden>
                    </TextButton>
                  ) : null}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
