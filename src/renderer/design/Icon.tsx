import type { LucideIcon } from 'lucide-react';
import styles from './Icon.module.css';

interface IconProps {
  readonly glyph: LucideIcon;
  readonly size?: 12 | 14 | 16 | 20 | 24;
}

/** A drawing beside a word; never without one, so it is hidden from assistive tools. */
export function Icon({ glyph: Glyph, size = 16 }: IconProps) {
  return (
    <Glyph
      className={styles.icon}
      size={size}
      strokeWidth={size > 20 ? 1.3 : 1.5}
      absoluteStrokeWidth
      aria-hidden="true"
      focusable="false"
    />
  );
}
