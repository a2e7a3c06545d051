import type { HealthFactor } from '../../../shared/model/health.ts';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { screenOf } from './health-words.ts';
import styles from './health.module.css';

const FACTORS: Readonly<Record<HealthFactor['id'], string>> = {
  age: 'Age',
  verification: 'Verification',
  diversity: 'Diversity',
  retention: 'Retention',
  compression: 'Compression',
  errors: 'Error trend',
};

/** What the score is made of: points of each factor, and the sentence that is its evidence. */
export function HealthFactors({ factors }: { readonly factors: readonly HealthFactor[] }) {
  return (
    <ul className={styles.factors} aria-label="Points of the score">
      {factors.map((factor) => (
        <li key={factor.id}>
          <span>{FACTORS[factor.id]}</span>
          <meter className={styles.meter} min={0} max={factor.of} value={factor.points} aria-label={`${FACTORS[factor.id]} points`} />
          <span className={styles.points}>
            {factor.points} of {factor.of}
          </span>
          <ScreenLink to={screenOf(factor.evidence)} className={styles.evidence}>
            {factor.text}
          </ScreenLink>
        </li>
      ))}
    </ul>
  );
}
