import type { AuditVerdict } from '../../../shared/model/audit.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { CopyIconButton } from '../../design/CopyIconButton.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { countWord, formatCount } from '../backup/backup-words.ts';
import { KeepDays } from './KeepDays.tsx';

const COPY: Readonly<Record<AuditVerdict['copy'], string>> = {
  same: 'The copy beside the catalog has the same entries.',
  behind: 'The copy beside the catalog lacks the newest; the next start brings it up to them.',
  none: 'There is no copy beside the catalog; the next entry begins one.',
  differs: 'The copy beside the catalog is not the same.',
};

/** Whether the record is whole: each entry's hash covers the one before it. */
export function ChainPanel() {
  const { loaded, reload } = useCall('audit.verify', undefined);
  const now = useNow();
  return (
    <Panel
      title="Chain of the record"
      subtitle={loaded.state === 'ready' ? `checked ${formatInstant(loaded.value.checkedAt, now)}` : ''}
      aside={
        <Button size="s" onClick={reload}>
          Check again
        </Button>
      }
    >
      {loaded.state === 'loading' ? <LoadingLines what="the chain" lines={2} /> : null}
      {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
      {loaded.state === 'ready' ? <Verdict verdict={loaded.value} /> : null}
    </Panel>
  );
}

function Verdict({ verdict }: { readonly verdict: AuditVerdict }) {
  const { entries, firstSeq, lastSeq, prunedTo, copy, head, broken } = verdict;
  return (
    <div className={layout.stack}>
      <div className={layout.tight}>
        <p aria-live="polite">
          {broken === null ? (
            <Status tone="ok">{entries === 0 ? 'Whole: no entry yet' : `Whole: ${countWord(entries, 'entry', 'entries')}`}</Status>
          ) : (
            <Status tone="crit">Broken at entry {formatCount(broken.seq)}</Status>
          )}
          {firstSeq === null || lastSeq === null ? null : (
            <span className={text.soft}>
              {' '}
              {formatCount(firstSeq)} to {formatCount(lastSeq)}. {COPY[copy]}
            </span>
          )}
        </p>
        {prunedTo === 0 ? null : (
          <p className={`${text.small} ${text.soft}`}>Entries up to {formatCount(prunedTo)} were let go as the setting below says.</p>
        )}
        {head === null ? null : (
          <p className={`${text.small} ${text.soft} ${text.anywhere}`}>
            Hash of the newest entry <span className={text.mono}>{head}</span> <CopyIconButton text={head} label="Copy the hash" />
          </p>
        )}
      </div>
      {broken === null ? null : (
        <Note tone="crit">
          {broken.text} Backups and sites are not affected by this. What stands before entry {formatCount(broken.seq)} is as it was written;
          export the record now, and find out who had access to the data folder.
        </Note>
      )}
      <KeepDays />
    </div>
  );
}
