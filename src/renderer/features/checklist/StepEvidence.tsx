import { Info } from 'lucide-react';
import type { Evidence } from '../../../shared/model/checklist.ts';
import { TextButton } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { EVIDENCE_TONES } from './checklist-words.ts';
import styles from './checklist.module.css';
import { useEvidenceAction } from './use-evidence-action.ts';

interface StepEvidenceProps {
  readonly evidence: Evidence;
  /** Of what was confirmed some time ago nothing can be started any more. */
  readonly past?: boolean;
}

/** What was found, in one line with its verdict, then the sentences, then what nobody could look at, then the button that mends it. */
export function StepEvidence({ evidence, past = false }: StepEvidenceProps) {
  const { act, busy, problem } = useEvidenceAction();
  const { state, headline, details, unchecked, actions } = evidence;
  return (
    <div className={styles.evidence}>
      {state === 'information' ? (
        <span className={styles.information}>
          <Icon glyph={Info} size={14} /> {headline}
        </span>
      ) : (
        <Status tone={EVIDENCE_TONES[state]}>{headline}</Status>
      )}
      <p>
        {details.join(' ')}
        {unchecked.length === 0 ? null : (
          <>
            {details.length === 0 ? '' : ' '}
            <b>Could not be checked:</b> {unchecked.join(' ')}
          </>
        )}
        {past
          ? null
          : actions.map((action) => (
              <span key={action.label}>
                {' '}
                <TextButton onClick={() => act(action)}>{busy ? `${action.label}, starting` : action.label}</TextButton>
              </span>
            ))}
      </p>
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </div>
  );
}
