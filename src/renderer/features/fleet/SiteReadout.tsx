import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { ProofBoard } from '../../../shared/model/proof-board.ts';
import { useNow } from '../../api/use-now.ts';
import { Facts } from '../../design/Facts.tsx';
import { JobStateWord, Status } from '../../design/Status.tsx';
import { sourceName } from '../../design/source-words.ts';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { ruleTone, ruleWord } from '../board/board-words.ts';
import styles from './FleetScreen.module.css';

/** What is known of the chosen site, at a glance. */
export function SiteReadout({ status }: { readonly status: SiteStatus }) {
  const now = useNow();
  const { site, sources, newest, oldestAt, lastJob } = status;
  const dash = <span className={text.dim}>–</span>;
  return (
    <section aria-label={`Status of ${site.name}`}>
      <h2>
        <SiteFlag siteId={site.id} size="s" />
        <ScreenLink to={{ name: 'site', siteId: site.id }} className={text.clip} title={site.name}>
          {site.name}
        </ScreenLink>
        <span className={styles.right}>
          <BoardWord board={status.board} />
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
          { label: 'Copies', value: copiesLine(status) },
          { label: 'Sources', value: sources.length === 0 ? dash : sources.map(sourceName).join(', ') },
          { label: 'Size of all', value: formatBytes(status.totalBytes) },
          { label: 'Folder', value: <span className={text.mono}>{site.root}</span> },
          { label: 'Framework', value: site.framework ?? dash },
        ]}
      />
    </section>
  );
}

/** Whether 3-2-1-1-0 is held, else the first figure that is not. */
function BoardWord({ board }: { readonly board: ProofBoard }) {
  const missing = board.rules.find(({ held }) => !held);
  if (missing === undefined) return <Status tone="ok">3-2-1-1-0 held</Status>;
  return (
    <span title={missing.text}>
      <Status tone={ruleTone(missing)}>{ruleWord(missing)}</Status>
    </span>
  );
}

function copiesLine({ board }: SiteStatus): string {
  const places = board.cells.filter(({ newest }) => newest !== null).map(({ placeName }) => placeName);
  return places.length === 0 ? '–' : `in ${places.join(', ')}`;
}
