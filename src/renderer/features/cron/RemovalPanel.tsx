import { useState } from 'react';
import type { CronPreview } from '../../../shared/model/cron.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { PreviewPanel } from './PreviewPanel.tsx';

interface RemovalPanelProps {
  readonly siteId: SiteId;
  readonly onChanged: () => void;
}

/** What a removal takes away, shown line by line before. Backups, the log and earlier cron tables stay in any case. */
export function RemovalPanel({ siteId, onChanged }: RemovalPanelProps) {
  const look = useAction('cron.preview-removal');
  const remove = useAction('cron.remove');
  const [files, setFiles] = useState(false);
  const [seen, setSeen] = useState<CronPreview | null>(null);
  const preview = () => {
    remove.clear();
    setSeen(null);
    void look.run({ siteId, files }).then((done) => {
      if (done !== null) setSeen(done.value);
    });
  };
  return (
    <>
      <Panel title="Remove">
        <div className={layout.stack}>
          <p className={text.soft}>
            Takes the lines of this site out of the cron table. The backups, the log and earlier cron tables stay in any case.
          </p>
          <CheckField
            label="The program and its settings too"
            checked={files}
            onChange={(checked) => {
              setSeen(null);
              setFiles(checked);
            }}
          />
          {look.problem === null ? null : <ProblemPanel problem={look.problem} />}
          <div>
            <Button busy={look.busy} onClick={preview}>
              Preview the removal…
            </Button>
          </div>
        </div>
      </Panel>
      {seen === null ? null : (
        <PreviewPanel
          preview={seen}
          busy={remove.busy}
          problem={remove.problem}
          onConfirm={() =>
            void remove.run({ siteId, files, digest: seen.digest }).then((done) => {
              if (done === null) return;
              setSeen(null);
              onChanged();
            })
          }
          onAgain={preview}
          onClose={() => setSeen(null)}
        />
      )}
    </>
  );
}
