import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { BackupId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Candidate, Proposal } from '../../../shared/model/proposal.ts';
import type { Restore, RestorePlan } from '../../../shared/model/restore.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { Heading } from '../../design/Heading.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Back } from './Back.tsx';
import { ChosenBackup } from './ChosenBackup.tsx';
import { NoCandidate } from './NoCandidate.tsx';
import { RejectedPanel } from './RejectedPanel.tsx';
import { Wizard, nothingChanged } from './Wizard.tsx';

interface ChooseStepProps {
  readonly incident: Incident;
  readonly situation: Situation;
  readonly restore: Restore | null;
  /** The backup the recovery began from; null: from none. */
  readonly wanted: BackupId | null;
  /** Plan of an earlier visit of this step. */
  readonly known: RestorePlan | null;
  readonly onBack: () => void;
  readonly onPlan: (plan: RestorePlan) => void;
}

/** Which backup answers the situation, with the evidence; what would be lost by it; what of it to restore. */
export function ChooseStep(props: ChooseStepProps) {
  const { incident, restore, onBack } = props;
  const { loaded, reload } = useCall('incident.propose', { incidentId: incident.id });
  if (loaded.state === 'ready') return <Choose {...props} proposal={loaded.value} />;
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="choose"
      promise={nothingChanged(incident, 'Choosing changes nothing.')}
      actions={<Back onBack={onBack} />}
    >
      <div className={layout.stack}>
        <Heading>Choose a backup</Heading>
        <Panel title="Backups that could answer this" flush={loaded.state === 'loading'}>
          {loaded.state === 'loading' ? (
            <LoadingLines what="the backups" lines={6} />
          ) : (
            <ProblemPanel
              problem={loaded.problem}
              actions={
                <Button icon={RotateCw} onClick={reload}>
                  Try again
                </Button>
              }
            />
          )}
        </Panel>
      </div>
    </Wizard>
  );
}

function Choose(props: ChooseStepProps & { readonly proposal: Proposal }) {
  const { incident, restore, proposal, wanted, onBack } = props;
  const candidates = [...(proposal.proposed === null ? [] : [proposal.proposed]), ...proposal.rejected];
  const [chosenId, setChosenId] = useState<BackupId | null>(
    () => [incident.choice?.backupId, wanted].find((id) => candidates.some(({ backup }) => backup.id === id)) ?? idOf(proposal.proposed),
  );
  const chosen = candidates.find(({ backup }) => backup.id === chosenId) ?? null;
  const others = (
    <RejectedPanel candidates={candidates.filter((candidate) => candidate !== chosen)} proposal={proposal} onUse={setChosenId} />
  );
  if (chosen === null)
    return (
      <Wizard
        incident={incident}
        restore={restore}
        step="choose"
        promise={nothingChanged(incident, 'Choosing changes nothing.')}
        actions={<Back onBack={onBack} />}
      >
        <NoCandidate proposal={proposal}>{others}</NoCandidate>
      </Wizard>
    );
  return (
    <ChosenBackup
      key={chosen.backup.id}
      {...props}
      chosen={chosen}
      others={others}
      onPropose={proposal.proposed === null || proposal.proposed === chosen ? null : () => setChosenId(idOf(proposal.proposed))}
    />
  );
}

function idOf(candidate: Candidate | null): BackupId | null {
  return candidate?.backup.id ?? null;
}
