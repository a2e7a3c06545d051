import type { BackupSummary } from '../../../shared/model/backup.ts';
import { Icon } from '../../design/Icon.tsx';
import { partGlyph, partWord } from '../../design/source-words.ts';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { formatCount } from '../backup/backup-words.ts';
import styles from './PartMarks.module.css';

/** What a backup is made of: the databases by number, the media by files, the rest by its icon; names in the tooltip. */
export function PartMarks({ backup }: { readonly backup: Pick<BackupSummary, 'parts' | 'databases' | 'media'> }) {
  const { parts, databases, media } = backup;
  return (
    <ul className={styles.parts}>
      {parts.map((part) => {
        const [words, title] =
          part === 'database'
            ? [databases.length === 1 && parts.length === 1 ? (databases[0] ?? '') : String(databases.length), databases.join(', ')]
            : part === 'media' && media !== null
              ? [media.kind === 'full' ? 'full' : `+${'\u00a0'}changes`, `${formatCount(media.files)} files, ${media.kind}`]
              : ['', partWord(part)];
        return (
          <li key={part} title={`${partWord(part)}: ${title}`}>
            <Icon glyph={partGlyph(part)} size={14} />
            <VisuallyHidden>{partWord(part)} </VisuallyHidden>
            {words === '' ? null : <span className={styles.words}>{words}</span>}
          </li>
        );
      })}
    </ul>
  );
}
