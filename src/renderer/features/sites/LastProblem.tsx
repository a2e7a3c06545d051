import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { JobKind } from '../../../shared/model/job.ts';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { JobStateWord } from '../../design/Status.tsx';

const AGAIN: Readonly<Partial<Record<JobKind, string>>> = {
  backup: 'Back up again',
  verify: 'Verify again',
  copy: 'Copy again',
  adopt: 'Adopt again',
};

/** How the last job of the site ended, told whole, when it did not simply succeed. */
export function LastProblem({ status }: { readonly status: SiteStatus }) {
  const go = useNavigation((state) => state.go);
  const again = useAction('job.again');
  const job = status.lastJob;
  if (job === null || job.problem === null) return <Gaps status={status} />;
  const failed = job.state === 'failed';
  return (
    <Panel title={job.title} aside={<JobStateWord state={job.state} />} attention>
      <ProblemPanel
        problem={again.problem ?? job.problem}
        at={job.endedAt}
        tone={failed ? 'crit' : 'warn'}
        announce={false}
        actions={
          <>
            <Button size="s" busy={again.busy} onClick={() => void again.run({ jobId: job.id })}>
              {AGAIN[job.kind] ?? 'Do it again'}
            </Button>
            <Button size="s" kind="quiet" onClick={() => go({ name: 'job', jobId: job.id })}>
              Read the log
            </Button>
          </>
        }
      />
    </Panel>
  );
}

/** What the newest backup lacks, when no job tells it. */
function Gaps({ status }: { readonly status: SiteStatus }) {
  // What stands among the findings already is not said twice.
  const told = new Set(status.findings.map((finding) => finding.text));
  const warnings = status.newest?.warnings.filter((warning) => !told.has(warning.text)) ?? [];
  if (warnings.length === 0) return null;
  return (
    <Panel title="The newest backup is not complete">
      <div className={layout.tight}>
        {warnings.map((warning) => (
          <Note key={`${warning.code} ${warning.text}`} tone="warn">
            {warning.text}
          </Note>
        ))}
      </div>
    </Panel>
  );
}
