import { Printer, ShieldCheck, Undo2, Wifi } from 'lucide-react';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore, RestorePlan } from '../../../shared/model/restore.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button, TextButton } from '../../design/Button.tsx';
import { CopyIconButton } from '../../design/CopyIconButton.tsx';
import { Heading } from '../../design/Heading.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { Line, Lines } from '../../design/Lines.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { Back } from './Back.tsx';
import { isStopped } from './rules/identity-checks.ts';
import { IdentityGuard } from './IdentityGuard.tsx';
import { LossPanel } from './LossPanel.tsx';
import { PlanChecks } from './PlanChecks.tsx';
import { about, counted, runbookName } from './rules/restore-words.ts';
import styles from './restore.module.css';
import { Runbook } from './Runbook.tsx';
import { Wizard, nothingChanged } from './Wizard.tsx';
import { commandsOf, firstLiveNumber } from './rules/wizard-step.ts';

/** A plan older than this may not be what the site is like any more. */
const OLD_MS = 15 * 60_000;

interface PlanStepProps {
  readonly incident: Incident;
  readonly restore: Restore | null;
  readonly plan: RestorePlan;
  readonly onBack: () => void;
  /** Both sides are counted anew. */
  readonly onPlanAgain: () => void;
  readonly onRunning: (restore: Restore) => void;
}

/** Everything that will happen, before anything has; and the one switch that makes it happen. */
export function PlanStep({ incident, restore, plan, onBack, onPlanAgain, onRunning }: PlanStepProps) {
  const now = useNow();
  const run = useAction('restore.run');
  const target = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === plan.choice.targetSiteId) ?? null);
  const live = firstLiveNumber(plan.steps);
  const canRun = !isStopped(plan, target?.site ?? null, target?.server ?? null);
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="plan"
      promise={nothingChanged(incident, 'The plan starts only when you run it.')}
      actions={
        <>
          <Back onBack={onBack} />
          <span className={`${text.small} ${text.soft} ${styles.wide}`}>
            {canRun ? 'Run opens when the name matches' : 'This plan cannot run'}
          </span>
        </>
      }
    >
      <div className={styles.plan}>
        <section aria-label="Runbook">
          <div className={styles.planHead}>
            <Heading>
              Runbook: {runbookName(plan.runbook)}
              {contents(plan)}
            </Heading>
            <div className={`${layout.wrap} ${styles.screenOnly}`}>
              <span className={text.soft}>
                {counted(plan.steps.length, 'step', 'steps')}
                {plan.rtoMs === null ? ', time not known' : `, ${about(plan.rtoMs)}`}
              </span>
              <Button size="s" icon={Printer} onClick={() => print()}>
                Print
              </Button>
              <CopyIconButton text={commandsOf(plan)} label="Copy all commands" />
            </div>
          </div>
          <p className={styles.printOnly}>
            {incident.siteName}, incident {incident.number}, planned {formatInstant(plan.createdAt, now)}, backup of{' '}
            {formatInstant(plan.backup.startedAt, now)} from {plan.placeName}
          </p>
          <p className={styles.zone}>
            <Icon glyph={ShieldCheck} size={14} />
            <span>
              <b>{untouchedWords(plan, live)}</b> Cancel at any time, nothing to undo.
            </span>
          </p>
          <Runbook steps={plan.steps} divide="From here the live site changes. Undo stays ready until you let it go." />
        </section>
        <aside className={layout.stack} aria-label="Target and checks">
          <IdentityGuard
            plan={plan}
            site={target?.site ?? null}
            server={target?.server ?? null}
            busy={run.busy}
            problem={run.problem}
            onRun={(typed) => {
              void run.run({ restoreId: plan.id, confirm: typed }).then((done) => {
                if (done !== null) onRunning(done.value);
              });
            }}
            onPlanAgain={onPlanAgain}
          />
          {plan.choice.targetSiteId === incident.siteId ? null : (
            <Note tone="warn">
              <strong>This plan writes to {plan.confirmWith}</strong>, not to {incident.siteName}.
            </Note>
          )}
          {now - Date.parse(plan.createdAt) < OLD_MS ? null : (
            <Note tone="warn">
              <strong>Counted {formatAge(now - Date.parse(plan.createdAt))}.</strong> The site may have changed since.{' '}
              <TextButton onClick={onPlanAgain}>Count again</TextButton>
            </Note>
          )}
          <PlanChecks checks={plan.checks} />
          <LossPanel loss={plan.loss} />
          <Wrong live={live} />
        </aside>
      </div>
    </Wizard>
  );
}

function Wrong({ live }: { readonly live: number | null }) {
  const at = live === null ? 'At any step' : `Before step ${live}`;
  return (
    <Panel title="If something goes wrong" flush>
      <Lines>
        <Line icon={ShieldCheck} second="what lies beside the live data is removed; the live site was never touched">
          <b>{at}</b>
        </Line>
        {live === null ? null : (
          <Line icon={Undo2} second="it goes back by itself to how it was; when it is done, undo brings the old state back in seconds">
            <b>From step {live} on</b>
          </Line>
        )}
        <Line icon={Wifi} second="every step is written down before it begins: go on, or put everything back">
          <b>Connection lost, computer asleep, Holdfast closed</b>
        </Line>
      </Lines>
    </Panel>
  );
}

function contents({ choice }: RestorePlan): string {
  const parts = [
    ...(choice.databases.length === 0 ? [] : [choice.databases.length === 1 ? 'database' : 'databases']),
    ...(choice.media.length === 0 ? [] : ['media']),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}

export function untouchedWords({ steps }: Pick<RestorePlan, 'steps'>, live: number | null): string {
  if (live === null) return 'The live site is not touched by any step.';
  if (live === 1) return 'The live site changes from the first step on.';
  return live === 2
    ? 'Step 1: the live site is not touched.'
    : `Steps 1 to ${Math.min(live - 1, steps.length)}: the live site is not touched.`;
}
