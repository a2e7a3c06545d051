import { useState } from 'react';
import type { PlaceStatus, PlaceTestReport, PlaceTestRow } from '../../../shared/model/place.ts';
import { formatTime } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { Tone } from '../../design/Status.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import styles from './places.module.css';

/** Tries what a place must be able to do, with a small file that is gone afterwards. */
export function PlaceTest({ status }: { readonly status: PlaceStatus }) {
  const test = useAction('place.test');
  const [report, setReport] = useState<PlaceTestReport | null>(null);
  const { place, presence } = status;
  return (
    <Panel
      title="Test"
      flush
      aside={
        <Button
          size="s"
          busy={test.busy}
          blocked={presence?.state === 'absent' ? 'Plug the drive in first' : null}
          onClick={() => {
            setReport(null);
            void test.run({ placeId: place.id }).then((done) => setReport(done?.value ?? null));
          }}
        >
          {test.busy ? 'Testing' : 'Test it'}
        </Button>
      }
    >
      <div aria-live="polite">
        {test.busy ? <LoadingLines what="what the place can do" lines={3} /> : null}
        {test.problem === null ? null : <ProblemPanel problem={test.problem} announce={false} />}
        {report === null && !test.busy && test.problem === null ? (
          <EmptyState title="Not tested here yet">
            A small file is written, read back and deleted; the test says which rights are missing, and which are more than needed.
          </EmptyState>
        ) : null}
        {report === null ? null : <Report report={report} />}
      </div>
    </Panel>
  );
}

const TONES: Readonly<Record<PlaceTestRow['verdict'], Tone>> = { ok: 'ok', attention: 'warn', failed: 'crit', 'not-tried': 'mute' };

const WORDS: Readonly<Record<PlaceTestRow['verdict'], string>> = {
  ok: 'In order',
  attention: 'Look at it',
  failed: 'Failed',
  'not-tried': 'Not tried',
};

function Report({ report }: { readonly report: PlaceTestReport }) {
  return (
    <Table caption={`Test of ${formatTime(report.testedAt)}: ${report.usable ? 'usable' : 'not usable'}`} tight hover={false}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Found</th>
          <th scope="col" className={styles.test}>
            <Status tone={report.usable ? 'ok' : 'crit'}>{report.usable ? 'Usable' : 'Not usable'}</Status>
          </th>
        </tr>
      </thead>
      <tbody>
        {report.rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.label}</th>
            <td className={text.anywhere}>
              {row.found}
              {row.why === '' ? null : <span className={styles.why}>{row.why}</span>}
            </td>
            <td className={styles.test}>
              <Status tone={TONES[row.verdict]}>{WORDS[row.verdict]}</Status>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
