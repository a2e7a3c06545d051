import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './Icon.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';

interface CopyIconButtonProps {
  readonly text: string;
  /** What is copied, and of what: "Copy SHA-256 of aurora_shop.sql.gz". */
  readonly label: string;
}

/** The copy button of a table row: an icon that turns into a tick, and says so. */
export function CopyIconButton({ text, label }: CopyIconButtonProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const words = { idle: '', copied: 'Copied', refused: 'Could not copy' } as const;
  return (
    <>
      <button
        type="button"
        className={classNames(styles.button, styles.quiet, styles.s, styles.icon)}
        aria-label={label}
        title={outcome === 'idle' ? label : words[outcome]}
        onClick={() => {
          void copyText(text).then((done) => setOutcome(done ? 'copied' : 'refused'));
        }}
      >
        <Icon glyph={outcome === 'copied' ? Check : Copy} size={14} />
      </button>
      <VisuallyHidden>
        <span aria-live="polite">{words[outcome]}</span>
      </VisuallyHidden>
    </>
  );
}
