import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { RetentionPlan } from '../../../shared/model/retention.ts';
import { BIN_DAYS } from './bin-days.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { countWord } from '../backup/backup-words.ts';
import styles from './retention.module.css';

interface ApplySwitchProps {
  readonly plan: RetentionPlan;
  readonly place: Place;
  readonly siteId: SiteId | null;
  /** The plan is of a policy that is not saved. */
  readonly isDraft: boolean;
  /** What was looked at is no longer what would be done: plan again. */
  readonly onStale: () => void;
}

/** Deletes exactly what stands above: locked until the name of the place is typed, and refused when the plan is another one by then. */
export function ApplySwitch({ plan, place, siteId, isDraft, onStale }: ApplySwitchProps) {
  const [typed, setTyped] = useState('');
  const apply = useAction('retention.apply');
  const go = useNavigation((state) => state.go);
  const words = countWord(plan.deletes, 'backup', 'backups');
  const blocked = isDraft
    ? 'Save the policy first: only what holds is applied'
    : apply.problem !== null && apply.problem.code === 'retention.plan-changed'
      ? 'Look at the plan again first'
      : typed === place.name
        ? null
        : 'The typed name does not match yet';
  const lookAgain = () => {
    apply.clear();
    setTyped('');
    onStale();
  };
  return (
    <form
      className={styles.apply}
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked !== null) return;
        void apply.run({ placeId: place.id, siteId, fingerprint: plan.fingerprint }).then((job) => {
          if (job !== null) go({ name: 'job', jobId: job.value.id });
        });
      }}
    >
      <p>
        The copies under “Goes now” are deleted from {place.name}; copies of them in other places stay.{' '}
        {place.kind === 's3'
          ? 'A bucket has no bin: they are gone at once.'
          : `They lie in its bin for ${BIN_DAYS} days and can be taken back until then.`}
      </p>
      <TextField label={`Type ${place.name} to open the switch`} value={typed} onChange={setTyped} />
      {apply.problem === null ? null : (
        <ProblemPanel problem={apply.problem} actions={<Button onClick={lookAgain}>Look at the plan again</Button>} />
      )}
      <div className={layout.wrap}>
        <Button type="submit" busy={apply.busy} blocked={blocked}>
          Delete {words} now
        </Button>
      </div>
    </form>
  );
}
