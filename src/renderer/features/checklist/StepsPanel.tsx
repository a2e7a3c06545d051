import { useState } from 'react';
import type { ChecklistView, StepId } from '../../../shared/model/checklist.ts';
import { useAction } from '../../api/use-action.ts';
import { StepBadge } from '../../design/StepBadge.tsx';
import { anchorOf } from './checklist-words.ts';
import styles from './checklist.module.css';
import { StepConfirm } from './StepConfirm.tsx';
import { StepEvidence } from './StepEvidence.tsx';

/** The steps in their order: what is looked at, what was found now, what was said of it. */
export function StepsPanel({ view, onChanged }: { readonly view: ChecklistView; readonly onChanged: () => void }) {
  const confirm = useAction('checklist.confirm');
  const withdraw = useAction('checklist.withdraw');
  const [at, setAt] = useState<StepId | null>(null);
  const { list, period, open } = view;
  return (
    <section className={styles.panel} aria-label="Steps">
      <ol className={styles.ritual}>
        {view.steps.map((step, index) => {
          const { id, title, about, evidence, confirmation } = step;
          const shown = evidence ?? confirmation?.evidence ?? null;
          return (
            <li key={id} id={anchorOf(id)} tabIndex={-1}>
              <StepBadge number={index + 1} done={confirmation !== null} />
              <div>
                <h2>{title}</h2>
                <span className={styles.second}>{about}</span>
              </div>
              {shown === null ? (
                <p className={styles.evidence}>Nothing was gathered.</p>
              ) : (
                <StepEvidence evidence={shown} past={!open || evidence === null} />
              )}
              <StepConfirm
                step={step}
                open={open}
                busy={at === id && (confirm.busy || withdraw.busy)}
                problem={at === id ? (confirm.problem ?? withdraw.problem) : null}
                onConfirm={async (note) => {
                  setAt(id);
                  const done = await confirm.run({ list, period, stepId: id, note });
                  onChanged();
                  return done !== null;
                }}
                onWithdraw={() => {
                  setAt(id);
                  void withdraw.run({ list, period, stepId: id }).then(onChanged);
                }}
              />
            </li>
          );
        })}
      </ol>
      <p className={styles.foot}>
        A step you confirm while its evidence is not in order asks for one line why. The line goes on the printed sheet.
      </p>
    </section>
  );
}
