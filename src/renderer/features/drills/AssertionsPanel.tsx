import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Assertion, DrillSettings } from '../../../shared/model/drill.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { AssertionForm } from './AssertionForm.tsx';
import { expectation } from './drill-words.ts';
import styles from './drills.module.css';
import { useDrillSettings } from './use-drill-settings.ts';

interface AssertionsPanelProps {
  readonly siteId: SiteId;
  readonly settings: DrillSettings;
  readonly onChanged: () => void;
}

const MOST = 100;

/** The operator's own conditions, asked of the restored data in every drill. */
export function AssertionsPanel({ siteId, settings, onChanged }: AssertionsPanelProps) {
  const { change, action } = useDrillSettings(siteId, settings, onChanged);
  /** Its place in the list; `new` for one more. */
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const { assertions } = settings;
  const close = () => {
    action.clear();
    setOpen(null);
  };
  const keep = async (list: readonly Assertion[]) => {
    if (await change({ assertions: [...list] })) setOpen(null);
  };
  const formOf = (start: Assertion | null, others: (changed: Assertion) => readonly Assertion[]) => (
    <AssertionForm
      start={start}
      busy={action.busy}
      problem={action.problem}
      onKeep={(changed) => void keep(others(changed))}
      onClose={close}
    />
  );
  return (
    <Panel
      title="Conditions"
      flush
      aside={
        <Button
          size="s"
          kind="quiet"
          icon={Plus}
          blocked={assertions.length >= MOST ? `There are ${MOST} already` : null}
          onClick={() => setOpen(open === 'new' ? null : 'new')}
        >
          Add
        </Button>
      }
      foot="Each is one statement that only reads. Where one does not hold, the drill fails."
    >
      {open === 'new' ? <div className={styles.padded}>{formOf(null, (added) => [...assertions, added])}</div> : null}
      {assertions.length === 0 && open !== 'new' ? (
        <EmptyState title="No condition of your own">
          For example: the newest order is less than 26 h old, or at least one administrator exists.
        </EmptyState>
      ) : null}
      <ul className={styles.conditions}>
        {assertions.map((assertion, at) => (
          // Conditions have no identity beyond their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            {open === at ? (
              formOf(assertion, (changed) => assertions.with(at, changed))
            ) : (
              <div className={layout.row}>
                <div className={layout.grow}>
                  <b className={text.anywhere}>{assertion.title}</b>
                  <span className={`${text.second} ${text.mono} ${text.anywhere}`}>{assertion.sql}</span>
                  <span className={text.second}>
                    {expectation(assertion)}
                    {assertion.database === null ? '' : `, in ${assertion.database}`}
                  </span>
                </div>
                <IconButton icon={Pencil} label={`Change “${assertion.title}”`} onClick={() => setOpen(at)} />
                <IconButton
                  icon={Trash2}
                  label={`Remove “${assertion.title}”`}
                  onClick={() => {
                    setOpen(null);
                    void change({ assertions: assertions.filter((_, other) => other !== at) });
                  }}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      {open !== null || action.problem === null ? null : <ProblemPanel problem={action.problem} />}
    </Panel>
  );
}
