import { ListChecks, ShieldCheck, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore, RestorePlan, TableComparison, TableDecision } from '../../../shared/model/restore.ts';
import { useFleet } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Heading } from '../../design/Heading.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { IdentityGuard } from './IdentityGuard.tsx';
import { LossPanel } from './LossPanel.tsx';
import { PlanChecks } from './PlanChecks.tsx';
import { Runbook } from './Runbook.tsx';
import { SideBySide } from './SideBySide.tsx';
import { counted } from './rules/restore-words.ts';
import styles from './restore.module.css';
import { Wizard } from './Wizard.tsx';

type Chosen = Readonly<Record<string, TableDecision['action']>>;

interface DecideStepProps {
  readonly incident: Incident;
  readonly restore: Restore;
  readonly onChanged: (restore: Restore) => void;
}

/** Tables that lie beside the live ones: both sides, what becomes of each, then the plan of it and the name to type. */
export function DecideStep({ incident, restore, onChanged }: DecideStepProps) {
  const planning = useAction('restore.plan-decision');
  const deciding = useAction('restore.decide');
  const settling = useAction('restore.settle');
  const [chosen, setChosen] = useState<Chosen>({});
  const [planned, setPlanned] = useState<{ readonly of: string; readonly plan: RestorePlan } | null>(null);
  const target = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === restore.targetSiteId) ?? null);
  const waiting = restore.comparisons.filter(({ action }) => action === 'decide');
  const open = waiting.filter((comparison) => chosen[keyOf(comparison)] === undefined);
  const tables = waiting.flatMap((comparison): TableDecision[] => {
    const action = chosen[keyOf(comparison)];
    return action === undefined ? [] : [{ artifactId: comparison.artifactId, table: comparison.table, action }];
  });
  const choose = (comparison: TableComparison, action: TableDecision['action']) => {
    setChosen({ ...chosen, [keyOf(comparison)]: action });
    setPlanned(null);
  };
  // Never the plan of another choice than the one on screen, also when it comes in late: what is run is what is on screen.
  const plan = planned?.of === JSON.stringify(tables) ? planned.plan : null;
  // It appears below what was chosen: whoever asked for it is led there.
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    if (plan !== null) shown.current?.focus();
  }, [plan]);
  const planNow = () => {
    setPlanned(null);
    void planning.run({ restoreId: restore.id, tables }).then((done) => {
      if (done !== null) setPlanned({ of: JSON.stringify(tables), plan: done.value });
    });
  };
  // Without one of this moment, what stopped the last attempt: nothing of it was done.
  const problem = planning.problem ?? settling.problem ?? restore.problem;
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="run"
      promise={{
        tone: 'untouched',
        title: 'The live site was not touched.',
        second: `The tables wait beside it, also while Holdfast is closed.${incident.maintenanceSince === null ? '' : ' The maintenance page is up meanwhile.'}`,
      }}
      actions={
        <>
          <Button
            size="l"
            icon={Trash2}
            busy={settling.busy}
            onClick={() => {
              void settling.run({ restoreId: restore.id, how: 'roll-back' }).then((done) => {
                if (done !== null) onChanged(done.value);
              });
            }}
          >
            Want none of them
          </Button>
          <Button
            size="l"
            kind="primary"
            icon={ListChecks}
            busy={planning.busy}
            blocked={open.length === 0 ? null : `Choose first what becomes of ${named(open)}`}
            onClick={planNow}
          >
            {plan === null ? 'Show the plan' : 'Count again'}
          </Button>
        </>
      }
    >
      <div className={layout.stack}>
        <div>
          <div className={styles.planHead}>
            <Heading>Look at both sides, then choose</Heading>
            <span className={text.soft}>{counted(waiting.length, 'table waits', 'tables wait')}</span>
          </div>
          <p className={styles.zone}>
            <Icon glyph={ShieldCheck} size={14} />
            <span>
              <b>Nothing live has changed.</b> The tables of the backup lie beside the live ones and were compared with them, rows told by
              their primary key. Nothing runs before you have seen the plan of your choice and typed the name of the site.
            </span>
          </p>
        </div>
        {problem === null ? null : (
          <Panel title="Not possible now" attention>
            <ProblemPanel problem={problem} />
          </Panel>
        )}
        <SideBySide
          countedAt={restore.steps.at(-1)?.endedAt ?? null}
          comparisons={restore.comparisons}
          actionOf={(comparison) => chosen[keyOf(comparison)] ?? null}
          onChoose={choose}
        />
        {plan === null ? null : (
          <div className={styles.plan}>
            <section ref={shown} tabIndex={-1} aria-label="What would happen then" className={styles.shown}>
              <div className={styles.planHead}>
                <h2>What would happen then</h2>
              </div>
              <Runbook
                steps={plan.steps}
                runs={restore.steps}
                divide="From here the live site changes. Undo stays ready until you let it go."
              />
            </section>
            <aside className={layout.stack} aria-label="Target and checks">
              <IdentityGuard
                plan={plan}
                site={target?.site ?? null}
                server={target?.server ?? null}
                busy={deciding.busy}
                problem={deciding.problem}
                onRun={(typed) => {
                  void deciding.run({ restoreId: restore.id, tables, confirm: typed }).then((done) => {
                    if (done !== null) onChanged(done.value);
                  });
                }}
                onPlanAgain={planNow}
              />
              <PlanChecks checks={plan.checks} />
              <LossPanel loss={plan.loss} />
            </aside>
          </div>
        )}
      </div>
    </Wizard>
  );
}

const MOST_NAMED = 3;

function named(tables: readonly TableComparison[]): string {
  const names = tables.slice(0, MOST_NAMED).map(({ table }) => table);
  const more = tables.length - names.length;
  return `${names.join(', ')}${more === 0 ? '' : ` and ${counted(more, 'other table', 'other tables')}`}`;
}

function keyOf({ artifactId, table }: TableComparison): string {
  return `${artifactId} ${table}`;
}
