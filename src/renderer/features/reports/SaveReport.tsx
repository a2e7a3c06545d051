import { Check, FileDown } from 'lucide-react';
import { useState } from 'react';
import type { Problem } from '../../../shared/model/problem.ts';
import { useInfo } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';

export type ReportFormat = 'html' | 'json' | 'pdf';

interface SaveReportProps {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** The file it was written to; null: it was not, or the operator chose none. */
  readonly onSave: (format: ReportFormat) => Promise<string | null>;
}

/** A dialog of the system asks where to; where there is none, the page is written in the folder of this computer's data. */
export function SaveReport({ busy, problem, onSave }: SaveReportProps) {
  const canPrint = useInfo((state) => state.info?.host === 'desktop');
  const [saved, setSaved] = useState<string | null>(null);
  const formats = [...(canPrint ? (['pdf'] as const) : []), 'html', 'json'] as const;
  return (
    <div className={layout.tight}>
      <div className={layout.wrap}>
        {formats.map((format) => (
          <Button
            key={format}
            size="s"
            icon={FileDown}
            busy={busy}
            onClick={() => {
              setSaved(null);
              void onSave(format).then(setSaved);
            }}
          >
            Save {format.toUpperCase()}
          </Button>
        ))}
      </div>
      <p className={`${text.small} ${text.soft} ${text.anywhere}`} aria-live="polite">
        {saved === null ? (
          ''
        ) : (
          <>
            <Icon glyph={Check} size={14} /> Saved as {saved}
          </>
        )}
      </p>
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </div>
  );
}
