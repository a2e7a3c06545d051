import { Pause, Play, RotateCw, X } from 'lucide-react';
import type { Job } from '../../../shared/model/job.ts';
import type { JobId } from '../../../shared/model/ids.ts';
import { isActiveJob, isPausable } from '../../api/jobs-store.ts';
import { useActiveBackups, useFleet, useJob, useJobs, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { JobStateWord } from '../../design/Status.tsx';
import { When } from '../../design/When.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { JobLog } from './JobLog.tsx';
import { jobDuration } from './job-words.ts';

export function JobScreen({ jobId }: { readonly jobId: JobId }) {
  const job = useJob(jobId);
  const known = useJobs((state) => state.known);
  useTrail([
    { label: 'Activity', to: { name: 'activity' } },
    { label: job?.title ?? 'Job', to: null },
  ]);
  if (job !== null) return <KnownJob job={job} />;
  return (
    <div className={layout.stack}>
      <PageHead title="Job" />
      {known ? (
        // The list holds the newest ones; a link may name an older one.
        <JobLog jobId={jobId} active={false} />
      ) : (
        <Panel title="Log" flush>
          <LoadingLines what="the job" />
        </Panel>
      )}
    </div>
  );
}

function KnownJob({ job }: { readonly job: Job }) {
  const now = useNow(1000);
  const cancel = useAction('job.cancel');
  const again = useAction('job.again');
  const pause = useAction('job.pause');
  const onPause = isPausable(job) ? () => void pause.run({ jobId: job.id }) : undefined;
  const activeBackups = useActiveBackups();
  const go = useNavigation((state) => state.go);
  const site = useFleet((state) => state.fleet?.sites.find((status) => status.site.id === job.siteId)?.site);
  const active = isActiveJob(job);
  const { backupId } = job;
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={job.siteId === null ? undefined : <SiteFlag siteId={job.siteId} size="l" />}
        title={job.title}
        meta={[
          <JobStateWord key="state" state={job.state} />,
          <>
            asked for <When key="at" at={job.createdAt} now={now} />
          </>,
          ...(job.startedAt === null ? [] : [active ? `running for ${jobDuration(job, now)}` : `took ${jobDuration(job, now)}`]),
          ...(site === undefined
            ? []
            : [
                <ScreenLink key="site" to={{ name: 'site', siteId: site.id }}>
                  {site.name}
                </ScreenLink>,
              ]),
        ]}
        actions={
          <>
            {backupId === null ? null : <Button onClick={() => go({ name: 'backup', backupId })}>Open the backup</Button>}
            {onPause === undefined ? null : (
              <Button icon={Pause} busy={pause.busy} blocked={job.cancelRequested ? 'It is already being stopped' : null} onClick={onPause}>
                Pause
              </Button>
            )}
            {active ? (
              <Button
                icon={X}
                busy={cancel.busy}
                blocked={job.cancelRequested ? 'It is already being cancelled' : null}
                onClick={() => void cancel.run({ jobId: job.id })}
              >
                Cancel
              </Button>
            ) : job.kind.startsWith('restore') ? null : (
              <Button
                icon={job.state === 'paused' ? Play : RotateCw}
                busy={again.busy}
                blocked={job.kind === 'backup' ? (activeBackups[job.siteId ?? ''] ?? null) : null}
                onClick={() => {
                  void again.run({ jobId: job.id }).then((done) => {
                    if (done !== null) go({ name: 'job', jobId: done.value.id });
                  });
                }}
              >
                {job.state === 'paused' ? 'Go on' : 'Do it again'}
              </Button>
            )}
          </>
        }
      />
      {[cancel.problem, again.problem, pause.problem].map((problem) =>
        problem === null ? null : (
          <Panel key={problem.code} title="Not done" attention>
            <ProblemPanel problem={problem} />
          </Panel>
        ),
      )}
      {active ? (
        <Panel title={job.state === 'queued' ? 'Waiting' : 'Now'}>
          <JobLine job={job} detailed />
        </Panel>
      ) : null}
      {job.problem === null ? null : (
        <Panel title={job.state === 'failed' ? 'What stopped it' : 'What to know'} attention>
          <ProblemPanel problem={job.problem} at={job.endedAt} tone={job.state === 'failed' ? 'crit' : 'warn'} announce={false} />
        </Panel>
      )}
      <JobLog jobId={job.id} active={active} />
    </div>
  );
}
