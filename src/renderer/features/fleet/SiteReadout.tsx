import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { DiskRow } from '../../../shared/model/disk.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { ProofBoard } from '../../../shared/model/proof-board.ts';
import type { RetentionPolicy } from '../../../shared/model/retention.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Facts } from '../../design/Facts.tsx';
import { JobStateWord, Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { ruleTone, ruleWord } from '../board/board-words.ts';
import { cronWord } from '../cron/rules/cron-words.ts';
import { RoomGauges } from '../health/RoomGauges.tsx';
import styles from './FleetScreen.module.css';

/** What is known of the chosen site, at a glance, and how full everything is. */
export function SiteReadout({ status, disks }: { readonly status: SiteStatus; readonly disks: readonly DiskRow[] }) {
  const now = useNow();
  const { site, server, newest, oldestAt, lastJob, rto, board } = status;
  const home = board.cells.find(({ placeKind }) => placeKind === 'this-computer') ?? board.cells[0];
  const { loaded: retention } = useCall('retention.get', { siteId: site.id, placeId: home?.placeId ?? null });
  const { loaded: cron } = useCall('cron.state', { siteId: site.id, ask: false });
  const dash = <span className={text.dim}>–</span>;
  const policy = retention.state === 'ready' ? retention.value.policy : null;
  const disk = disks.find(({ subject }) => subject.kind === 'server' && subject.serverId === server.id);
  const cronState = cron.state === 'ready' ? cronWord(cron.value) : null;
  return (
    <section aria-label={`Status of ${site.name}`}>
      <h2>
        <SiteFlag siteId={site.id} size="s" />
        <ScreenLink to={{ name: 'site', siteId: site.id }} className={text.clip} title={site.name}>
          {site.name}
        </ScreenLink>
        <span className={styles.right}>
          <BoardWord board={board} />
        </span>
      </h2>
      <Facts
        columns={2}
        facts={[
          { label: 'Last backup', value: newest === null ? dash : formatInstant(newest.startedAt, now) },
          { label: 'Status', value: lastJob === null ? dash : <JobStateWord state={lastJob.state} /> },
          { label: 'Size', value: newest === null ? dash : formatBytes(newest.bytes) },
          { label: 'Total backups', value: status.backupCount },
          {
            label: 'Oldest backup',
            value:
              oldestAt === null ? (
                dash
              ) : (
                <>
                  {formatInstant(oldestAt, now)} <span className={text.dim}>{daysAgo(oldestAt, now)}</span>
                </>
              ),
          },
          {
            label: 'Retention',
            value:
              policy === null ? (
                dash
              ) : (
                <ScreenLink to={{ name: 'retention', siteId: site.id, placeId: null }}>{retentionWords(policy)}</ScreenLink>
              ),
          },
          { label: 'Offsite', value: <Offsite status={status} now={now} /> },
          {
            label: 'Auto-prune',
            value: policy === null ? dash : policy.enabled ? <Status tone="ok">On</Status> : <Status tone="mute">Off</Status>,
          },
          { label: 'Recommended', value: 'pull daily, drive weekly' },
          { label: 'Server cron', value: cronState === null ? dash : <Status tone={cronState.tone}>{cronState.word}</Status> },
          { label: 'Disk usage', value: disk === undefined ? dash : usageWords(disk) },
          {
            label: 'Measured RTO',
            value: rto.measuredMs === null ? <span className={text.dim}>no drill yet</span> : formatDuration(rto.measuredMs),
          },
        ]}
      />
      <div className={styles.room}>
        <RoomGauges disks={disks} />
      </div>
    </section>
  );
}

const DAY = 24 * 3_600_000;
/** Later than this a copy away from the provider is older than the weekly ritual wants it. */
const WEEKLY_MS = 7 * DAY;

/** The age of the newest copy that lies away from the provider and did not fail, against the week that is recommended. */
function Offsite({ status: { board }, now }: { readonly status: SiteStatus; readonly now: number }) {
  const newest = board.cells
    .flatMap(({ offsite, newest: copy }) => (offsite && copy !== null && !copy.failed ? [copy.startedAt] : []))
    .toSorted()
    .at(-1);
  if (newest === undefined) return <Status tone="crit">none</Status>;
  const age = now - Date.parse(newest);
  return <Status tone={age > WEEKLY_MS ? 'warn' : 'ok'}>{formatAge(age)}</Status>;
}

function daysAgo(at: string, now: number): string {
  const days = Math.floor((now - Date.parse(at)) / DAY);
  return days === 1 ? '1\u00a0day' : `${days}\u00a0days`;
}

/** "30 days", "thinned, to 2 y"; all of it stands on its own screen. */
function retentionWords({ maxAgeDays, generations, keepNewest }: RetentionPolicy): string {
  if (generations !== null) {
    const years = generations.yearlyYears;
    return years > 0 ? `thinned, to ${years}\u00a0y` : 'thinned by age';
  }
  return maxAgeDays.full === undefined ? `newest ${keepNewest}` : `${maxAgeDays.full}\u00a0days`;
}

function usageWords({ newest, usedPercent }: DiskRow): string {
  if (newest === null || newest.totalBytes === null || usedPercent === null) return 'not read yet';
  return `${formatBytes(newest.usedBytes)} of ${formatBytes(newest.totalBytes)}, ${Math.floor(usedPercent)}\u00a0%`;
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
