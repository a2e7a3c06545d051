import { useState } from 'react';
import type { Source } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { sourceGlyph, sourceName } from '../../design/source-words.ts';
import text from '../../design/text.module.css';
import styles from '../sites/SourcesPanel.module.css';
import { countWord } from '../backup/backup-words.ts';

type FileSource = Exclude<Source, { kind: 'database' }>;

interface FileSourceItemProps {
  readonly source: FileSource;
  readonly onEdit: () => void;
  readonly onRemoved: () => void;
}

/** A source that is no database, in the list of a site. */
export function FileSourceItem({ source, onEdit, onRemoved }: FileSourceItemProps) {
  const [removing, setRemoving] = useState(false);
  const remove = useAction('source.remove');
  const name = sourceName(source);
  return (
    <li>
      <div className={styles.head}>
        <Icon glyph={sourceGlyph(source.kind)} />
        <div>
          <b>{name}</b>
          <span className={text.second}>{secondLine(source)}</span>
        </div>
      </div>
      <div className={styles.actions}>
        <Button kind="quiet" size="s" onClick={onEdit}>
          Edit
        </Button>
        <Button kind="quiet" size="s" onClick={() => setRemoving((shown) => !shown)}>
          Remove
        </Button>
      </div>
      {removing ? (
        <div className={styles.below}>
          <p>It will no longer be backed up. Backups that hold it stay where they are.</p>
          {remove.problem === null ? null : <ProblemPanel problem={remove.problem} />}
          <div className={layout.wrap}>
            <Button
              size="s"
              busy={remove.busy}
              onClick={() => {
                void remove.run({ sourceId: source.id }).then((done) => {
                  if (done !== null) onRemoved();
                });
              }}
            >
              Remove {name}
            </Button>
            <Button kind="quiet" size="s" onClick={() => setRemoving(false)}>
              Keep it
            </Button>
          </div>
        </div>
      ) : null}
    </li>
  );
}

function secondLine(source: FileSource): string {
  switch (source.kind) {
    case 'media':
      return [
        source.excludes.length === 0
          ? 'everything'
          : `without ${source.excludes.slice(0, 3).join(', ')}${source.excludes.length > 3 ? '…' : ''}`,
        source.symlinks === 'keep' ? 'links kept' : 'links followed',
        source.compression === null ? 'packed as a sample says' : source.compression === 'none' ? 'not packed' : source.compression,
      ].join(' · ');
    case 'config':
      return `sealed with each backup · ${source.envFile}${source.extraFiles.length === 0 ? '' : ` and ${countWord(source.extraFiles.length, 'file', 'files')} more`}`;
    case 'server-backups':
      return `${source.folders.join(', ')} · ${source.take === 'newest' ? 'the newest' : 'all new ones'}`;
  }
}
