import type { BoardRule } from '../../../shared/model/proof-board.ts';
import { Status } from '../../design/Status.tsx';
import styles from './board.module.css';
import { ruleTone, ruleWord } from './board-words.ts';

/** The five figures of 3-2-1-1-0, each with icon and word. */
export function BoardRules({ rules }: { readonly rules: readonly BoardRule[] }) {
  return (
    <ul className={styles.rules} aria-label="3-2-1-1-0">
      {rules.map((rule) => (
        <li key={rule.id} title={rule.text}>
          <Status tone={ruleTone(rule)}>{ruleWord(rule)}</Status>
        </li>
      ))}
    </ul>
  );
}
