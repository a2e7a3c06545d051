import type { ReactNode } from 'react';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Panel.module.css';

interface PanelProps {
  readonly title: string;
  /** Number of a step before the title: done, now or still to come. */
  readonly step?: { readonly number: number; readonly state: 'done' | 'now' | 'next' };
  /** Beside the title, quieter. */
  readonly subtitle?: ReactNode;
  /** Right end of the head. */
  readonly aside?: ReactNode;
  /** Stands out: this part waits for the operator. */
  readonly attention?: boolean;
  /** Whether the content brings its own padding (tables do). */
  readonly flush?: boolean;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}

/** A region with a rule, not a card. */
export function Panel({ title, step, subtitle, aside, attention = false, flush = false, foot, children }: PanelProps) {
  const titleId = useId();
  return (
    <section className={classNames(styles.panel, attention && styles.attention)} aria-labelledby={titleId}>
      <header>
        {step === undefined ? null : (
          <span className={classNames(styles.step, styles[step.state])} aria-hidden="true">
            {step.state === 'done' ? '✓' : step.number}
          </span>
        )}
        <h2 id={titleId}>{title}</h2>
        {subtitle === undefined ? null : <span className={styles.subtitle}>{subtitle}</span>}
        {aside === undefined ? null : <div className={styles.aside}>{aside}</div>}
      </header>
      {flush ? children : <div className={styles.body}>{children}</div>}
      {foot === undefined ? null : <div className={styles.foot}>{foot}</div>}
    </section>
  );
}
