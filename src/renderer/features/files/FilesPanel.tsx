import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BundleArtifact, MediaArtifact } from '../../../shared/model/artifact.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import { TextButton } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { TextField } from '../../design/Field.tsx';
import { Icon } from '../../design/Icon.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { countWord, formatCount } from '../backup/backup-words.ts';
import { countsLine } from './counts-line.ts';
import { FileTable } from './FileTable.tsx';
import styles from './files.module.css';
import { useFilePages } from './use-file-pages.ts';

interface FilesPanelProps {
  readonly backupId: BackupId;
  readonly artifact: MediaArtifact | BundleArtifact;
}

/** How long a hand rests before the words count, in ms. */
const REST = 250;

/** The files of one archive as a tree: folders with the size below them, search, what changed. */
export function FilesPanel({ backupId, artifact }: FilesPanelProps) {
  const [parent, setParent] = useState('');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), REST);
    return () => clearTimeout(timer);
  }, [typed]);
  const pages = useFilePages({ backupId, artifactId: artifact.id, parent, search });
  const open = (id: string) => {
    setParent(id);
    setTyped('');
    setSearch('');
  };
  const where = artifact.part === 'media' ? artifact.folders.join(', ') : artifact.file;
  return (
    <Panel title="Files" subtitle={where} flush foot={<span className={styles.foot}>{countsLine(artifact)}</span>}>
      <div className={styles.head}>
        <nav aria-label="Folder on screen">
          <ol className={styles.trail}>
            <li>{parent === '' && search === '' ? <b>All folders</b> : <TextButton onClick={() => open('')}>All folders</TextButton>}</li>
            {pages.trail.map(({ id, name }) => (
              <li key={id}>
                <Icon glyph={ChevronRight} size={12} />
                {id === parent && search === '' ? <b>{name}</b> : <TextButton onClick={() => open(id)}>{name}</TextButton>}
              </li>
            ))}
            {search === '' ? null : (
              <li aria-live="polite">
                <Icon glyph={ChevronRight} size={12} />
                <b>{pages.total === null ? 'searching' : `${countWord(pages.total, 'name has', 'names have')} “${search}”`}</b>
              </li>
            )}
          </ol>
        </nav>
        <TextField
          label={parent === '' ? 'Find a file' : 'Find a file in this folder'}
          mono
          value={typed}
          maxLength={200}
          placeholder="part of a name"
          onChange={setTyped}
        />
      </div>
      {pages.problem === null ? null : <ProblemPanel problem={pages.problem} />}
      {pages.total === null && pages.problem === null ? <LoadingLines what="the files" lines={6} /> : null}
      {pages.total === 0 ? <EmptyState title={search === '' ? 'This folder is empty' : 'No name holds these letters'} /> : null}
      {pages.total === null || pages.total === 0 ? null : (
        // A new folder begins at its top.
        <FileTable
          key={`${parent} ${search}`}
          caption={`${formatCount(pages.total)} entries`}
          pages={pages}
          onOpen={(folder) => open(folder.id)}
        />
      )}
    </Panel>
  );
}
