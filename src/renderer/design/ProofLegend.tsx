import type { Proof } from '../../shared/model/backup.ts';
import { ProofLadder } from './ProofLadder.tsx';
import styles from './ProofLegend.module.css';

const AT = '2000-01-01T00:00:00.000Z';

function sample(level: Proof['level']): Proof {
  return { level, presentAt: AT, intactAt: null, soundAt: null, provenAt: null, failure: null };
}

/** What the ladders mean, for eyes; each ladder says its own word to those who listen. */
export function ProofLegend() {
  return (
    <div className={styles.legend} aria-hidden="true">
      <span>
        <ProofLadder proof={sample('present')} />
      </span>
      <span>
        <ProofLadder proof={sample('intact')} />: hash re-read
      </span>
      <span>
        <ProofLadder proof={sample('sound')} />: structure read
      </span>
      <span>
        <ProofLadder proof={sample('proven')} />: drill
      </span>
    </div>
  );
}
