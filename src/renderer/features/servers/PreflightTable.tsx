import type { PreflightReport, PreflightRow } from '../../../shared/model/preflight.ts';
import { Status } from '../../design/Status.tsx';
import type { Tone } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import styles from './servers.module.css';

/** What this server can do: what was looked for, what was found, the verdict, and why it matters where it is not in order. */
export function PreflightTable({ report }: { readonly report: PreflightReport }) {
  return (
    <Table caption="Preflight: what this server can do" tight hover={false}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Found</th>
          <th scope="col" className={styles.verdict}>
            Verdict
          </th>
        </tr>
      </thead>
      <tbody>
        {report.rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className={styles.what}>
              {row.label}
            </th>
            <td className={text.anywhere}>
              {row.found}
              {row.verdict === 'ok' || row.why === '' ? null : <span className={styles.why}>{row.why}</span>}
            </td>
            <td className={styles.verdict}>
              <Status tone={TONES[row.verdict]}>{verdictWord(row)}</Status>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const TONES: Readonly<Record<PreflightRow['verdict'], Tone>> = { ok: 'ok', attention: 'warn', missing: 'crit' };

const GOOD_WORDS: Readonly<Record<string, string>> = {
  disk: 'Enough',
  inodes: 'Enough',
  clock: 'In step',
  shell: 'Works',
  crontab: 'Allowed',
};

function verdictWord(row: PreflightRow): string {
  switch (row.verdict) {
    case 'ok':
      return GOOD_WORDS[row.id] ?? 'Found';
    case 'attention':
      return 'With a limit';
    case 'missing':
      return 'Missing';
  }
}

/** "8 in order, 1 needs you": the line in the head of the panel. */
export function PreflightSummary({ report }: { readonly report: PreflightReport }) {
  const missing = report.rows.filter(({ verdict }) => verdict === 'missing').length;
  const limited = report.rows.filter(({ verdict }) => verdict === 'attention').length;
  const good = report.rows.length - missing - limited;
  const words = [
    `${good} in order`,
    ...(limited === 0 ? [] : [`${limited} with a limit`]),
    ...(missing === 0 ? [] : [`${missing} missing`]),
  ].join(', ');
  return <Status tone={missing > 0 ? 'crit' : limited > 0 ? 'warn' : 'ok'}>{words}</Status>;
}
