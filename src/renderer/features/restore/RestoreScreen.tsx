import type { ReactNode } from 'react';
import { useState } from 'react';
import type { BackupId, IncidentId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { RestorePlan } from '../../../shared/model/restore.ts';
import { Button } from '../../design/Button.tsx';
import { Heading } from '../../design/Heading.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { RecoveryFrame } from '../../frame/RecoveryFrame.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { CareStep } from './CareStep.tsx';
import { ChooseStep } from './ChooseStep.tsx';
import { DecideStep } from './DecideStep.tsx';
import { PlanStep } from './PlanStep.tsx';
import { QuestionStep } from './QuestionStep.tsx';
import { RunStep } from './RunStep.tsx';
import { useIncident, useStandingRestore } from './use-recovery.ts';
import type { WizardStep } from './rules/wizard-step.ts';
import { isSameChoice, mayLeave, stepOf } from './rules/wizard-step.ts';

interface RestoreScreenProps {
  readonly incidentId: IncidentId;
  /** The backup it began from; null: from none. */
  readonly wanted: BackupId | null;
}

/** A recovery from the first question to after-care. What it shows follows from what was saved, so that it goes on where it was left. */
export function RestoreScreen({ incidentId, wanted }: RestoreScreenProps) {
  const { loaded, reload } = useIncident(incidentId);
  const siteName = loaded.state === 'ready' ? loaded.value.siteName : null;
  useTrail([
    { label: 'Fleet', to: { name: 'fleet' } },
    ...(loaded.state === 'ready' && siteName !== null
      ? [{ label: siteName, to: { name: 'site', siteId: loaded.value.siteId } } as const]
      : []),
    { label: 'Recovery', to: null },
  ]);
  switch (loaded.state) {
    case 'loading':
      return <Waiting what="the incident" />;
    case 'problem':
      return (
        <Bare>
          <Panel title="Recovery">
            <ProblemPanel
              problem={loaded.problem}
              actions={
                <Button kind="primary" onClick={reload}>
                  Try again
                </Button>
              }
            />
          </Panel>
        </Bare>
      );
    case 'ready':
      return <Recovery incident={loaded.value} wanted={wanted} onChanged={reload} />;
  }
}

function Bare({ children }: { readonly children: ReactNode }) {
  return (
    <RecoveryFrame band={null} actions={null} note="" step="none">
      <div className={layout.stack}>
        <Heading>Recovery</Heading>
        {children}
      </div>
    </RecoveryFrame>
  );
}

function Waiting({ what }: { readonly what: string }) {
  return (
    <Bare>
      <Panel title="Recovery" flush>
        <LoadingLines what={what} lines={6} />
      </Panel>
    </Bare>
  );
}

interface RecoveryProps extends Pick<RestoreScreenProps, 'wanted'> {
  readonly incident: Incident;
  readonly onChanged: () => void;
}

function Recovery({ incident, wanted, onChanged }: RecoveryProps) {
  const { newest, finished, takeFinished } = useStandingRestore(incident);
  // With the checkpoint at hand nothing is left to ask of an update that went wrong.
  const [wished, setWished] = useState<WizardStep | null>(
    wanted !== null && incident.restoreId === null && incident.situation?.branch === 'update-failed' ? 'choose' : null,
  );
  const [planned, setPlanned] = useState<RestorePlan | null>(null);
  // Once both sides are to be counted anew, no earlier plan counts.
  const [outdated, setOutdated] = useState(false);
  // Each plan is another restore: asking for it must not take away what is being chosen on the screen meanwhile.
  const [opened, setOpened] = useState(false);
  if (newest.restore !== 'loading' && !opened) setOpened(true);
  if ((newest.restore === 'loading' && !opened) || (wished === null && finished === 'loading')) return <Waiting what="the restore" />;
  const standing = wished === null && finished !== null && finished !== 'loading' ? finished : null;
  const restore = standing ?? (newest.restore === 'loading' ? null : newest.restore);
  const take = standing === null ? newest.take : takeFinished;
  const step = mayLeave(restore) && wished !== null ? wished : stepOf(incident, restore);
  // Whoever chooses leaves it by a press of their own, not because a plan came in.
  if (step === 'choose' && wished === null) setWished('choose');
  const { situation } = incident;
  const go = (next: WizardStep | null) => {
    setWished(next);
    onChanged();
  };
  const ended = restore !== null && restore.state !== 'planned' ? restore : null;
  const plan = planned ?? (restore?.state === 'planned' ? restore.plan : null);
  if (step === 'run' && ended?.state === 'deciding') return <DecideStep incident={incident} restore={ended} onChanged={take} />;
  if (step === 'run' && ended !== null)
    return <RunStep incident={incident} restore={ended} onChanged={take} onChooseAgain={() => go('choose')} />;
  if (step === 'care' && ended !== null)
    return <CareStep incident={incident} restore={ended} onChanged={take} onIncident={onChanged} onChooseAgain={() => go('choose')} />;
  if (step === 'plan' && plan !== null)
    return (
      <PlanStep
        incident={incident}
        restore={restore}
        plan={plan}
        onBack={() => go('choose')}
        onPlanAgain={() => {
          setOutdated(true);
          go('choose');
        }}
        onRunning={(running) => {
          setPlanned(null);
          take(running);
          go(null);
        }}
      />
    );
  if (step !== 'question' && situation !== null)
    return (
      <ChooseStep
        incident={incident}
        situation={situation}
        restore={restore}
        wanted={wanted}
        known={!outdated && plan !== null && incident.choice !== null && isSameChoice(plan.choice, incident.choice) ? plan : null}
        onBack={() => go('question')}
        onPlan={(made) => {
          setPlanned(made);
          setOutdated(false);
          go('plan');
        }}
      />
    );
  return <QuestionStep incident={incident} restore={restore} onChanged={onChanged} onNext={() => go('choose')} />;
}
