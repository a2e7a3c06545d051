import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Panel } from '../../design/Panel.tsx';
import { AddDatabase } from './AddDatabase.tsx';
import { DatabaseItem } from './DatabaseItem.tsx';
import styles from './SourcesPanel.module.css';

/** What is captured of a site: look at it, change it, add to it, take it away. */
export function SourcesPanel({ status }: { readonly status: SiteStatus }) {
  const [adding, setAdding] = useState(false);
  return (
    <Panel
      title="Databases"
      flush
      aside={
        <Button kind="quiet" size="s" icon={Plus} onClick={() => setAdding((shown) => !shown)}>
          Add
        </Button>
      }
    >
      {status.sources.length === 0 && !adding ? (
        <EmptyState title="No database yet" actions={<Button onClick={() => setAdding(true)}>Add a database</Button>}>
          Without one there is nothing to back up.
        </EmptyState>
      ) : null}
      {adding ? (
        <div className={styles.form}>
          <AddDatabase status={status} onClose={() => setAdding(false)} />
        </div>
      ) : null}
      {status.sources.length === 0 ? null : (
        <ul className={styles.list}>
          {status.sources
            .filter((source) => source.kind === 'database')
            .map((source) => (
              <DatabaseItem key={source.id} source={source} />
            ))}
        </ul>
      )}
    </Panel>
  );
}
