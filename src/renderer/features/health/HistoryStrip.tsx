import type { KeyboardEvent } from 'react';
import { useState } from 'react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import type { NightMark } from '../../../shared/model/health.ts';
import { classNames } from '../../design/class-names.ts';
import { dayWords, nightSentence, stripSentence } from './health-words.ts';
import styles from './health.module.css';

const STEP = 5;
const BAR = 3.6;
/** Where days with a backup stand; what failed hangs below it. */
const BASE = 24;
const HEIGHTS = { present: 6, intact: 11, sound: 16, proven: 22 } as const;

/** Thirty days: height is the proof reached, below the line is a failure, a dot is a day without. One stop of Tab; the arrow keys go from day to day. */
export function HistoryStrip({ nights, siteName }: { readonly nights: readonly NightMark[]; readonly siteName: string }) {
  const [at, setAt] = useState<number | null>(null);
  const last = nights.length - 1;
  const shown = at === null ? null : (nights[at] ?? null);
  const move = (event: KeyboardEvent) => {
    const from = at ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(Math.max(0, Math.min(last, to)));
  };
  return (
    <div
      className={styles.strip}
      // A range input cannot hold thirty marks; it is looked along, not set.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      aria-label={`History of ${siteName}. ${stripSentence(nights)}`}
      aria-valuemin={1}
      aria-valuemax={nights.length}
      aria-valuenow={(at ?? last) + 1}
      aria-valuetext={detailOf(nights[at ?? last] ?? null)}
      onKeyDown={move}
      onFocus={() => setAt((now) => now ?? last)}
      onBlur={() => setAt(null)}
      onMouseLeave={() => setAt(null)}
    >
      <svg width={nights.length * STEP} height={34} viewBox={`0 0 ${nights.length * STEP} 34`} aria-hidden="true">
        <line className={styles.base} x1={0} x2={nights.length * STEP} y1={BASE + 0.5} y2={BASE + 0.5} />
        {nights.map((night, index) => (
          <g key={night.day} onMouseEnter={() => setAt(index)}>
            <rect className={styles.hit} x={index * STEP} y={0} width={STEP} height={34} />
            <Mark night={night} x={index * STEP + (STEP - BAR) / 2} />
            {index === at ? <rect className={styles.cursor} x={index * STEP} y={0} width={STEP} height={34} rx={1} /> : null}
          </g>
        ))}
      </svg>
      {shown === null ? null : (
        <span className={classNames(styles.tip, at !== null && at < nights.length / 2 && styles.left)}>{detailOf(shown)}</span>
      )}
    </div>
  );
}

function Mark({ night: { state, level, isOffRange }, x }: { readonly night: NightMark; readonly x: number }) {
  switch (state) {
    case 'made': {
      if (level === null) return <rect className={styles.lost} x={x} y={BASE + 2} width={BAR} height={8} />;
      const height = HEIGHTS[level];
      return <rect className={isOffRange ? styles.odd : styles.made} x={x} y={BASE - height} width={BAR} height={height} />;
    }
    case 'failed':
      return <rect className={styles.lost} x={x} y={BASE + 2} width={BAR} height={8} />;
    case 'running':
      return <rect className={styles.running} x={x} y={BASE - 11} width={BAR} height={11} />;
    case 'none':
      return <circle className={styles.none} cx={x + BAR / 2} cy={BASE - 3} r={1.3} />;
  }
}

function detailOf(night: NightMark | null): string {
  if (night === null) return '';
  const size = night.bytes > 0 ? `, ${formatBytes(night.bytes)}` : '';
  return `${dayWords(night.day)}: ${nightSentence(night)}${size}`;
}
