import type { BoardCell, ProofBoard } from '../../../shared/model/proof-board.ts';

interface BoardColumn {
  readonly label: string;
  /** The places that belong to this column. */
  readonly cellsOf: (board: ProofBoard) => readonly BoardCell[];
}

const ofKinds =
  (...kinds: readonly BoardCell['placeKind'][]) =>
  ({ cells }: ProofBoard) =>
    cells.filter(({ placeKind }) => kinds.includes(placeKind));

/** The three columns of the fleet's proof board; a fleet has any number of places, a row has room for three answers. */
export const BOARD_COLUMNS: readonly BoardColumn[] = [
  { label: 'On a server', cellsOf: ofKinds('server-folder') },
  { label: 'This computer', cellsOf: ofKinds('this-computer') },
  { label: 'Drive or S3', cellsOf: ofKinds('drive', 's3') },
];

const LEVELS = ['present', 'intact', 'sound', 'proven'] as const;

/** The cell that stands for a column: a failed check first, else the newest backup and of that the copy that shows most. Null: no copy in any. */
export function leadingCell(cells: readonly BoardCell[]): BoardCell | null {
  const held = cells.filter(({ newest }) => newest !== null);
  const order = (a: BoardCell, b: BoardCell): number => {
    if (a.newest === null || b.newest === null) return 0;
    return (
      Number(b.newest.failed) - Number(a.newest.failed) ||
      b.newest.startedAt.localeCompare(a.newest.startedAt) ||
      LEVELS.indexOf(b.newest.level) - LEVELS.indexOf(a.newest.level)
    );
  };
  return [...held].sort(order)[0] ?? null;
}
