import type { RestoreCheck } from '../../../shared/model/restore.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';

/** What was compared after the switch; what does not fit stands first. */
export function VerificationPanel({ checks }: { readonly checks: readonly RestoreCheck[] }) {
  const good = checks.filter(({ ok }) => ok).length;
  return (
    <Panel
      title="Verification"
      flush
      aside={
        checks.length === 0 ? undefined : (
          <Status tone={good === checks.length ? 'ok' : 'warn'}>
            {good} of {checks.length}
          </Status>
        )
      }
    >
      {checks.length === 0 ? (
        <EmptyState title="Nothing was compared" />
      ) : (
        <Table caption="Checks after the switch, those that do not fit first" hover={false} tight minWidth="none">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Found</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {checks
              .toSorted((a, b) => Number(a.ok) - Number(b.ok))
              .map(({ label, expected, found, ok }) => (
                <tr key={label}>
                  <th scope="row" className={text.anywhere}>
                    {label}
                  </th>
                  <td className={text.anywhere}>
                    {found}
                    {ok && found.includes(expected) ? null : <span className={text.second}>expected {expected}</span>}
                  </td>
                  <td className={text.nowrap}>
                    <Status tone={ok ? 'ok' : 'crit'}>{ok ? 'Fits' : 'Differs'}</Status>
                  </td>
                </tr>
              ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
