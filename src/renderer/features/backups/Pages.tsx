import { Button } from '../../design/Button.tsx';
import { formatCount } from '../backup/backup-words.ts';
import styles from './backups.module.css';

interface PagesProps {
  readonly offset: number;
  readonly size: number;
  readonly total: number;
  /** "backups found". */
  readonly what?: string;
  readonly onGo: (offset: number) => void;
}

/** Steps through a long list. One page alone needs none. */
export function Pages({ offset, size, total, what = 'backups found', onGo }: PagesProps) {
  if (total <= size) return null;
  const last = Math.min(offset + size, total);
  return (
    <nav className={styles.pages} aria-label={`Pages of the ${what}`}>
      <span aria-live="polite">
        {formatCount(offset + 1)} to {formatCount(last)} of {formatCount(total)}
      </span>
      <Button size="s" blocked={offset === 0 ? 'These are the newest' : null} onClick={() => onGo(0)}>
        Newest
      </Button>
      <Button size="s" blocked={offset === 0 ? 'These are the newest' : null} onClick={() => onGo(Math.max(0, offset - size))}>
        Newer
      </Button>
      <Button size="s" blocked={last === total ? 'These are the oldest' : null} onClick={() => onGo(offset + size)}>
        Older
      </Button>
      <Button size="s" blocked={last === total ? 'These are the oldest' : null} onClick={() => onGo(Math.floor((total - 1) / size) * size)}>
        Oldest
      </Button>
    </nav>
  );
}
