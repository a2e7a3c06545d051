import type { Drill } from '../../../shared/model/drill.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { classNames } from '../../design/class-names.ts';
import styles from './drills.module.css';
import { HEIGHT, WIDTH, drawTrend, measured, trendLine } from './rto-trend.ts';

interface RtoTrendProps {
  readonly drills: readonly Drill[];
  readonly goalMinutes: number | null;
}

/** How long restoring takes, drill by drill; the sentence says what it shows. */
export function RtoTrend({ drills, goalMinutes }: RtoTrendProps) {
  const now = useNow();
  const goalMs = goalMinutes === null ? null : goalMinutes * 60_000;
  const shown = measured(drills);
  const { points, goalY } = drawTrend(drills, goalMs);
  const [first] = shown;
  const last = shown.at(-1);
  const day = (at: string) => formatInstant(at, now).slice(0, -6);
  return (
    <figure className={styles.trend}>
      {points.length < 2 || first === undefined || last === undefined ? null : (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          <path className={styles.axis} d={`M0 ${HEIGHT - 1}.5H${WIDTH}`} />
          {goalY === null ? null : <path className={styles.goal} d={`M0 ${goalY}H${WIDTH}`} />}
          <path className={styles.way} d={points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('')} />
          {points.map(({ id, x, y, passed }) =>
            passed ? (
              <circle key={id} className={styles.point} cx={x} cy={y} r={4} />
            ) : (
              <path key={id} className={classNames(styles.point, styles.failed)} d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />
            ),
          )}
        </svg>
      )}
      {points.length < 2 || first === undefined || last === undefined ? null : (
        <p className={styles.ends} aria-hidden="true">
          <span>{day(first.startedAt)}</span>
          {goalMs === null ? null : <span>dashed: the goal, {formatDuration(goalMs)}</span>}
          <span>{day(last.startedAt)}</span>
        </p>
      )}
      <figcaption>{trendLine(drills, now)}</figcaption>
    </figure>
  );
}
