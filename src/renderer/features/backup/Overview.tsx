import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { Job } from '../../../shared/model/job.ts';
import layout from '../../design/layout.module.css';
import { ArtifactsPanel } from './ArtifactsPanel.tsx';
import styles from './backup.module.css';
import { ByHandPanel } from './ByHandPanel.tsx';
import { ChainPanel } from './ChainPanel.tsx';
import { ConfigPanel } from './ConfigPanel.tsx';
import { CopiesPanel } from './CopiesPanel.tsx';
import { DumpPanel } from './DumpPanel.tsx';
import { dumpInventories } from './dump-inventories.ts';
import { InventoryPanel } from './InventoryPanel.tsx';
import { NotePanel } from './NotePanel.tsx';

interface OverviewProps {
  readonly details: BackupDetails;
  readonly working: Job | null;
  readonly onChanged: () => void;
}

/** What the backup is made of, beside where it lies and how it is restored by hand. */
export function Overview({ details, working, onChanged }: OverviewProps) {
  const { artifacts } = details.backup;
  const databases = artifacts.filter((artifact) => artifact.part === 'database');
  const inventories = dumpInventories(artifacts);
  const longest = artifacts.filter((artifact) => artifact.part === 'media').toSorted((a, b) => b.chain.length - a.chain.length)[0];
  return (
    <div className={layout.wide}>
      <div className={`${layout.stack} ${styles.screenOnly}`}>
        <ArtifactsPanel artifacts={artifacts} />
        {longest === undefined ? null : <ChainPanel details={details} media={longest} />}
        {inventories.length === 0 ? null : <InventoryPanel artifacts={inventories} />}
        {artifacts.map((artifact) => (artifact.part === 'config' ? <ConfigPanel key={artifact.id} artifact={artifact} /> : null))}
        {databases.length === 0 ? null : <DumpPanel artifacts={databases} />}
      </div>
      <aside className={layout.stack} aria-label="Copies, and restore by hand">
        <div className={`${layout.stack} ${styles.screenOnly}`}>
          <CopiesPanel details={details} working={working} />
          <NotePanel details={details} onChanged={onChanged} />
        </div>
        <ByHandPanel details={details} />
      </aside>
    </div>
  );
}
