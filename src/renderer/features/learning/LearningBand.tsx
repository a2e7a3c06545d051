import { GraduationCap } from 'lucide-react';
import { useCall } from '../../api/use-call.ts';
import { useAction } from '../../api/use-action.ts';
import { TextButton } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './learning.module.css';

/** How far the guide is, where there is no site yet, until everything is done or it is put away. */
export function LearningBand() {
  const { loaded, reload } = useCall('learning.path', undefined);
  const putAway = useAction('learning.put-away');
  if (loaded.state !== 'ready') return null;
  const { steps, done, putAway: isAway } = loaded.value;
  const next = steps.find((step) => !step.done);
  if (isAway || next === undefined) return null;
  return (
    <section className={styles.band} aria-label="First weeks">
      <Icon glyph={GraduationCap} />
      <p>
        <b>
          {done} of {steps.length}
        </b>{' '}
        on the way to “you are protected”. Next: <ScreenLink to={{ name: 'learning' }}>{next.title}</ScreenLink>
      </p>
      <span className={styles.dots} aria-hidden="true">
        {steps.map((step) => (
          <i key={step.id} className={step.done ? styles.dotDone : undefined} />
        ))}
      </span>
      <TextButton onClick={() => void putAway.run({ putAway: true }).then(reload)}>Put away</TextButton>
    </section>
  );
}
