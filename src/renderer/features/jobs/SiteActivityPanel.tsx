import { Activity } from 'lucide-react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { newestFirst } from '../../api/jobs-store.ts';
import { useJobs } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { Line, Lines } from '../../design/Lines.tsx';
import { Panel } from '../../design/Panel.tsx';
import { JobStateWord } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';

const SHOWN = 5;

/** On the page of a site: what was done for it last, and how it ended. */
export function SiteActivityPanel({ siteId }: { readonly siteId: SiteId }) {
  const now = useNow();
  const jobs = useJobs((state) => state.jobs);
  const known = useJobs((state) => state.known);
  const shown = newestFirst(jobs)
    .filter((job) => job.siteId === siteId)
    .slice(0, SHOWN);
  if (!known || shown.length === 0) return null;
  return (
    <Panel title="Activity" flush aside={<ScreenLink to={{ name: 'activity' }}>All jobs</ScreenLink>}>
      <Lines>
        {shown.map((job) => (
          <Line key={job.id} icon={Activity} second={formatInstant(job.createdAt, now)} end={<JobStateWord state={job.state} />}>
            <ScreenLink to={{ name: 'job', jobId: job.id }}>{job.title}</ScreenLink>
          </Line>
        ))}
      </Lines>
    </Panel>
  );
}
