import type { HealthDay, HealthTrend } from '../../../shared/model/health.ts';
import text from '../../design/text.module.css';
import styles from './health.module.css';

const STEP = 2.4;
const HEIGHT = 40;

/** Ninety days of the score. Days nobody recorded are gaps: they are not known. */
export function ScoreTrend({ trend: { days, known } }: { readonly trend: HealthTrend }) {
  const scores = days.flatMap(({ score }) => (score === null ? [] : [score]));
  const first = scores[0];
  const last = scores.at(-1);
  if (first === undefined || last === undefined) return <p className={text.dim}>No score was recorded yet; the trend begins today.</p>;
  const sentence = `${known} of ${days.length} days are known: from ${first} to ${last}, lowest ${Math.min(...scores)}.`;
  return (
    <figure className={styles.trend}>
      <svg
        width={days.length * STEP}
        height={HEIGHT}
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        role="img"
        aria-label={`Score over time. ${sentence}`}
      >
        {[60, 80, 95].map((line) => (
          <line key={line} className={styles.base} x1={0} x2={days.length * STEP} y1={y(line)} y2={y(line)} />
        ))}
        {runsOf(days).map((run) => (
          <path key={run.from} className={styles.line} d={run.path} fill="none" />
        ))}
      </svg>
      <figcaption className={text.second}>{sentence}</figcaption>
    </figure>
  );
}

function y(score: number): number {
  return HEIGHT - 1 - (score / 100) * (HEIGHT - 2);
}

/** One path for each row of days without a gap; a day alone is a short dash. */
function runsOf(days: readonly HealthDay[]): readonly { readonly from: number; readonly path: string }[] {
  const runs: { from: number; path: string }[] = [];
  days.forEach(({ score }, index) => {
    if (score === null) return;
    const point = `${index * STEP + 0.4} ${y(score)}`;
    const before = days[index - 1];
    const run = runs.at(-1);
    if (before === undefined || before.score === null || run === undefined) runs.push({ from: index, path: `M${point}h1.6` });
    else run.path += `L${point}h1.6`;
  });
  return runs;
}
