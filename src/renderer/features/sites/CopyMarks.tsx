import type { Copy } from '../../../shared/model/backup.ts';
import type { BoardCell } from '../../../shared/model/proof-board.ts';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { placeGlyph } from '../../design/place-words.ts';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import styles from './CopyMarks.module.css';

/** What an icon needs to stand for a place. */
export type PlaceMark = Pick<BoardCell, 'placeId' | 'placeKind' | 'placeName'>;

interface CopyMarksProps {
  readonly copies: readonly Copy[];
  readonly places: readonly PlaceMark[];
}

/** An icon for every place: ink where a copy lies, faint where none does, and a cross with a word where its check failed. */
export function CopyMarks({ copies, places }: CopyMarksProps) {
  return (
    <ul className={styles.marks}>
      {places.map(({ placeId, placeKind, placeName }) => {
        const copy = copies.find((entry) => entry.placeId === placeId);
        const failed = copy !== undefined && copy.proof.failure !== null;
        const word = copy === undefined ? 'no copy' : failed ? 'failed' : copy.proof.level;
        return (
          <li
            key={placeId}
            className={classNames(styles.mark, copy === undefined && styles.none, failed && styles.failed)}
            title={`${placeName}: ${word}`}
          >
            <Icon glyph={placeGlyph(placeKind)} size={14} />
            {failed ? <span aria-hidden="true">×</span> : null}
            <VisuallyHidden>{`${placeName}: ${word}`}</VisuallyHidden>
          </li>
        );
      })}
    </ul>
  );
}
