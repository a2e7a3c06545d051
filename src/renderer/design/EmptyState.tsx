import type { ReactNode } from 'react';
import layout from './layout.module.css';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  /** What is not there: "No backup yet". */
  readonly title: string;
  /** What it takes. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Nothing there, and the way to the first. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children === undefined ? null : <p className={styles.text}>{children}</p>}
      {actions === undefined ? null : <div className={layout.wrap}>{actions}</div>}
    </div>
  );
}
