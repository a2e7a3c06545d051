import { Check } from 'lucide-react';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import styles from './StepBadge.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** The number of a step in a list; a tick once it is done. */
export function StepBadge({ number, done }: { readonly number: number; readonly done: boolean }) {
  return (
    <span className={classNames(styles.badge, done && styles.done)}>
      {done ? (
        <>
          <Icon glyph={Check} size={14} />
          <VisuallyHidden>{`done, step ${number}`}</VisuallyHidden>
        </>
      ) : (
        number
      )}
    </span>
  );
}
