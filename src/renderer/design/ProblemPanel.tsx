import type { ReactNode } from 'react';
import { formatInstant } from '../../shared/format/instants.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { useNow } from '../api/use-now.ts';
import { Command, CopyButton } from './Command.tsx';
import { Icon } from './Icon.tsx';
import layout from './layout.module.css';
import styles from './ProblemPanel.module.css';
import { toneGlyph } from './Status.tsx';

interface ProblemPanelProps {
  readonly problem: Problem;
  /** When it happened; absent for what is on screen because of a press a moment ago. */
  readonly at?: string | null;
  /** A warning: something is missing, but there is a result. */
  readonly tone?: 'crit' | 'warn';
  /** Retry, or the way to the cause: one or two. */
  readonly actions?: ReactNode;
  /** Read out when it appears. */
  readonly announce?: boolean;
}

/** A problem, told whole: what stopped, what is safe, what to do, the tool's own words, code and time. */
export function ProblemPanel({ problem, at = null, tone = 'crit', actions, announce = true }: ProblemPanelProps) {
  const now = useNow();
  const when = at === null ? null : formatInstant(at, now);
  return (
    <div className={styles.problem} role={announce ? 'alert' : undefined} data-problem={problem.code}>
      <span className={styles[tone]}>
        <Icon glyph={toneGlyph(tone)} />
      </span>
      <div className={layout.stack}>
        <div className={layout.tight}>
          <p className={styles.title}>{problem.title}</p>
          <p className={styles.hint}>{problem.hint}</p>
        </div>
        {actions === undefined ? null : <div className={layout.wrap}>{actions}</div>}
        {problem.detail === '' || problem.detail === problem.title ? null : <Command text={problem.detail} label="Details" />}
        <p className={styles.foot}>
          <span>
            Code {problem.code}
            {when === null ? '' : ` · ${when}`}
          </span>
          <CopyButton text={inWords(problem, when)}>Copy details</CopyButton>
        </p>
      </div>
    </div>
  );
}

function inWords(problem: Problem, when: string | null): string {
  return [problem.title, problem.hint, problem.detail, `Code ${problem.code}${when === null ? '' : `, ${when}`}`]
    .filter((line) => line !== '')
    .join('\n');
}
