import { useState } from 'react';
import { useSettled } from '../../api/use-settled.ts';
import layout from '../../design/layout.module.css';
import { PageHead } from '../../design/PageHead.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { NO_FIELDS, filterOf, isFiltered } from './audit-filter.ts';
import { ChainPanel } from './ChainPanel.tsx';
import { EntriesPanel } from './EntriesPanel.tsx';

const TRAIL = [
  { label: 'Activity', to: { name: 'activity' } },
  { label: 'Audit', to: null },
] as const;

/** Who changed or read customers' data, when and with what result. */
export function AuditScreen() {
  const [fields, setFields] = useState(NO_FIELDS);
  const settled = useSettled(fields);
  useTrail(TRAIL);
  return (
    <div className={layout.stack}>
      <PageHead
        title="Audit"
        meta={[
          "Every change of customers' data and every look at it, by whom and with what result.",
          <ScreenLink key="activity" to={{ name: 'activity' }}>
            Activity: the jobs with their logs
          </ScreenLink>,
        ]}
      />
      <ChainPanel />
      <EntriesPanel fields={fields} filter={filterOf(settled)} filtered={isFiltered(settled)} onChange={setFields} />
    </div>
  );
}
