import type { Drill } from '../../../shared/model/drill.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { count } from '../restore/rules/restore-words.ts';
import { expectation } from './drill-words.ts';
import styles from './drills.module.css';

const SETTINGS = {
  opened: { tone: 'ok', words: 'The sealed settings were opened and are what was captured.' },
  'no-key': { tone: 'mute', words: 'The sealed settings look right from outside; their key is not on this computer.' },
  differs: { tone: 'crit', words: 'The sealed settings are not what was captured.' },
} as const;

/** What was compared, and what did not fit. */
export function DrillFindings({ drill }: { readonly drill: Drill }) {
  const { databases, assertions, media, settings } = drill;
  return (
    <>
      <Panel title="Databases" flush>
        {databases.length === 0 ? (
          <EmptyState title="No database was compared" />
        ) : (
          <Table caption="Databases that were restored" hover={false} tight minWidth="none">
            <thead>
              <tr>
                <th scope="col">Database</th>
                <NumberCell head>Tables</NumberCell>
                <NumberCell head>Rows</NumberCell>
                <th scope="col">Against the backup</th>
              </tr>
            </thead>
            <tbody>
              {databases.map(({ database, tables, rows, differences }) => (
                <tr key={database}>
                  <th scope="row" className={text.anywhere}>
                    {database}
                  </th>
                  <NumberCell>{count(tables)}</NumberCell>
                  <NumberCell>{count(rows)}</NumberCell>
                  <td>
                    <Verdict differences={differences} />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      {assertions.length === 0 ? null : (
        <Panel title="Conditions" flush>
          <Table caption="Conditions, those that do not hold first" hover={false} tight minWidth="none">
            <thead>
              <tr>
                <th scope="col">Condition</th>
                <th scope="col">Found</th>
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {assertions
                .toSorted((a, b) => Number(a.ok) - Number(b.ok))
                .map((assertion) => (
                  <tr key={`${assertion.title} ${assertion.sql}`}>
                    <th scope="row" className={text.anywhere}>
                      {assertion.title}
                      <span className={`${text.second} ${text.mono}`}>{assertion.sql}</span>
                    </th>
                    <td className={text.anywhere}>
                      {assertion.found}
                      <span className={text.second}>{expectation(assertion)}</span>
                    </td>
                    <td>{assertion.ok ? <Status tone="ok">Holds</Status> : <Status tone="crit">Does not hold</Status>}</td>
                  </tr>
                ))}
            </tbody>
          </Table>
        </Panel>
      )}
      {media === null && settings === undefined ? null : (
        <Panel title="Media and settings">
          <ul className={styles.findings}>
            {media === null ? null : (
              <li>
                <Verdict
                  differences={media.differences}
                  fits={media.sampled === 0 ? 'No file was tried.' : `${count(media.sampled)} files were restored, every hash fits.`}
                />
              </li>
            )}
            {settings === undefined ? null : (
              <li>
                <Status tone={SETTINGS[settings].tone}>{SETTINGS[settings].words}</Status>
              </li>
            )}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Verdict({ differences, fits = 'Fits' }: { readonly differences: readonly string[]; readonly fits?: string }) {
  if (differences.length === 0) return <Status tone="ok">{fits}</Status>;
  return (
    <>
      <Status tone="crit">{differences.length === 1 ? '1 difference' : `${differences.length} differences`}</Status>
      <ul className={styles.differences}>
        {differences.map((difference) => (
          <li key={difference}>{difference}</li>
        ))}
      </ul>
    </>
  );
}
