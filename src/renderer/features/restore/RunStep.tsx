import { RotateCw, ShieldAlert, ShieldCheck, Undo2, X } from 'lucide-react';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { isActiveJob } from '../../api/jobs-store.ts';
import { useJob, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Heading } from '../../design/Heading.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Statement } from '../../design/Statement.tsx';
import text from '../../design/text.module.css';
import { JobLog } from '../jobs/JobLog.tsx';
import { ActiveProgress } from './ActiveProgress.tsx';
import { untouchedWords } from './PlanStep.tsx';
import { shortInstant } from './rules/restore-words.ts';
import styles from './restore.module.css';
import { RunReadouts } from './RunReadouts.tsx';
import { Runbook } from './Runbook.tsx';
import { cancelWords, promiseOf, runTitle, standstill } from './run-words.ts';
import { Wizard } from './Wizard.tsx';
import { firstLiveNumber, mayLeave } from './rules/wizard-step.ts';

interface RunStepProps {
  readonly incident: Incident;
  readonly restore: Restore;
  readonly onChanged: (restore: Restore) => void;
  /** Back to the choice, where the restore has come to an end without one. */
  readonly onChooseAgain: () => void;
}

/** A restore under way, or one that stands still: what is done, what runs, what is next, and what the live site is like. */
export function RunStep({ incident, restore, onChanged, onChooseAgain }: RunStepProps) {
  const now = useNow();
  const known = useJob(restore.jobId ?? '');
  const job = known !== null && isActiveJob(known) ? known : null;
  const { plan, steps } = restore;
  const live = firstLiveNumber(plan.steps);
  const stands = standstill(restore);
  const active = steps.findIndex(({ state }) => state === 'running');
  const activeTitle = plan.steps[active]?.title;
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="run"
      promise={promiseOf(restore, incident, live)}
      actions={
        <Actions restore={restore} cancelling={known?.cancelRequested ?? false} onChanged={onChanged} onChooseAgain={onChooseAgain} />
      }
    >
      <div className={styles.plan}>
        <section aria-label="Progress" className={layout.stack}>
          {stands === null ? (
            <div>
              <div className={styles.planHead}>
                <Heading>{runTitle(restore)}</Heading>
                {restore.confirmedAt === null ? null : (
                  <span className={text.soft}>confirmed {shortInstant(restore.confirmedAt, now)}</span>
                )}
              </div>
              <p className={styles.zone}>
                <Icon glyph={restore.liveTouched ? ShieldAlert : ShieldCheck} size={14} />
                <span>
                  {restore.liveTouched && live !== null ? (
                    <>
                      <b>The live site changes from step {live} on.</b> Cancel puts everything back as it was.
                    </>
                  ) : (
                    <>
                      <b>{untouchedWords(plan, live)}</b> Cancel at any time, nothing to undo.
                    </>
                  )}
                </span>
              </p>
            </div>
          ) : (
            <Statement tone={stands.tone} title={stands.title}>
              {stands.safe}
            </Statement>
          )}
          {stands !== null && restore.problem !== null ? (
            <Panel title="What stopped it" attention>
              <ProblemPanel problem={restore.problem} at={restore.endedAt} />
            </Panel>
          ) : null}
          {/* The active step is read out; every percent is not. */}
          <p className={text.hidden} aria-live="polite">
            {activeTitle === undefined || stands !== null ? '' : `Step ${active + 1} of ${steps.length}: ${activeTitle}`}
          </p>
          <div>
            <Runbook
              steps={plan.steps}
              runs={steps}
              divide="The live site changes from here"
              still={stands !== null}
              active={<ActiveProgress job={job} run={steps[active] ?? null} />}
            />
          </div>
        </section>
        <aside className={layout.stack} aria-label="Figures and log">
          {stands === null ? <RunReadouts restore={restore} job={job} /> : null}
          {mayLeave(restore) ? null : (
            <Panel title="Undo" subtitle={undoWords(restore, live)}>
              <p className={`${text.small} ${text.soft}`}>
                {restore.undo.state === 'armed'
                  ? 'The old data lies beside the live data: one press brings it back, in seconds.'
                  : 'When it is done, the old data stays beside the live data until you let it go: undo brings it back in seconds.'}
              </p>
            </Panel>
          )}
          {known === null ? null : <JobLog jobId={known.id} active={job !== null} />}
          {stands === null ? (
            <Note>
              If the connection drops or this computer sleeps, the restore stands still and can go on from the last finished step.
            </Note>
          ) : null}
        </aside>
      </div>
    </Wizard>
  );
}

function undoWords(restore: Restore, live: number | null): string {
  if (restore.undo.state === 'armed') return 'armed';
  if (restore.liveTouched) return 'the old data is kept';
  return live === null ? 'not needed' : `arms when step ${live} begins`;
}

interface ActionsProps {
  readonly restore: Restore;
  readonly cancelling: boolean;
  readonly onChanged: (restore: Restore) => void;
  readonly onChooseAgain: () => void;
}

function Actions({ restore, cancelling, onChanged, onChooseAgain }: ActionsProps) {
  const cancel = useAction('job.cancel');
  const settle = useAction('restore.settle');
  const go = useNavigation((state) => state.go);
  const settleBy = (how: 'continue' | 'roll-back') => {
    void settle.run({ restoreId: restore.id, how }).then((done) => {
      if (done !== null) onChanged(done.value);
    });
  };
  const problem = cancel.problem ?? settle.problem;
  return (
    <>
      {problem === null ? null : (
        <p className={`${text.small} ${styles.refused}`} role="alert">
          {problem.title}. {problem.hint}
        </p>
      )}
      {restore.state === 'running' ? (
        <Button
          size="l"
          icon={X}
          busy={cancel.busy}
          blocked={restore.jobId === null ? 'It has not begun yet' : cancelling ? 'It is being stopped already' : null}
          onClick={() => {
            if (restore.jobId !== null) void cancel.run({ jobId: restore.jobId });
          }}
        >
          {cancelWords(restore)}
        </Button>
      ) : restore.state === 'interrupted' || restore.state === 'stuck' ? (
        <>
          <Button size="l" icon={Undo2} busy={settle.busy} onClick={() => settleBy('roll-back')}>
            Put everything back
          </Button>
          <Button size="l" kind="primary" icon={RotateCw} busy={settle.busy} onClick={() => settleBy('continue')}>
            Go on
          </Button>
        </>
      ) : (
        <>
          <Button size="l" onClick={() => go({ name: 'site', siteId: restore.targetSiteId })}>
            Go to the site page
          </Button>
          <Button size="l" kind="primary" onClick={onChooseAgain}>
            Choose again
          </Button>
        </>
      )}
    </>
  );
}
