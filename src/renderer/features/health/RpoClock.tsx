import { formatDuration } from '../../../shared/format/durations.ts';
import type { RpoStatus } from '../../../shared/model/health.ts';
import { useNow } from '../../api/use-now.ts';
import { classNames } from '../../design/class-names.ts';
import text from '../../design/text.module.css';
import { rpoAt, rpoLine } from './health-words.ts';
import styles from './health.module.css';

const RADIUS = 9;
const AROUND = 2 * Math.PI * RADIUS;

/** The age of the newest good copy against what is allowed. It goes on by itself, once a second: seconds show in the first minutes. */
export function RpoClock({ rpo }: { readonly rpo: RpoStatus }) {
  const now = useNow(1_000);
  const at = rpoAt(rpo, now);
  if (at === null)
    return (
      <div className={styles.clock}>
        <Dial share={0} tone="mute" />
        <div>
          <span className={text.dim}>none yet</span>
          <span className={text.second}>no backup</span>
        </div>
      </div>
    );
  return (
    <div className={styles.clock} role="timer" aria-live="off">
      <Dial share={at.share} tone={at.tone} />
      <div>
        <span className={classNames(styles.age, at.tone !== 'ok' && styles[at.tone])}>{formatDuration(at.ageMs)}</span>
        <span className={text.second}>{rpoLine(at, rpo.targetMs)}</span>
      </div>
    </div>
  );
}

function Dial({ share, tone }: { readonly share: number; readonly tone: 'ok' | 'warn' | 'crit' | 'run' | 'mute' }) {
  return (
    <svg className={classNames(styles.dial, styles[tone])} width={24} height={24} viewBox="0 0 24 24" aria-hidden="true">
      <circle className={styles.track} cx={12} cy={12} r={RADIUS} fill="none" strokeWidth={3.5} />
      <circle
        className={styles.hand}
        cx={12}
        cy={12}
        r={RADIUS}
        fill="none"
        strokeWidth={3.5}
        strokeDasharray={`${share * AROUND} ${AROUND}`}
        transform="rotate(-90 12 12)"
      />
      {tone === 'crit' ? <path className={styles.bar} d="M12 7.5v5.2m0 2.6v.4" strokeWidth={2.2} strokeLinecap="round" /> : null}
    </svg>
  );
}
