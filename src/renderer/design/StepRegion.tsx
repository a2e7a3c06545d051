import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import styles from './StepRegion.module.css';

interface StepRegionProps {
  readonly label: string;
  /** The step the operator is at. When it becomes this one, the focus follows. */
  readonly now: boolean;
  readonly children: ReactNode;
}

/** A step on a screen of several. Reading goes on where the work goes on; nothing takes the focus when the screen appears. */
export function StepRegion({ label, now, children }: StepRegionProps) {
  const ref = useRef<HTMLElement>(null);
  const before = useRef(now);
  useEffect(() => {
    const region = ref.current;
    // Never from a control of this very step: a form that is changed makes its step the current one again.
    if (now && !before.current && region !== null && !region.contains(document.activeElement)) {
      region.focus({ preventScroll: true });
      region.scrollIntoView({ block: 'nearest' });
    }
    before.current = now;
  }, [now]);
  return (
    <section ref={ref} aria-label={label} tabIndex={-1} className={styles.region}>
      {children}
    </section>
  );
}
