import { Printer } from 'lucide-react';
import type { BackupDetails } from '../../../shared/model/backup.ts';
import { Button } from '../../design/Button.tsx';
import { CopyButton } from '../../design/Command.tsx';
import { Panel } from '../../design/Panel.tsx';
import styles from './backup.module.css';

/** RESTORE.txt as it lies beside the artifacts. On paper it is the only thing of this screen. */
export function ByHandPanel({ details }: { readonly details: BackupDetails }) {
  return (
    <div className={styles.paper}>
      <p className={styles.paperOnly}>
        Holdfast, {details.siteName}, {details.backup.folder}
      </p>
      <Panel
        title="Restore by hand, without Holdfast"
        aside={
          <span className={styles.screenOnly}>
            <Button size="s" icon={Printer} onClick={() => print()}>
              Print
            </Button>
          </span>
        }
      >
        {/* Can be scrolled with the keys when it is longer than its frame. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <section className={styles.restore} tabIndex={0} aria-label="RESTORE.txt">
          <pre>{details.restoreByHand}</pre>
        </section>
        <div className={styles.screenOnly}>
          <CopyButton text={details.restoreByHand}>Copy the text</CopyButton>
        </div>
      </Panel>
    </div>
  );
}
