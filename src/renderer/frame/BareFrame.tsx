import type { ReactNode } from 'react';
import styles from './BareFrame.module.css';
import { TitleBar } from './TitleBar.tsx';

/** Before there is a folder there is no rail either: one question on the screen. */
export function BareFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.window}>
      <TitleBar bare />
      <main className={styles.main} data-region="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
