import type { BackupStatistics } from '../../../shared/model/backup.ts';
import styles from './backups.module.css';
import { DRAWN_DAYS, growthLine } from './growth.ts';

const HEIGHT = 48;
/** Fewer days than this stand at the right end, in bars of the usual width. */
const ROOM = 30;

/** A bar a day with a backup: how much that day added. The sentence below says what they show. */
export function GrowthBars({ growth }: { readonly growth: BackupStatistics['growth'] }) {
  const drawn = growth.slice(-DRAWN_DAYS);
  const room = Math.max(ROOM, drawn.length);
  const most = Math.max(1, ...drawn.map(({ addedBytes }) => addedBytes));
  return (
    <figure className={styles.growth}>
      {drawn.length < 2 ? null : (
        <svg className={styles.bars} viewBox={`0 0 ${room} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {drawn.map(({ day, addedBytes }, at) => {
            const height = Math.max(1, (addedBytes / most) * HEIGHT);
            return <rect key={day} x={room - drawn.length + at + 0.1} y={HEIGHT - height} width={0.8} height={height} />;
          })}
        </svg>
      )}
      <figcaption>{growthLine(growth)}</figcaption>
    </figure>
  );
}
