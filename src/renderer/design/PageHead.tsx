import type { ReactNode } from 'react';
import { Heading } from './Heading.tsx';
import styles from './PageHead.module.css';

interface PageHeadProps {
  readonly title: ReactNode;
  /** Left of the title: the house flag. */
  readonly emblem?: ReactNode;
  /** Facts in one line below the title; each entry keeps together. */
  readonly meta?: readonly ReactNode[];
  readonly actions?: ReactNode;
}

export function PageHead({ title, emblem, meta = [], actions }: PageHeadProps) {
  return (
    <div className={styles.head}>
      {emblem}
      <div className={styles.title}>
        <Heading>{title}</Heading>
        {meta.length === 0 ? null : (
          <p className={styles.meta}>
            {meta.map((entry, index) => (
              // Entries have no identity beyond their place.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={index}>{entry}</span>
            ))}
          </p>
        )}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
