import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import styles from './Lines.module.css';
import text from './text.module.css';

interface LineProps {
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  /** Second voice below. */
  readonly second?: ReactNode;
  /** Right end. */
  readonly end?: ReactNode;
}

/** A list of things with an icon, two voices and an end. */
export function Lines({ children }: { readonly children: ReactNode }) {
  return <ul className={styles.lines}>{children}</ul>;
}

export function Line({ icon, children, second, end }: LineProps) {
  return (
    <li className={styles.line}>
      <Icon glyph={icon} />
      <div className={styles.text}>
        {children}
        {second === undefined ? null : <span className={text.second}>{second}</span>}
      </div>
      {end === undefined ? null : <div className={styles.end}>{end}</div>}
    </li>
  );
}
