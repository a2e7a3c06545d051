import type { RetentionSimulation } from '../../../shared/model/retention.ts';
import styles from './retention.module.css';

interface SimulationStripProps {
  readonly points: RetentionSimulation['points'];
  /** The finding in words, for those who do not see it. */
  readonly finding: string;
}

const HEIGHT = 64;
/** Below the line: what is deleted on a day. */
const BELOW = 14;

/** A bar a day: how many are kept; below the line what goes. Lengths are attributes of the drawing, never styles. */
export function SimulationStrip({ points, finding }: SimulationStripProps) {
  const mostKept = Math.max(1, ...points.map(({ kept }) => kept));
  const mostDeleted = Math.max(1, ...points.map(({ deleted }) => deleted));
  return (
    <svg
      className={styles.strip}
      viewBox={`0 0 ${points.length} ${HEIGHT + BELOW + 1}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={finding}
    >
      {points.map(({ day, kept, deleted }, at) => {
        const height = (kept / mostKept) * HEIGHT;
        return (
          <g key={day}>
            <rect className={styles.kept} x={at} y={HEIGHT - height} width={0.8} height={height} />
            {deleted === 0 ? null : (
              <rect className={styles.gone} x={at} y={HEIGHT + 1} width={0.8} height={(deleted / mostDeleted) * BELOW} />
            )}
          </g>
        );
      })}
      <line className={styles.base} x1={0} x2={points.length} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
    </svg>
  );
}
