import { useEffect, useRef, useState } from 'react';
import type { CronPreview } from '../../../shared/model/cron.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { PreviewFacts } from './PreviewFacts.tsx';

interface PreviewPanelProps {
  readonly preview: CronPreview;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onConfirm: () => void;
  /** Asks the server for another preview, after one that does not hold any more. */
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** What will be done on the server, to the letter; it is done only after somebody said that they read it, and only as long as nothing differs. */
export function PreviewPanel({ preview, busy, problem, onConfirm, onAgain, onClose }: PreviewPanelProps) {
  const [read, setRead] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    area.current?.focus({ preventScroll: true });
    area.current?.scrollIntoView({ block: 'start' });
  }, []);
  const isInstall = preview.action === 'install';
  const title = isInstall ? 'What will be installed' : 'What will be removed';
  return (
    // It takes the focus when it appears, so that reading goes on in it.
    <div ref={area} tabIndex={-1} className={layout.stack}>
      <Panel title={title} attention>
        <div className={layout.stack}>
          <PreviewFacts preview={preview} />
          <CheckField
            label={`I have read what will be ${isInstall ? 'done' : 'taken away'} on the server`}
            hint="The server is asked once more before; when anything differs by then, nothing is done."
            checked={read}
            onChange={setRead}
          />
          {problem === null ? null : <ProblemPanel problem={problem} actions={<Button onClick={onAgain}>Preview it again</Button>} />}
          <div className={layout.wrap}>
            <Button blocked={read ? null : 'Say first that you have read it'} busy={busy} onClick={onConfirm}>
              {isInstall ? 'Install exactly this' : 'Remove exactly this'}
            </Button>
            <Button kind="quiet" onClick={onClose}>
              Not now
            </Button>
          </div>
        </div>
      </Panel>
    </div>
  );
}
