import { useEffect, useMemo } from 'react';
import type { JobId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { Command, CopyButton } from '../../design/Command.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { inLocalTime } from './rules/log-times.ts';

const READ_EVERY_MS = 2000;

/** What the job wrote down. While it runs it is read again every two seconds, and once more when it has ended. */
export function JobLog({ jobId, active }: { readonly jobId: JobId; readonly active: boolean }) {
  const { loaded, reload } = useCall('job.log', { jobId });
  const log = loaded.state === 'ready' ? loaded.value : '';
  const shown = useMemo(() => inLocalTime(log), [log]);
  useEffect(() => {
    reload();
    if (!active) return undefined;
    const timer = setInterval(reload, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [active, reload]);
  switch (loaded.state) {
    case 'loading':
      return (
        <Panel title="Log" flush>
          <LoadingLines what="the log" />
        </Panel>
      );
    case 'problem':
      if (loaded.problem.code === 'job.not-found')
        return (
          <Panel title="Log" flush>
            <EmptyState title={loaded.problem.title}>{loaded.problem.hint}</EmptyState>
          </Panel>
        );
      return (
        <Panel title="Log">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        </Panel>
      );
    case 'ready':
      return log === '' ? (
        <Panel title="Log" flush>
          <EmptyState title="Nothing has been written yet" />
        </Panel>
      ) : (
        <Panel title="Log" subtitle="local time" aside={<CopyButton text={shown}>Copy</CopyButton>}>
          <Command text={shown} label="Log of the job" />
        </Panel>
      );
  }
}
