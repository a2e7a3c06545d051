import { ListPlus } from 'lucide-react';
import { useState } from 'react';
import type { Restore, SideRows } from '../../../shared/model/restore.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { count, counted } from './rules/restore-words.ts';
import styles from './restore.module.css';

interface SideRowsPanelProps {
  readonly restore: Restore;
  readonly blocked: string | null;
  readonly onChanged: (restore: Restore) => void;
}

const keyOf = ({ database, table }: SideRows) => `${database}.${table}`;

/** Rows the switch took away: put back by choice, never by themselves. */
export function SideRowsPanel({ restore, blocked, onChanged }: SideRowsPanelProps) {
  const putBack = useAction('restore.put-back');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const open = restore.sideRows.filter((side) => !side.putBack);
  const picked = open.filter((side) => chosen.includes(keyOf(side)));
  const rows = picked.reduce((sum, side) => sum + side.rows, 0);
  return (
    <Panel
      title="Rows kept aside"
      subtitle="newer than the backup, beside the live data"
      foot="Rows whose key is taken by now stay aside. Look at what a break-in may have written before it is put back."
      flush
    >
      <ul className={styles.aside}>
        {restore.sideRows.map((side) => (
          <li key={keyOf(side)}>
            {side.putBack ? (
              <b>{side.table}</b>
            ) : (
              <CheckField
                label={<b>{side.table}</b>}
                hint={side.database}
                checked={chosen.includes(keyOf(side))}
                onChange={(wanted) => setChosen(wanted ? [...chosen, keyOf(side)] : chosen.filter((key) => key !== keyOf(side)))}
              />
            )}
            <span className={styles.due}>
              {side.putBack ? <Status tone="ok">put back, {count(side.rows)}</Status> : counted(side.rows, 'row', 'rows')}
            </span>
          </li>
        ))}
      </ul>
      {putBack.problem === null ? null : <ProblemPanel problem={putBack.problem} />}
      {open.length === 0 ? null : (
        <div className={`${styles.padded} ${layout.wrap}`}>
          <Button
            icon={ListPlus}
            busy={putBack.busy}
            blocked={blocked ?? (picked.length === 0 ? 'Choose tables first' : null)}
            onClick={() => {
              void putBack
                .run({ restoreId: restore.id, tables: picked.map(({ database, table }) => ({ database, table })) })
                .then((done) => {
                  if (done === null) return;
                  setChosen([]);
                  onChanged(done.value);
                });
            }}
          >
            {picked.length === 0 ? 'Put back' : `Put back ${counted(rows, 'row', 'rows')}`}
          </Button>
          <Button size="s" kind="quiet" onClick={() => setChosen(picked.length === open.length ? [] : open.map(keyOf))}>
            {picked.length === open.length ? 'Choose none' : 'Choose all'}
          </Button>
        </div>
      )}
    </Panel>
  );
}
