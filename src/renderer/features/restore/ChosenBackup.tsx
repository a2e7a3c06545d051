import type { ReactNode } from 'react';
import { useState } from 'react';
import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Candidate, Proposal } from '../../../shared/model/proposal.ts';
import type { Restore, RestoreChoice, RestorePlan } from '../../../shared/model/restore.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { Heading } from '../../design/Heading.tsx';
import { Keys } from '../../design/Keys.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { Back } from './Back.tsx';
import { defaultChoice } from './rules/default-choice.ts';
import { LossPanel } from './LossPanel.tsx';
import { Recommendation } from './Recommendation.tsx';
import styles from './restore.module.css';
import { Timeline } from './Timeline.tsx';
import { useEnter } from './use-enter.ts';
import type { Planning } from './use-restore-plan.ts';
import { useRestorePlan } from './use-restore-plan.ts';
import { WhatToRestore } from './WhatToRestore.tsx';
import { Wizard, nothingChanged } from './Wizard.tsx';

interface ChosenBackupProps {
  readonly incident: Incident;
  readonly situation: Situation;
  readonly restore: Restore | null;
  readonly known: RestorePlan | null;
  readonly proposal: Proposal;
  readonly chosen: Candidate;
  readonly others: ReactNode;
  readonly onPropose: (() => void) | null;
  readonly onBack: () => void;
  readonly onPlan: (plan: RestorePlan) => void;
}

/** The backup that was chosen: first what it holds must be read. */
export function ChosenBackup(props: ChosenBackupProps) {
  const { incident, restore, chosen, onBack } = props;
  const { loaded, reload } = useCall('backup.details', { backupId: chosen.backup.id });
  if (loaded.state === 'ready') return <Known {...props} details={loaded.value} />;
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="choose"
      promise={nothingChanged(incident, 'Choosing changes nothing.')}
      actions={<Back onBack={onBack} />}
    >
      <div className={styles.choose}>
        <Picked {...props} plan={null} />
        <Panel title="What you would lose" flush={loaded.state === 'loading'}>
          {loaded.state === 'loading' ? (
            <LoadingLines what="what the backup holds" lines={6} />
          ) : (
            <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
          )}
        </Panel>
      </div>
    </Wizard>
  );
}

function Known(props: ChosenBackupProps & { readonly details: BackupDetails }) {
  const { incident, situation, restore, known, chosen, details, onBack, onPlan } = props;
  const [choice, setChoice] = useState<RestoreChoice>(() =>
    incident.choice !== null && incident.choice.backupId === details.backup.id
      ? incident.choice
      : defaultChoice({ incidentId: incident.id, siteId: incident.siteId, situation, details, placeId: chosen.placeId }),
  );
  const { planning, again } = useRestorePlan(situation, choice, known);
  const plan = planning.state === 'ready' ? planning.plan : null;
  useEnter(() => {
    if (plan !== null) onPlan(plan);
  });
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="choose"
      promise={nothingChanged(incident, 'Counting only reads, on the server too.')}
      actions={
        <>
          <Back onBack={onBack} />
          <Button
            size="l"
            kind="primary"
            blocked={whyNoPlan(planning)}
            onClick={() => {
              if (plan !== null) onPlan(plan);
            }}
          >
            Show the plan <Keys combination="Enter" bare />
          </Button>
        </>
      }
    >
      <div className={styles.choose}>
        <Picked {...props} plan={plan} />
        <section className={layout.stack} aria-label="Loss and choice">
          <Loss planning={planning} onAgain={again} />
          <Note>
            <strong>Nothing is thrown away.</strong> Rows that are newer than the backup are kept beside the live data before the switch,
            and files that are replaced are moved aside. After-care puts back what you choose.
          </Note>
          <WhatToRestore details={details} situation={situation} choice={choice} onChange={setChoice} />
          {situation.branch === 'hacked' || situation.branch === 'update-failed' || situation.branch === 'server-gone' ? (
            <Note tone="warn">
              <strong>Code is not in a backup.</strong> Deploy it from your repository: after-care reminds you.
            </Note>
          ) : null}
        </section>
      </div>
    </Wizard>
  );
}

function Picked({
  situation,
  proposal,
  chosen,
  others,
  onPropose,
  incident,
  plan,
}: ChosenBackupProps & { readonly plan: RestorePlan | null }) {
  const { loaded } = useCall('recovery.settings', { siteId: incident.siteId });
  return (
    <section className={layout.stack} aria-label="Backup">
      <div className={text.hidden}>
        <Heading>Choose a backup</Heading>
      </div>
      <Recommendation
        candidate={chosen}
        proposal={proposal}
        noticedAt={situation.noticedAt}
        plan={plan}
        goals={loaded.state === 'ready' ? loaded.value : null}
        onPropose={onPropose}
      />
      <Panel title="When" flush>
        <Timeline situation={situation} proposal={proposal} chosen={chosen} />
      </Panel>
      {others}
    </section>
  );
}

function Loss({ planning, onAgain }: { readonly planning: Planning; readonly onAgain: () => void }) {
  switch (planning.state) {
    case 'ready':
      return <LossPanel loss={planning.plan.loss} />;
    case 'counting':
      return (
        <Panel title="What you would lose" subtitle="both sides are being counted" flush>
          <LoadingLines what="what would be lost" lines={6} />
        </Panel>
      );
    case 'nothing':
      return (
        <Panel title="What you would lose">
          <p className={text.soft}>{planning.why}.</p>
        </Panel>
      );
    case 'problem':
      return (
        <Panel title="What you would lose" subtitle="counts unknown" attention>
          <ProblemPanel
            problem={planning.problem}
            actions={
              <Button kind="plain" onClick={onAgain}>
                Count again
              </Button>
            }
          />
        </Panel>
      );
  }
}

function whyNoPlan(planning: Planning): string | null {
  switch (planning.state) {
    case 'ready':
      return null;
    case 'counting':
      return 'Both sides are being counted';
    case 'nothing':
      return planning.why;
    case 'problem':
      return `No plan could be made: ${planning.problem.title}`;
  }
}
