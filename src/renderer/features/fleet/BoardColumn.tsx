import type { BoardCell } from '../../../shared/model/proof-board.ts';
import { Icon } from '../../design/Icon.tsx';
import { placeGlyph } from '../../design/place-words.ts';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import { ageLine, failedStep, presenceLine, presenceWord } from '../board/board-words.ts';
import { leadingCell } from './board-columns.ts';
import styles from './FleetTable.module.css';

interface BoardColumnProps {
  /** Of the places of this column. */
  readonly cells: readonly BoardCell[];
  /** Of the newest backup of the site; null: there is none. */
  readonly newestStartedAt: string | null;
  readonly now: number;
}

/** One answer for a column of the fleet's board: how far the copy that counts there is proved, and when. */
export function BoardColumn({ cells, newestStartedAt, now }: BoardColumnProps) {
  const cell = leadingCell(cells);
  const first = cell ?? cells[0];
  const away = first === undefined ? null : presenceLine(first, now);
  return (
    <>
      <LevelLadder
        level={cell?.newest?.level ?? null}
        failedStep={cell === null || cell.newest === null ? null : failedStep(cell.newest)}
      />
      <span className={styles.second} title={[...cells.map(({ placeName }) => placeName), ...(away === null ? [] : [away])].join(', ')}>
        {first === undefined || first.placeKind === 'this-computer' ? null : (
          <span className={styles.where}>
            <Icon glyph={placeGlyph(first.placeKind)} size={12} />
          </span>
        )}
        {first === undefined
          ? 'no place yet'
          : cell === null
            ? (presenceWord(first) ?? (first.placeKind === 'this-computer' ? '' : first.placeName))
            : ageLine(cell, newestStartedAt, now)}
      </span>
    </>
  );
}
