import type { ProofBoard } from '../../../shared/model/proof-board.ts';
import { useNavigation } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { BoardCell } from './BoardCell.tsx';
import { BoardRules } from './BoardRules.tsx';
import styles from './board.module.css';

/** The places of one site, judged by what was last shown of the copies there, never by what was set up. */
export function ProofBoardPanel({ board }: { readonly board: ProofBoard }) {
  const now = useNow();
  const go = useNavigation((state) => state.go);
  const missing = board.rules.filter(({ held }) => !held);
  return (
    <section className={styles.panel} aria-labelledby="proof-board">
      <header>
        <h2 id="proof-board">Proof board</h2>
        <BoardRules rules={board.rules} />
      </header>
      {board.cells.length === 0 ? (
        <div className={styles.board}>
          <EmptyState title="No place yet" actions={<Button onClick={() => go({ name: 'places' })}>Add a place</Button>}>
            A copy counts where it lies: on this computer, on a drive, in S3.
          </EmptyState>
        </div>
      ) : (
        <ul className={styles.board} aria-label="Places">
          {board.cells.map((cell) => (
            <BoardCell key={cell.placeId} cell={cell} now={now} />
          ))}
        </ul>
      )}
      {missing.length === 0 ? null : (
        <ul className={styles.missing} aria-label="What is missing">
          {missing.map((rule) => (
            <li key={rule.id}>{rule.text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
