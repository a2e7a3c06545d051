import type { Job } from '../../../shared/model/job.ts';
import { useFleet } from '../../api/stores.ts';
import layout from '../../design/layout.module.css';
import { JobStateWord } from '../../design/Status.tsx';
import { GroupRow, NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { groupByDay } from './job-days.ts';
import { jobDuration } from './job-words.ts';
import styles from './jobs.module.css';
import { formatTime } from '../../../shared/format/instants.ts';

export function JobsTable({ jobs, now }: { readonly jobs: readonly Job[]; readonly now: number }) {
  return (
    <Table caption="Jobs, newest first" tight minWidth="m">
      <thead>
        <tr>
          <th scope="col" className={styles.colTime}>
            Asked for
          </th>
          <th scope="col">Job</th>
          <th scope="col">Site</th>
          <NumberCell head>Took</NumberCell>
          <th scope="col" className={styles.colEnd}>
            Ended as
          </th>
        </tr>
      </thead>
      {groupByDay(jobs, now).map((day) => (
        <tbody key={day.label}>
          <GroupRow columns={5}>{day.label}</GroupRow>
          {day.jobs.map((job) => (
            <JobRow key={job.id} job={job} now={now} />
          ))}
        </tbody>
      ))}
    </Table>
  );
}

function JobRow({ job, now }: { readonly job: Job; readonly now: number }) {
  const site = useFleet((state) => state.fleet?.sites.find((status) => status.site.id === job.siteId)?.site);
  return (
    <tr>
      <td className={text.dim}>
        <time dateTime={job.createdAt}>{formatTime(job.createdAt)}</time>
      </td>
      <th scope="row">
        <ScreenLink to={{ name: 'job', jobId: job.id }}>{job.title}</ScreenLink>
        {job.problem === null ? null : <span className={text.second}>{job.problem.title}</span>}
      </th>
      <td>
        {site === undefined ? (
          <span className={text.dim}>{job.siteId === null ? '–' : 'no longer registered'}</span>
        ) : (
          <span className={layout.row}>
            <SiteFlag siteId={site.id} size="s" />
            <ScreenLink to={{ name: 'site', siteId: site.id }}>{site.name}</ScreenLink>
          </span>
        )}
      </td>
      <NumberCell>{jobDuration(job, now)}</NumberCell>
      <td>
        <JobStateWord state={job.state} />
      </td>
    </tr>
  );
}
