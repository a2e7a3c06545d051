import type { MediaDifference } from '../../../shared/model/diff.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';
import { isSameMedia, mediaLine } from './diff-words.ts';
import styles from './diff.module.css';
import { FileChanges } from './FileChanges.tsx';

/** What differs in the files of one source: scripts and programs first, they are what somebody looks for after a break-in. */
export function MediaDiff({ difference }: { readonly difference: MediaDifference }) {
  const { folders, onlyIn, executables, files, notListed } = difference;
  const name = folders.length === 0 ? 'Files' : folders.join(', ');
  return (
    <Panel title="Media" subtitle={<span className={`${text.mono} ${text.anywhere}`}>{name}</span>} flush>
      <div className={styles.padded}>
        {onlyIn === null ? (
          <p>{mediaLine(difference)}</p>
        ) : (
          <Note>Only the backup {onlyIn === 'after' ? 'after' : 'before'} holds these files; there is nothing to compare them with.</Note>
        )}
      </div>
      {executables.length === 0 ? null : (
        <section className={styles.executables} aria-label={`New or changed scripts and programs in ${name}`}>
          <div className={styles.alarm}>
            <Status tone="crit" size={16}>
              {countWord(executables.length, 'script or program', 'scripts and programs')} new or changed among the media
            </Status>
            <p className={text.second}>
              Only pictures and documents belong here. If no release put {executables.length === 1 ? 'it' : 'them'} there, somebody may have
              broken in.
            </p>
          </div>
          <FileChanges caption={`Scripts and programs in ${name}`} files={executables} alarming />
        </section>
      )}
      {files.length === 0 ? null : <FileChanges caption={`Files that differ in ${name}, largest change first`} files={files} />}
      {notListed === 0 ? null : (
        <p className={styles.more}>and {countWord(notListed, 'smaller change', 'smaller changes')} more, counted above and not listed</p>
      )}
      {isSameMedia(difference) ? <EmptyState title="Every file is the same" /> : null}
    </Panel>
  );
}
