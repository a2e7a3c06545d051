import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './Command.module.css';
import { ScrollArea } from './ScrollArea.tsx';
import { copyText } from './copy-text.ts';

/** Words of a machine, as they are: a command, or what a tool said. Long ones scroll inside. */
export function Command({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <ScrollArea label={label} className={styles.command}>
      <pre>{text}</pre>
    </ScrollArea>
  );
}

interface CopyButtonProps {
  readonly text: string;
  readonly children: string;
  readonly size?: 's' | 'm';
}

/** Copies and says that it did. */
export function CopyButton({ text, children, size = 's' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const words = { idle: children, copied: 'Copied', refused: 'Could not copy' } as const;
  return (
    <span aria-live="polite">
      <Button
        kind="quiet"
        size={size}
        icon={outcome === 'copied' ? Check : Copy}
        onClick={() => {
          void copyText(text).then((done) => setOutcome(done ? 'copied' : 'refused'));
        }}
      >
        {words[outcome]}
      </Button>
    </span>
  );
}
