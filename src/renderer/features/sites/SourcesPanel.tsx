import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { SourceKind } from '../../../shared/model/source.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Panel } from '../../design/Panel.tsx';
import { sourceGlyph } from '../../design/source-words.ts';
import type { SourceEdit } from '../sources/FileSourceEditor.tsx';
import { FileSourceItem } from '../sources/FileSourceItem.tsx';
import added from '../sources/sources.module.css';
import { AddDatabase } from './AddDatabase.tsx';
import { DatabaseItem } from './DatabaseItem.tsx';
import styles from './SourcesPanel.module.css';

interface SourcesPanelProps {
  readonly status: SiteStatus;
  /** Files and settings are edited where there is room: beside the head of the site. */
  readonly onEdit: (edit: SourceEdit) => void;
  readonly onChanged: () => void;
}

const KINDS: readonly { readonly kind: SourceKind; readonly label: string }[] = [
  { kind: 'database', label: 'Database' },
  { kind: 'media', label: 'Media: folders of files' },
  { kind: 'config', label: 'Settings of the site, sealed' },
  { kind: 'server-backups', label: 'Backups the server makes' },
];

/** What is captured of a site: look at it, change it, add to it, take it away. */
export function SourcesPanel({ status, onEdit, onChanged }: SourcesPanelProps) {
  const [adding, setAdding] = useState<'nothing' | 'choose' | 'database'>('nothing');
  const { sources } = status;
  const hasConfig = sources.some(({ kind }) => kind === 'config');
  const choose = (kind: SourceKind) => {
    setAdding(kind === 'database' ? 'database' : 'nothing');
    if (kind !== 'database') onEdit({ kind, source: null });
  };
  return (
    <Panel
      title="Sources"
      flush
      aside={
        <Button kind="quiet" size="s" icon={Plus} onClick={() => setAdding(adding === 'nothing' ? 'choose' : 'nothing')}>
          Add
        </Button>
      }
    >
      {sources.length === 0 && adding === 'nothing' ? (
        <EmptyState title="No source yet" actions={<Button onClick={() => setAdding('choose')}>Add a source</Button>}>
          A database, folders of files, settings: without one there is nothing to back up.
        </EmptyState>
      ) : null}
      {adding === 'choose' ? (
        <div className={added.add}>
          {KINDS.map(({ kind, label }) => (
            <Button
              key={kind}
              kind="quiet"
              size="s"
              icon={sourceGlyph(kind)}
              blocked={kind === 'config' && hasConfig ? 'The settings are a source of this site already' : null}
              onClick={() => choose(kind)}
            >
              {label}
            </Button>
          ))}
        </div>
      ) : null}
      {adding === 'database' ? (
        <div className={styles.form}>
          <AddDatabase status={status} onClose={() => setAdding('nothing')} />
        </div>
      ) : null}
      {sources.length === 0 ? null : (
        <ul className={styles.list}>
          {sources.map((source) =>
            source.kind === 'database' ? (
              <DatabaseItem key={source.id} source={source} />
            ) : (
              <FileSourceItem key={source.id} source={source} onEdit={() => onEdit({ kind: source.kind, source })} onRemoved={onChanged} />
            ),
          )}
        </ul>
      )}
    </Panel>
  );
}
