import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import styles from './Note.module.css';
import { toneGlyph } from './Status.tsx';

interface NoteProps {
  readonly tone?: 'neutral' | 'ok' | 'warn' | 'crit';
  readonly children: ReactNode;
}

/** A fact beside the work: neutral, holds, needs you soon, needs you now. */
export function Note({ tone = 'neutral', children }: NoteProps) {
  return (
    <div className={classNames(styles.note, styles[tone])}>
      <Icon glyph={tone === 'neutral' ? Info : toneGlyph(tone)} />
      <div>{children}</div>
    </div>
  );
}
