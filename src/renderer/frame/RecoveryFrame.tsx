import type { ReactNode } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { KeyMap } from './KeyMap.tsx';
import styles from './RecoveryFrame.module.css';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

interface RecoveryFrameProps {
  /** Whose recovery it is, the steps, the clock. */
  readonly band: ReactNode;
  /** What has and has not been touched, and the next step. */
  readonly actions: ReactNode;
  /** Said in the status bar. */
  readonly note: string;
  /** Changes with the step: reading begins at the top again. */
  readonly step: string;
  readonly children: ReactNode;
}

/** A recovery has the window for itself: no rail to get lost in, and the promise in sight at all times. */
export function RecoveryFrame({ band, actions, note, step, children }: RecoveryFrameProps) {
  const [showsKeys, setShowsKeys] = useState(false);
  const toggleKeyMap = useCallback(() => setShowsKeys((shown) => !shown), []);
  const body = useRef<HTMLDivElement>(null);
  const main = useRef<HTMLElement>(null);
  useShortcuts({ toggleKeyMap });
  useEffect(() => {
    // In a window that is too low for the three parts, the whole of it scrolls in place of the middle.
    body.current?.scrollTo(0, 0);
    main.current?.scrollTo(0, 0);
  }, [step]);
  return (
    <div className={styles.window}>
      <TitleBar />
      <div ref={body} className={styles.body}>
        {band}
        <main ref={main} className={styles.main} data-region="main" tabIndex={-1}>
          {children}
        </main>
        {actions}
      </div>
      <StatusBar note={note} />
      {showsKeys ? <KeyMap onClose={toggleKeyMap} /> : null}
    </div>
  );
}
