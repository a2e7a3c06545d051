import type { BackupStatistics } from '../../../shared/model/backup.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Figure, Readouts } from '../../design/Readouts.tsx';
import { partWord } from '../../design/source-words.ts';
import { formatCount, kindWord } from '../backup/backup-words.ts';
import { GrowthBars } from './GrowthBars.tsx';
import { SharesTable } from './SharesTable.tsx';
import styles from './backups.module.css';

interface StatisticsPanelProps {
  readonly siteId: SiteId | null;
  /** Null: all sites. */
  readonly siteName: string | null;
  readonly places: readonly Place[];
}

/** Figures over all backups of a site, or of all sites: how many, how large, how well packed, where. */
export function StatisticsPanel({ siteId, siteName, places }: StatisticsPanelProps) {
  const { loaded, reload } = useCall('backup.statistics', { siteId });
  return (
    <Panel title="Figures" flush subtitle={siteName ?? 'all sites, whatever is searched for'}>
      {loaded.state === 'loading' ? <LoadingLines what="the figures" lines={4} /> : null}
      {loaded.state === 'problem' ? (
        <div className={styles.padded}>
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Count again</Button>} />
        </div>
      ) : null}
      {loaded.state === 'ready' ? <Statistics statistics={loaded.value} places={places} /> : null}
    </Panel>
  );
}

function Statistics({ statistics, places }: { readonly statistics: BackupStatistics; readonly places: readonly Place[] }) {
  const now = useNow();
  const { count, bytes, uncompressedBytes, oldestAt, newestAt, byKind, byPart, byPlace, growth } = statistics;
  if (count === 0) return <EmptyState title="Nothing to count yet" />;
  return (
    <div className={styles.statistics}>
      <Readouts
        readouts={[
          { label: 'Backups', value: formatCount(count), sub: oldestAt === null ? '' : `oldest ${formatInstant(oldestAt, now)}` },
          {
            label: 'Size',
            value: <Figure text={formatBytes(bytes)} />,
            sub: newestAt === null ? '' : `newest ${formatInstant(newestAt, now)}`,
          },
          {
            label: 'Packed',
            value: bytes === 0 ? '–' : <Figure text={`${(uncompressedBytes / bytes).toFixed(1)}\u00a0:\u00a01`} />,
            sub: `${formatBytes(uncompressedBytes)} unpacked`,
          },
        ]}
      />
      <div className={styles.shares}>
        <SharesTable
          caption="By kind"
          rows={byKind.map((row) => ({ key: row.kind, name: kindWord(row.kind), count: row.count, bytes: row.bytes, failed: 0 }))}
        />
        <SharesTable
          caption="By part"
          rows={byPart.map((row) => ({ key: row.part, name: partWord(row.part), count: row.count, bytes: row.bytes, failed: 0 }))}
        />
        <SharesTable
          caption="By place"
          rows={byPlace.map((row) => ({
            key: row.placeId,
            name: places.find(({ id }) => id === row.placeId)?.name ?? 'a place no longer registered',
            count: row.count,
            bytes: row.bytes,
            failed: row.failed,
          }))}
        />
      </div>
      <GrowthBars growth={growth} />
    </div>
  );
}
