import { useState } from 'react';
import type { AuditFilter } from '../../../shared/model/audit.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { countWord, formatCount } from '../backup/backup-words.ts';
import { Pages } from '../backups/Pages.tsx';
import type { AuditFields } from './audit-filter.ts';
import { NO_FIELDS } from './audit-filter.ts';
import { EntriesTable } from './EntriesTable.tsx';
import { ExportButtons } from './ExportButtons.tsx';
import { FilterFields } from './FilterFields.tsx';
import styles from './audit.module.css';

/** Rows of a page. */
const PAGE = 50;

interface EntriesPanelProps {
  readonly fields: AuditFields;
  readonly filter: AuditFilter;
  readonly filtered: boolean;
  readonly onChange: (fields: AuditFields) => void;
}

/** The entries the fields let through, newest first, a page at a time. */
export function EntriesPanel({ fields, filter, filtered, onChange }: EntriesPanelProps) {
  const key = JSON.stringify(filter);
  const [page, setPage] = useState({ of: key, offset: 0 });
  const offset = page.of === key ? page.offset : 0;
  const { loaded, reload } = useCall('audit.list', { filter, offset, limit: PAGE });
  const [actions, setActions] = useState<readonly string[]>([]);
  const found = loaded.state === 'ready' ? loaded.value : null;
  if (found !== null && found.actions.join() !== actions.join()) setActions(found.actions);
  return (
    <>
      <FilterFields fields={fields} actions={actions} onChange={onChange} />
      <Panel
        title="Entries"
        flush
        subtitle={<span aria-live="polite">{found === null ? '' : foundLine(found.total, filtered)}</span>}
        aside={<ExportButtons filter={filter} total={found?.total ?? 0} />}
      >
        {loaded.state === 'loading' ? <LoadingLines what="the record" lines={8} /> : null}
        {loaded.state === 'problem' ? (
          <div className={styles.padded}>
            <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read it again</Button>} />
          </div>
        ) : null}
        {found !== null && found.total === 0 ? (
          filtered ? (
            <EmptyState title="No entry is like this" actions={<Button onClick={() => onChange(NO_FIELDS)}>Show all entries</Button>} />
          ) : (
            <EmptyState title="No entry yet">The first change of a site, a place or a backup is the first entry.</EmptyState>
          )
        ) : null}
        {found !== null && found.rows.length > 0 ? <EntriesTable entries={found.rows} /> : null}
        {found === null ? null : (
          <Pages offset={offset} size={PAGE} total={found.total} what="entries" onGo={(next) => setPage({ of: key, offset: next })} />
        )}
      </Panel>
    </>
  );
}

function foundLine(total: number, filtered: boolean): string {
  return filtered ? countWord(total, 'entry fits', 'entries fit') : `all ${formatCount(total)}`;
}
