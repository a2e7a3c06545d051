import type { ReactNode } from 'react';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import styles from './servers.module.css';
import type { Addition, Step } from './use-add-server.ts';

interface AdditionProblemProps {
  readonly addition: Addition;
  readonly step: Step;
  readonly actions?: ReactNode;
  readonly padded?: boolean;
}

/** What stopped the last press, where it belongs to this step. */
export function AdditionProblem({ addition, step, actions, padded = false }: AdditionProblemProps) {
  if (addition.problem === null || addition.problem.step !== step) return null;
  const panel = <ProblemPanel problem={addition.problem.problem} actions={actions} />;
  return padded ? <div className={styles.padded}>{panel}</div> : panel;
}
