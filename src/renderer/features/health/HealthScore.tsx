import type { SiteHealth } from '../../../shared/model/health.ts';
import { Status } from '../../design/Status.tsx';
import { levelWord } from './health-words.ts';
import styles from './health.module.css';

/** Number, icon and word; why it is not more is in the tooltip. */
export function HealthScore({ health }: { readonly health: Pick<SiteHealth, 'score' | 'level' | 'reasons' | 'caps'> }) {
  const { tone, word } = levelWord(health.level);
  const why = health.caps[0]?.text ?? health.reasons[0]?.text ?? 'Nothing keeps a point away.';
  return (
    <div className={styles.score} title={why}>
      <span className={styles.number}>{health.score}</span>
      <Status tone={tone}>{word}</Status>
    </div>
  );
}
