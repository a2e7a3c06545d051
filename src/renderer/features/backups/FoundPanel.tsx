import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import type { BackupFilter } from '../../../shared/model/backup.ts';
import type { Place } from '../../../shared/model/place.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNavigation } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { countWord, formatCount } from '../backup/backup-words.ts';
import { FoundTable } from './FoundTable.tsx';
import { Pages } from './Pages.tsx';
import type { Chosen } from './use-chosen.ts';
import { inOrder, useChosen } from './use-chosen.ts';
import styles from './backups.module.css';

/** Rows of a page. */
const PAGE = 100;

interface FoundPanelProps {
  readonly filter: BackupFilter;
  readonly filtered: boolean;
  readonly places: readonly Place[];
  readonly onShowAll: () => void;
}

/** What the search finds, newest first, a page at a time; two of a site can be compared. */
export function FoundPanel({ filter, filtered, places, onShowAll }: FoundPanelProps) {
  const key = JSON.stringify(filter);
  // A page of another question is no page of this one.
  const [page, setPage] = useState({ of: key, offset: 0 });
  const offset = page.of === key ? page.offset : 0;
  const { loaded, reload } = useCall('backup.search', { filter, offset, limit: PAGE });
  const chosen = useChosen();
  const found = loaded.state === 'ready' ? loaded.value : null;
  return (
    <Panel
      title="Found"
      flush
      subtitle={<span aria-live="polite">{found === null ? '' : foundLine(found.total, filtered)}</span>}
      aside={<Compare chosen={chosen} />}
    >
      {loaded.state === 'ready' && loaded.refreshProblem !== null ? (
        <div className={styles.padded}>
          <Note tone="warn">These are the last known facts: the newest could not be read.</Note>
        </div>
      ) : null}
      {loaded.state === 'loading' ? <LoadingLines what="the backups" lines={8} /> : null}
      {loaded.state === 'problem' ? (
        <div className={styles.padded}>
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Search again</Button>} />
        </div>
      ) : null}
      {found !== null && found.total === 0 ? (
        filtered ? (
          <EmptyState title="No backup is like this" actions={<Button onClick={onShowAll}>Show all backups</Button>}>
            Words are looked for in labels, notes, sites, databases, folders and ids.
          </EmptyState>
        ) : (
          <EmptyState title="No backup yet">The first one of a site is started on the fleet or on the page of the site.</EmptyState>
        )
      ) : null}
      {found !== null && found.rows.length > 0 ? <FoundTable backups={found.rows} places={places} chosen={chosen} /> : null}
      {found === null ? null : (
        <Pages offset={offset} size={PAGE} total={found.total} onGo={(next) => setPage({ of: key, offset: next })} />
      )}
    </Panel>
  );
}

function Compare({ chosen }: { readonly chosen: Chosen }) {
  const go = useNavigation((state) => state.go);
  const now = useNow();
  const pair = inOrder(chosen.backups);
  return (
    <div className={layout.row}>
      {chosen.backups.length === 0 ? null : (
        <span className={`${text.small} ${text.soft} ${styles.chosen}`}>
          {chosen.backups.map(({ siteName, startedAt }) => `${siteName} ${formatInstant(startedAt, now)}`).join(' and ')}
        </span>
      )}
      {chosen.backups.length === 0 ? null : (
        <Button kind="quiet" size="s" onClick={chosen.clear}>
          Untick
        </Button>
      )}
      <Button
        size="s"
        icon={GitCompareArrows}
        blocked={chosen.blocked}
        onClick={() => {
          if (pair !== null) go({ name: 'diff', beforeId: pair.before.id, afterId: pair.after.id });
        }}
      >
        Compare
      </Button>
    </div>
  );
}

function foundLine(total: number, filtered: boolean): string {
  return filtered ? `${countWord(total, 'backup fits', 'backups fit')}` : `all ${formatCount(total)}`;
}
