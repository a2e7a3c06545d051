import { useState } from 'react';
import type { BackupSummary, ProofLevel } from '../../../shared/model/backup.ts';
import type { SiteTrend, TrendSeries } from '../../../shared/model/anomaly.ts';
import type { BackupId, SiteId } from '../../../shared/model/ids.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { SelectField } from '../../design/Field.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { levelWord } from '../backup/backup-words.ts';
import { BarLane, LineLane, ProofLane } from './Lanes.tsx';
import { NIGHTS, amountOf, seriesName, standing } from './trend-drawing.ts';
import styles from './anomalies.module.css';

/** Three lanes on one axis: what was proved of each night, one figure in the range its own history predicts, and the size. */
export function TrendPanel({ siteId }: { readonly siteId: SiteId }) {
  const trend = useCall('anomaly.trend', { siteId });
  const backups = useCall('backup.list', { siteId });
  const { loaded } = trend;
  const levels = backups.loaded.state === 'ready' ? levelsOf(backups.loaded.value) : new Map<BackupId, ProofLevel | null>();
  if (loaded.state === 'ready') return <Trend trend={loaded.value} levels={levels} />;
  return (
    <Panel title={`${NIGHTS} nights`}>
      {loaded.state === 'loading' ? (
        <LoadingLines what="the trend" lines={4} />
      ) : (
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={trend.reload}>Try again</Button>} />
      )}
    </Panel>
  );
}

interface TrendProps {
  readonly trend: SiteTrend;
  readonly levels: ReadonlyMap<BackupId, ProofLevel | null>;
}

function Trend({ trend: { series, knownAfter }, levels }: TrendProps) {
  const now = useNow();
  const [chosen, setChosen] = useState<string | null>(null);
  const figure = series.find((each) => each.series === chosen) ?? series.find(({ kind }) => kind === 'rows') ?? series[0];
  const size = sizeBeside(series, figure);
  if (figure === undefined || size === undefined)
    return (
      <Panel title={`${NIGHTS} nights`}>
        <EmptyState title="No backup to compare yet">
          The first backups make the trend; the range is known after {knownAfter} nights.
        </EmptyState>
      </Panel>
    );
  const nights = size.points.slice(-NIGHTS);
  const proofs = nights.map(({ backupId }) => ({ id: backupId, level: levels.get(backupId) ?? null }));
  const newest = proofs.at(-1)?.level ?? null;
  const last = figure.points.at(-1);
  const lastSize = size.points.at(-1);
  const proven = proofs.filter(({ level }) => level === 'proven').length;
  const day = (at: string) => formatInstant(at, now).slice(0, -6);
  return (
    <Panel
      title={`${NIGHTS} nights`}
      subtitle={size.subject}
      aside={
        <SelectField
          label="Figure in the middle lane"
          hideLabel
          value={figure.series}
          options={series.map((each) => ({ value: each.series, label: seriesName(each) }))}
          onChange={setChosen}
        />
      }
    >
      <figure className={styles.trend}>
        <ProofLane nights={proofs} />
        <Words head={newest === null ? 'not proved' : levelWord(newest)} second={`${proven} of ${proofs.length} proven`} />
        <LineLane
          series={figure}
          name={figure.kind === 'duration' ? 'Time' : figure.kind === 'size' ? 'Size' : figure.kind === 'files' ? 'Files' : 'Rows'}
        />
        <Words head={last === undefined ? '-' : amountOf(figure, last.value)} second={standing(figure, knownAfter)} />
        <BarLane series={size} />
        <Words head={lastSize === undefined ? '-' : amountOf(size, lastSize.value)} second={standing(size, knownAfter)} />
        <p className={styles.ends} aria-hidden="true">
          <span>{nights[0] === undefined ? '' : day(nights[0].at)}</span>
          <span>{lastSize === undefined ? '' : day(lastSize.at)}</span>
        </p>
        <figcaption>{captionOf(figure, knownAfter)}</figcaption>
      </figure>
    </Panel>
  );
}

function Words({ head, second }: { readonly head: string; readonly second: string }) {
  return (
    <p className={styles.words}>
      <b>{head}</b>
      <span>{second}</span>
    </p>
  );
}

/** What the drawing shows of the chosen figure, in words. */
function captionOf(figure: TrendSeries, knownAfter: number): string {
  const off = figure.points.slice(-NIGHTS).filter(({ isAnomaly }) => isAnomaly).length;
  const { next } = figure;
  const range =
    next === null
      ? `The range is known after ${knownAfter} nights`
      : `Expected next: ${amountOf(figure, next.low)} to ${amountOf(figure, next.high)}`;
  return `${seriesName(figure)}. ${range}. ${off === 0 ? 'No night was far off.' : `${off} of these nights ${off === 1 ? 'was' : 'were'} far off.`}`;
}

/** Of the same source; else the first there is. */
function sizeBeside(series: readonly TrendSeries[], figure: TrendSeries | undefined): TrendSeries | undefined {
  const sizes = series.filter(({ kind }) => kind === 'size');
  return sizes.find(({ sourceId }) => sourceId === figure?.sourceId) ?? sizes[0] ?? figure;
}

const LEVELS = ['present', 'intact', 'sound', 'proven'] as const;

/** The best that holds of each backup. */
function levelsOf(backups: readonly BackupSummary[]): ReadonlyMap<BackupId, ProofLevel | null> {
  return new Map(
    backups.map(({ id, copies }) => {
      const held = copies.filter(({ proof }) => proof.failure === null).map(({ proof }) => LEVELS.indexOf(proof.level));
      return [id, LEVELS[Math.max(-1, ...held)] ?? null];
    }),
  );
}
