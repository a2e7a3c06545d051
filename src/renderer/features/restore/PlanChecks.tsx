import type { PlanCheck } from '../../../shared/model/restore.ts';
import { Panel } from '../../design/Panel.tsx';
import type { ToneWord } from '../../design/tone.ts';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { counted } from './rules/restore-words.ts';

const VERDICTS: Readonly<Record<PlanCheck['verdict'], ToneWord>> = {
  ok: { tone: 'ok', word: 'Fits' },
  attention: { tone: 'warn', word: 'Look' },
  'fix-up': { tone: 'run', word: 'Put right' },
  stop: { tone: 'crit', word: 'Stops' },
};

/** Worst first: what stops, what needs a look, what is put right while the dump streams. */
const ORDER: readonly PlanCheck['verdict'][] = ['stop', 'attention', 'fix-up', 'ok'];

/** What was checked on the target before anything is touched, and what will be put right on the way. */
export function PlanChecks({ checks }: { readonly checks: readonly PlanCheck[] }) {
  if (checks.length === 0) return null;
  const fixes = checks.filter(({ verdict }) => verdict === 'fix-up').length;
  return (
    <Panel
      title="Checks and fix-ups"
      subtitle={fixes === 0 ? undefined : `${counted(fixes, 'fix-up', 'fix-ups')}, never in the backup itself`}
      flush
    >
      <Table caption="What was checked on the target, worst first" hover={false} tight minWidth="none">
        <tbody>
          {checks
            .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
            .map((check) => (
              <tr key={`${check.id} ${check.label}`}>
                <th scope="row">{check.label}</th>
                <td className={text.anywhere}>
                  {check.found}
                  {check.why === '' ? null : <span className={text.second}>{check.why}</span>}
                </td>
                <td className={text.nowrap}>
                  <Status tone={VERDICTS[check.verdict].tone}>{VERDICTS[check.verdict].word}</Status>
                </td>
              </tr>
            ))}
        </tbody>
      </Table>
    </Panel>
  );
}
