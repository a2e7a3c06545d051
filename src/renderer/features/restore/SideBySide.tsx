import type { TableComparison, TableDecision } from '../../../shared/model/restore.ts';
import { useNow } from '../../api/use-now.ts';
import { SelectField } from '../../design/Field.tsx';
import { Panel } from '../../design/Panel.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { count, counted, shortInstant } from './rules/restore-words.ts';
import styles from './SideBySide.module.css';

type Action = TableDecision['action'];

interface SideBySideProps {
  /** Null: not known. */
  readonly countedAt: string | null;
  readonly comparisons: readonly TableComparison[];
  /** Null: not chosen yet. */
  readonly actionOf: (comparison: TableComparison) => Action | null;
  readonly onChoose: (comparison: TableComparison, action: Action) => void;
}

/** Each table as it is live and as it was imported: counts, the first keys of the rows that make the difference, and the choice. */
export function SideBySide({ countedAt, comparisons, actionOf, onChoose }: SideBySideProps) {
  const now = useNow();
  const several = new Set(comparisons.map(({ database }) => database)).size > 1;
  return (
    <Panel title="Side by side" subtitle={countedAt === null ? undefined : `both sides counted ${shortInstant(countedAt, now)}`} flush>
      <Table caption="Tables live and in the backup, with what becomes of each" hover={false} minWidth="m">
        <thead>
          <tr>
            <th scope="col">Table</th>
            <NumberCell head>Rows now</NumberCell>
            <NumberCell head>In the backup</NumberCell>
            <th scope="col">Only now</th>
            <th scope="col">Only in the backup</th>
            <th scope="col">In both, different</th>
            <th scope="col">What becomes of it</th>
          </tr>
        </thead>
        <tbody>
          {comparisons.map((comparison) => {
            const { artifactId, database, table, rowsNow, rowsBackup, examples, why } = comparison;
            return (
              <tr key={`${artifactId} ${table}`} className={styles.row}>
                <th scope="row" className={text.anywhere}>
                  {several ? `${database}.` : ''}
                  {table}
                  {why === null || rowsNow === null || rowsBackup === null ? null : (
                    <span className={text.second}>Not all is known: {why}.</span>
                  )}
                </th>
                <NumberCell>{rowsNow === null ? 'not there' : count(rowsNow)}</NumberCell>
                <NumberCell>{rowsBackup === null ? 'not there' : count(rowsBackup)}</NumberCell>
                <Rows count={comparison.onlyNow} keys={examples.onlyNow} />
                <Rows count={comparison.onlyBackup} keys={examples.onlyBackup} />
                <Rows count={comparison.changed} keys={examples.changed} />
                <td className={styles.choice}>
                  {comparison.action === 'decide' ? (
                    <Choice comparison={comparison} action={actionOf(comparison)} onChoose={(action) => onChoose(comparison, action)} />
                  ) : (
                    NAMES[comparison.action]
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Panel>
  );
}

const NAMES: Readonly<Record<Action, string>> = { replace: 'Replace it', merge: 'Add missing rows', 'keep-aside': 'Keep aside' };

function Rows({ count: rows, keys }: { readonly count: number | null; readonly keys: readonly string[] }) {
  return (
    <td className={text.anywhere}>
      {rows === null ? '–' : count(rows)}
      {keys.length === 0 ? null : (
        <span className={text.second}>
          {keys.join('; ')}
          {rows !== null && rows > keys.length ? '; …' : ''}
        </span>
      )}
    </td>
  );
}

interface ChoiceProps {
  readonly comparison: TableComparison;
  readonly action: Action | null;
  readonly onChoose: (action: Action) => void;
}

function Choice({ comparison, action, onChoose }: ChoiceProps) {
  return (
    <SelectField
      label={`What becomes of ${comparison.table}`}
      hideLabel
      value={action ?? 'open'}
      hint={action === null ? undefined : comesTo(comparison, action)}
      options={[
        ...(action === null ? [{ value: 'open', label: 'Choose…' } as const] : []),
        { value: 'replace', label: NAMES.replace },
        // What is not there has nothing to be merged into.
        ...(comparison.rowsNow === null ? [] : [{ value: 'merge', label: NAMES.merge } as const]),
        { value: 'keep-aside', label: NAMES['keep-aside'] },
      ]}
      onChange={(next) => {
        if (next !== 'open') onChoose(next);
      }}
    />
  );
}

/** In figures, as far as they are known. */
function comesTo({ onlyNow, onlyBackup, changed, rowsNow }: TableComparison, action: Action): string {
  switch (action) {
    case 'replace': {
      if (rowsNow === null) return 'The table comes back.';
      const goes = onlyNow === null ? 'What is only there now' : counted(onlyNow, 'row of today', 'rows of today');
      return `${goes} would be kept aside${changed === null || changed === 0 ? '' : `, ${count(changed)} go back to how they were`}.`;
    }
    case 'merge':
      return onlyBackup === null
        ? 'Rows that are missing come back; no row of today changes.'
        : `${counted(onlyBackup, 'row comes', 'rows come')} back; no row of today changes.`;
    case 'keep-aside':
      return 'Nothing live changes; it can be looked at until you let it go.';
  }
}
