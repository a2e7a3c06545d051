import type { ReactNode } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigation } from '../api/stores.ts';
import { addressOf } from '../navigation.ts';
import { Announcer } from './Announcer.tsx';
import styles from './Frame.module.css';
import { FindField } from './find/FindField.tsx';
import { KeyMap } from './KeyMap.tsx';
import { StartRecovery } from './StartRecovery.tsx';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useStartRecovery } from './use-start-recovery.ts';

/** Title bar 40, rail 180 (52 in small windows), main scrolls alone, status bar 28. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [showsKeys, setShowsKeys] = useState(false);
  const toggleKeyMap = useCallback(() => setShowsKeys((shown) => !shown), []);
  const [asksForSite, setAsksForSite] = useState(false);
  const screen = useNavigation((state) => state.screen);
  const { start } = useStartRecovery();
  const askForSite = useCallback(() => setAsksForSite(true), []);
  const startRecovery = useCallback(() => {
    if (screen.name === 'site') start(screen.siteId);
    else setAsksForSite(true);
  }, [screen, start]);
  const address = useNavigation((state) => addressOf(state.screen));
  const main = useRef<HTMLElement>(null);
  useShortcuts({ toggleKeyMap, startRecovery });
  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [address]);
  return (
    <div className={styles.window}>
      <TitleBar find={<FindField showKeys={toggleKeyMap} askForSite={askForSite} />} />
      <Rail onRecover={askForSite} />
      <main ref={main} className={styles.main} data-region="main" tabIndex={-1}>
        {children}
      </main>
      <StatusBar />
      <Announcer />
      {asksForSite ? <StartRecovery siteId={screen.name === 'site' ? screen.siteId : null} onClose={() => setAsksForSite(false)} /> : null}
      {showsKeys ? <KeyMap onClose={toggleKeyMap} /> : null}
    </div>
  );
}
