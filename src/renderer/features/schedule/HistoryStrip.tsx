import type { Slot } from '../../../shared/model/schedule.ts';
import { classNames } from '../../design/class-names.ts';
import { stripWords } from './rules/strip-words.ts';
import styles from './schedule.module.css';

interface HistoryStripProps {
  /** Oldest first. */
  readonly slots: readonly Slot[];
  readonly now: number;
}

const SHOWN = 30;
const STEP = 6;
const HEIGHT = 18;
/** The line: above it what ran, below it what failed or was missed. */
const BASE = 12;

/** The last 30 times at which something was due: height and side of the line say what became of each, and the words say it too. */
export function HistoryStrip({ slots, now }: HistoryStripProps) {
  const shown = slots.slice(-SHOWN);
  return (
    <svg className={styles.strip} viewBox={`0 0 ${SHOWN * STEP} ${HEIGHT}`} role="img" aria-label={stripWords(shown, now)}>
      {shown.map((slot, at) => {
        const x = (SHOWN - shown.length + at) * STEP;
        switch (slot.state) {
          case 'done':
          case 'warning':
            return <rect key={slot.dueAt} className={classNames(styles[slot.state])} x={x} y={2} width={STEP - 2} height={BASE - 2} />;
          case 'failed':
            return <rect key={slot.dueAt} className={styles.failed} x={x} y={BASE + 1} width={STEP - 2} height={5} />;
          case 'missed':
            return <rect key={slot.dueAt} className={styles.missed} x={x} y={BASE + 1} width={STEP - 2} height={3} />;
          case 'skipped':
            return <circle key={slot.dueAt} className={styles.skipped} cx={x + 2} cy={BASE - 2} r={1.3} />;
          case 'waiting':
          case 'running':
            return <rect key={slot.dueAt} className={styles.open} x={x} y={6} width={STEP - 2} height={BASE - 6} />;
        }
      })}
      <path className={styles.line} d={`M0 ${BASE + 0.5}H${SHOWN * STEP}`} />
    </svg>
  );
}
