import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import styles from './Tag.module.css';

/** A property of a thing, in a box: "checkpoint". Not a verdict. */
export function Tag({ children, icon }: { readonly children: ReactNode; readonly icon?: LucideIcon }) {
  return (
    <span className={styles.tag}>
      {icon === undefined ? null : <Icon glyph={icon} size={12} />}
      {children}
    </span>
  );
}
