import { Equal, Minus, PenLine, Plus } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { Icon } from '../../design/Icon.tsx';
import styles from './files.module.css';

type Change = 'same' | 'added' | 'changed' | 'touched' | 'removed';

const MARKS: Readonly<Record<Exclude<Change, 'same'>, { readonly glyph: LucideIcon; readonly word: string; readonly title: string }>> = {
  added: { glyph: Plus, word: 'new', title: 'It was not there before' },
  changed: { glyph: PenLine, word: 'changed', title: 'Its bytes are others than before' },
  touched: { glyph: Equal, word: 'touched', title: 'Mode, owner or time changed, the bytes did not' },
  removed: { glyph: Minus, word: 'gone', title: 'It is no longer there' },
};

/** What became of a file since the backup before: an icon and a word, in ink, for it is no verdict. */
export function ChangeMark({ change }: { readonly change: Change }) {
  if (change === 'same') return null;
  const { glyph, word, title } = MARKS[change];
  return (
    <span className={styles.mark} title={title}>
      <Icon glyph={glyph} size={12} /> {word}
    </span>
  );
}
