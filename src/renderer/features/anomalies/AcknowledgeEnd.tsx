import type { Problem } from '../../../shared/model/problem.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

interface AcknowledgeEndProps {
  /** What the button does. */
  readonly label: string;
  readonly action: { readonly busy: boolean; readonly problem: Problem | null };
  /** Why it cannot be pressed yet. */
  readonly blocked: string | null;
  readonly onCancel: () => void;
}

/** The end of a form in which the operator acknowledges something. */
export function AcknowledgeEnd({ label, action, blocked, onCancel }: AcknowledgeEndProps) {
  return (
    <>
      <div className={layout.wrap}>
        <Button kind="primary" type="submit" busy={action.busy} blocked={blocked}>
          {label}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      {action.problem === null ? null : <ProblemPanel problem={action.problem} />}
    </>
  );
}
