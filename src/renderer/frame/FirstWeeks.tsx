import { GraduationCap } from 'lucide-react';
import { useNavigation } from '../api/stores.ts';
import { useCall } from '../api/use-call.ts';
import { Icon } from '../design/Icon.tsx';
import styles from './Rail.module.css';
import { ScreenLink } from './ScreenLink.tsx';

/** How far the guide of the first weeks is: one quiet line, until everything is done or it is put away. */
export function FirstWeeks() {
  const current = useNavigation((state) => state.screen.name === 'learning');
  const { loaded } = useCall('learning.path', undefined);
  if (loaded.state !== 'ready') return null;
  const { steps, done, putAway } = loaded.value;
  const next = steps.find((step) => !step.done);
  if (putAway || next === undefined) return null;
  return (
    <ScreenLink to={{ name: 'learning' }} title={`First weeks. Next: ${next.title}`} className={styles.entry} current={current}>
      <Icon glyph={GraduationCap} />
      <span className={styles.label}>First weeks</span>
      <span className={styles.count}>
        {done} of {steps.length}
      </span>
    </ScreenLink>
  );
}
