import type { ReactNode } from 'react';
import type { ProofLevel } from '../../../shared/model/backup.ts';
import type { TrendSeries } from '../../../shared/model/anomaly.ts';
import { classNames } from '../../design/class-names.ts';
import { LANE, WIDTH, columnsOf, drawBars, drawLane } from './trend-drawing.ts';
import styles from './anomalies.module.css';

const HEIGHTS: Readonly<Record<ProofLevel, number>> = { present: 8, intact: 16, sound: 24, proven: 32 };

/** Height: the level that was reached. Nothing: no copy holds. */
export function ProofLane({ nights }: { readonly nights: readonly { readonly id: string; readonly level: ProofLevel | null }[] }) {
  const xs = columnsOf(nights.length);
  return (
    <Lane name="Proof">
      {nights.map(({ id, level }, index) =>
        level === null ? (
          <circle key={id} className={styles.none} cx={xs[index]} cy={LANE - 3} r={1.5} />
        ) : (
          <rect key={id} className={styles.proof} x={(xs[index] ?? 0) - 5} y={LANE - HEIGHTS[level]} width={10} height={HEIGHTS[level]} />
        ),
      )}
    </Lane>
  );
}

/** The figure's way, with the range that was expected of each night behind it. */
export function LineLane({ series, name }: { readonly series: TrendSeries; readonly name: string }) {
  const { line, band, dots } = drawLane(series.points);
  const newest = dots.at(-1);
  return (
    <Lane name={name}>
      {band === '' ? null : <path className={styles.band} d={band} />}
      <path className={styles.way} d={line} />
      {dots.map(({ id, x, y, isAnomaly }) =>
        isAnomaly ? <path key={id} className={styles.off} d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} /> : null,
      )}
      {newest === undefined || newest.isAnomaly ? null : <circle className={styles.newest} cx={newest.x} cy={newest.y} r={3} />}
    </Lane>
  );
}

export function BarLane({ series }: { readonly series: TrendSeries }) {
  const bars = drawBars(series.points);
  return (
    <Lane name={series.unit === 'bytes' ? 'Size' : 'Amount'}>
      {bars.map(({ id, x, y, height, isAnomaly }, index) => (
        <rect
          key={id}
          className={classNames(styles.bar, isAnomaly && styles.offBar, index === bars.length - 1 && !isAnomaly && styles.last)}
          x={x}
          y={y}
          width={10}
          height={height}
        />
      ))}
    </Lane>
  );
}

function Lane({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <span className={styles.lane}>{name}</span>
      <svg className={styles.drawing} viewBox={`0 0 ${WIDTH} ${LANE}`} preserveAspectRatio="none" aria-hidden="true">
        <path className={styles.axis} d={`M0 ${LANE - 0.5}H${WIDTH}`} />
        {children}
      </svg>
    </>
  );
}
