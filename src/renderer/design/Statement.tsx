import type { ReactNode } from 'react';
import { Heading } from './Heading.tsx';
import { Icon } from './Icon.tsx';
import styles from './Statement.module.css';
import type { Tone } from './Status.tsx';
import { toneGlyph } from './Status.tsx';

interface StatementProps {
  readonly tone: Tone;
  /** What matters now, one sentence. */
  readonly title: string;
  /** What is safe, one sentence. */
  readonly children?: ReactNode;
  /** What to do next, one action. */
  readonly actions?: ReactNode;
}

/** What happened, what is safe, what to do next. */
export function Statement({ tone, title, children, actions }: StatementProps) {
  return (
    <section className={styles.statement} aria-label="What matters now">
      <span className={styles[tone]}>
        <Icon glyph={toneGlyph(tone)} size={24} />
      </span>
      <div>
        <Heading>{title}</Heading>
        {children === undefined ? null : <p>{children}</p>}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </section>
  );
}
