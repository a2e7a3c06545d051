import { Check, CircleSlash, Pause, TriangleAlert, Undo2, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDuration } from '../../../shared/format/durations.ts';
import type { RunStep } from '../../../shared/model/restore.ts';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import { classNames } from '../../design/class-names.ts';
import { Command } from '../../design/Command.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { Icon } from '../../design/Icon.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { expected } from './rules/restore-words.ts';
import styles from './Runbook.module.css';

interface RunbookProps {
  readonly steps: readonly PlanStep[];
  /** Empty while it is only a plan. */
  readonly runs?: readonly RunStep[];
  /** Stands on the line behind which the live site changes. */
  readonly divide: string;
  /** What the running step says of itself. */
  readonly active?: ReactNode;
  /** Nothing runs: the step that was running stands still. */
  readonly still?: boolean;
}

/** Numbered steps. The dashed line is the live site untouched, the thick one the live site changing; the line between never moves silently. */
export function Runbook({ steps, runs = [], divide, active, still = false }: RunbookProps) {
  const live = steps.findIndex(({ touchesLive }) => touchesLive);
  const before = live === -1 ? steps : steps.slice(0, live);
  const after = live === -1 ? [] : steps.slice(live);
  const part = (list: readonly PlanStep[], offset: number) => (
    <ol className={styles.runbook} start={offset + 1}>
      {list.map((step, index) => (
        <Step
          key={step.id}
          number={offset + index + 1}
          step={step}
          run={runs.find(({ id }) => id === step.id) ?? null}
          live={offset > 0 || live === 0}
          active={active}
          still={still}
        />
      ))}
    </ol>
  );
  return (
    <>
      {before.length === 0 ? null : part(before, 0)}
      {after.length === 0 ? null : (
        <>
          <p className={styles.divide}>{divide}</p>
          {part(after, before.length)}
        </>
      )}
    </>
  );
}

interface StepProps {
  readonly number: number;
  readonly step: PlanStep;
  readonly run: RunStep | null;
  readonly live: boolean;
  readonly active: ReactNode;
  readonly still: boolean;
}

const MARKS: Readonly<Partial<Record<RunStep['state'], { readonly glyph: LucideIcon; readonly word: string }>>> = {
  done: { glyph: Check, word: 'Done' },
  warning: { glyph: TriangleAlert, word: 'Done with a warning' },
  failed: { glyph: X, word: 'Failed' },
  skipped: { glyph: CircleSlash, word: 'Skipped' },
  undone: { glyph: Undo2, word: 'Undone' },
};

function Step({ number, step, run, live, active, still }: StepProps) {
  const state = run?.state ?? null;
  const stands = still && state === 'running';
  const mark = stands ? { glyph: Pause, word: 'Stands still' } : state === null ? undefined : MARKS[state];
  const running = state === 'running' && !still;
  const showsCommands = state === null || state === 'running' || state === 'failed';
  return (
    <li
      className={classNames(styles.step, live && styles.live, stands ? styles.warning : state !== null && styles[state])}
      aria-current={running ? 'step' : undefined}
    >
      <span className={styles.number}>
        {mark === undefined ? (
          number
        ) : (
          <>
            <Icon glyph={mark.glyph} size={14} />
            <VisuallyHidden>{mark.word}: </VisuallyHidden>
          </>
        )}
      </span>
      <div className={styles.text}>
        <h2>{mark === undefined ? step.title : `${number}. ${step.title}`}</h2>
        {running ? active : null}
        {showsCommands && step.commands.length > 0 ? (
          <Command text={step.commands.join('\n')} label={`Commands of step ${number}`} />
        ) : null}
        {state === null || state === 'waiting' ? (
          <p className={styles.second}>
            {step.kind === 'guide' ? 'Yours to do. ' : ''}
            {step.changes}
            {run !== null || step.undo === '' ? null : <span className={styles.undo}> Undo: {step.undo}</span>}
          </p>
        ) : null}
        {run === null || run.output === '' ? null : <Output text={run.output} number={number} open={running} />}
        {run === null || run.problem === null ? null : <ProblemPanel problem={run.problem} announce={false} />}
      </div>
      <span className={styles.time}>{timeOf(step, run)}</span>
    </li>
  );
}

/** One line as it is, more behind one press. */
function Output({ text, number, open }: { readonly text: string; readonly number: number; readonly open: boolean }) {
  const lines = text.trimEnd().split('\n');
  if (lines.length === 1) return <p className={styles.second}>{text}</p>;
  if (open) return <p className={styles.second}>{lines.at(-1)}</p>;
  return (
    <Disclosure summary={`What it answered, ${lines.length} lines`}>
      <Command text={text} label={`Answer of step ${number}`} />
    </Disclosure>
  );
}

function timeOf(step: PlanStep, run: RunStep | null): string {
  if (run !== null && run.startedAt !== null && run.endedAt !== null)
    return formatDuration(Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt)));
  if (step.estimatedMs === null) return 'time not known';
  return `${run === null ? '' : 'about '}${expected(step.estimatedMs)}`;
}
