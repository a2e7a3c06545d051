import { classNames } from './class-names.ts';
import styles from './Loading.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** A bar in place of a text that is on its way. */
export function Bone({ width = 'm' }: { readonly width?: 's' | 'm' | 'l' }) {
  return <span className={classNames(styles.bone, styles[width])} aria-hidden="true" />;
}

/** Lines on their way, with a word for those who listen. */
export function LoadingLines({ what, lines = 4 }: { readonly what: string; readonly lines?: number }) {
  return (
    <output className={styles.lines}>
      <VisuallyHidden>{`Reading ${what}`}</VisuallyHidden>
      {Array.from({ length: lines }, (_, index) => (
        <Bone key={index} width={index % 3 === 0 ? 'l' : 'm'} />
      ))}
    </output>
  );
}
