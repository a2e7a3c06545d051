import type { ReactNode } from 'react';
import styles from './Disclosure.module.css';

/** What few people need, behind one press. */
export function Disclosure({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  return (
    <details className={styles.more}>
      <summary>{summary}</summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
