import { classNames } from './class-names.ts';
import type { Flag } from './house-flags.ts';
import { FLAG_DRAWINGS } from './house-flags.ts';
import styles from './HouseFlag.module.css';

interface HouseFlagProps {
  readonly flag: Flag;
  readonly size?: 's' | 'm' | 'l';
}

/** A site's pattern: never coloured, never without the site's name beside it. */
export function HouseFlag({ flag, size = 'm' }: HouseFlagProps) {
  const drawing = FLAG_DRAWINGS[flag % FLAG_DRAWINGS.length] ?? FLAG_DRAWINGS[0];
  return (
    <svg
      className={classNames(styles.flag, styles[size], flag >= FLAG_DRAWINGS.length && styles.inverse)}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <path d={drawing.path} />
    </svg>
  );
}
