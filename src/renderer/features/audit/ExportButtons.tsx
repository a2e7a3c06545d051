import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type { AuditFilter } from '../../../shared/model/audit.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';

/** Writes what the filter lets through; a dialog of the system asks where to. */
export function ExportButtons({ filter, total }: { readonly filter: AuditFilter; readonly total: number }) {
  const action = useAction('audit.export');
  const [said, setSaid] = useState('');
  const blocked = total === 0 ? 'There is no entry to export' : null;
  const save = (format: 'csv' | 'jsonl') => {
    setSaid('');
    void action.run({ filter, format, file: null }).then((done) => {
      if (done === null || done.value === null) return;
      setSaid(`${countWord(done.value.entries, 'entry', 'entries')} in ${done.value.file}`);
    });
  };
  return (
    <div className={layout.wrap}>
      <span className={`${text.small} ${text.soft} ${text.anywhere}`} aria-live="polite">
        {action.problem === null ? said : `${action.problem.title}. ${action.problem.detail}`}
      </span>
      <Button size="s" icon={FileDown} busy={action.busy} blocked={blocked} onClick={() => save('csv')}>
        Export CSV
      </Button>
      <Button size="s" icon={FileDown} busy={action.busy} blocked={blocked} onClick={() => save('jsonl')}>
        Export JSON lines
      </Button>
    </div>
  );
}
