import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { useNow } from '../../api/use-now.ts';
import { Facts } from '../../design/Facts.tsx';
import { JobStateWord, Verdict } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import styles from './FleetScreen.module.css';

/** What is known of the chosen site, at a glance. */
export function SiteReadout({ status }: { readonly status: SiteStatus }) {
  const now = useNow();
  const { site, server, sources, newest, oldestAt, lastJob } = status;
  const dash = <span className={text.dim}>–</span>;
  return (
    <section aria-label={`Status of ${site.name}`}>
      <h2>
        <SiteFlag siteId={site.id} size="s" />
        <ScreenLink to={{ name: 'site', siteId: site.id }} className={text.clip} title={site.name}>
          {site.name}
        </ScreenLink>
        <span className={styles.right}>
          <Verdict verdict={status.verdict} />
        </span>
      </h2>
      <Facts
        columns={2}
        facts={[
          { label: 'Last backup', value: newest === null ? dash : formatInstant(newest.startedAt, now) },
          { label: 'Last job', value: lastJob === null ? dash : <JobStateWord state={lastJob.state} /> },
          { label: 'Newest good', value: status.newestGoodAt === null ? dash : formatAge(now - Date.parse(status.newestGoodAt)) },
          { label: 'Backups', value: status.backupCount },
          { label: 'Oldest backup', value: oldestAt === null ? dash : formatInstant(oldestAt, now) },
          { label: 'On this computer', value: formatBytes(status.totalBytes) },
          { label: 'Databases', value: sources.length === 0 ? dash : sources.map(({ database }) => database).join(', ') },
          { label: 'Server', value: server.name },
          { label: 'Folder', value: <span className={text.mono}>{site.root}</span> },
          { label: 'Framework', value: site.framework ?? dash },
        ]}
      />
    </section>
  );
}
