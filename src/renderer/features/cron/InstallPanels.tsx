import { useState } from 'react';
import type { CronPlan, CronPreview, CronState } from '../../../shared/model/cron.ts';
import { useAction } from '../../api/use-action.ts';
import { PlanEditor } from './PlanEditor.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';

interface InstallPanelsProps {
  readonly state: CronState;
  readonly onChanged: () => void;
}

/** The plan, and below it the preview that was asked for it. */
export function InstallPanels({ state, onChanged }: InstallPanelsProps) {
  const { siteId } = state;
  const look = useAction('cron.preview');
  const install = useAction('cron.install');
  const [seen, setSeen] = useState<{ readonly plan: CronPlan; readonly preview: CronPreview } | null>(null);
  const preview = (plan: CronPlan) => {
    install.clear();
    setSeen(null);
    void look.run({ siteId, plan }).then((done) => {
      if (done !== null) setSeen({ plan, preview: done.value });
    });
  };
  return (
    <>
      <PlanEditor
        // Installed or removed: the fields begin anew with what holds now.
        key={JSON.stringify([state.installedAt, state.plan])}
        state={state}
        busy={look.busy}
        problem={look.problem}
        onPreview={preview}
      />
      {seen === null ? null : (
        <PreviewPanel
          preview={seen.preview}
          busy={install.busy}
          problem={install.problem}
          onConfirm={() =>
            void install.run({ siteId, plan: seen.plan, digest: seen.preview.digest }).then((done) => {
              if (done === null) return;
              setSeen(null);
              onChanged();
            })
          }
          onAgain={() => preview(seen.plan)}
          onClose={() => setSeen(null)}
        />
      )}
    </>
  );
}
