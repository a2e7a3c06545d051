import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { CopyButton } from '../../design/Command.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { JobLine } from '../../design/JobLine.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Statement } from '../../design/Statement.tsx';
import { AsidePanel } from './AsidePanel.tsx';
import { IncidentFacts } from './IncidentFacts.tsx';
import { count } from './rules/restore-words.ts';
import styles from './restore.module.css';
import { Runbook } from './Runbook.tsx';
import { SideRowsPanel } from './SideRowsPanel.tsx';
import { TasksPanel } from './TasksPanel.tsx';
import { UndoPanel } from './UndoPanel.tsx';
import { useRestoreJob } from './use-restore-job.ts';
import { VerificationPanel } from './VerificationPanel.tsx';
import type { Promised } from './Wizard.tsx';
import { Wizard } from './Wizard.tsx';

interface CareStepProps {
  readonly incident: Incident;
  readonly restore: Restore;
  readonly onChanged: (restore: Restore) => void;
  readonly onIncident: () => void;
  readonly onChooseAgain: () => void;
}

/** What came of it, with the evidence; what is left to do; and the way back to the state before. */
export function CareStep({ incident, restore, onChanged, onIncident, onChooseAgain }: CareStepProps) {
  const go = useNavigation((state) => state.go);
  const cancel = useAction('job.cancel');
  const job = useRestoreJob(restore.targetSiteId);
  const working = job === null ? null : 'Work on this restore is under way';
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="care"
      promise={promiseOf(restore)}
      actions={
        <>
          <Button size="l" kind="quiet" blocked={working} onClick={onChooseAgain}>
            Restore another backup
          </Button>
          <Button size="l" kind="primary" onClick={() => go({ name: 'site', siteId: restore.targetSiteId })}>
            Go to the site page
          </Button>
        </>
      }
    >
      <div className={layout.stack}>
        <Result restore={restore} />
        {job === null ? null : (
          <Panel title={job.title}>
            <JobLine job={job} detailed onCancel={() => void cancel.run({ jobId: job.id })} />
          </Panel>
        )}
        {restore.problem === null ? null : (
          <Panel title="What went wrong on the way" attention>
            <ProblemPanel problem={restore.problem} announce={false} tone="warn" />
          </Panel>
        )}
        <div className={styles.after}>
          <div className={layout.stack}>
            <TasksPanel incident={incident} onChanged={onIncident} />
            {restore.sideRows.length === 0 ? null : <SideRowsPanel restore={restore} blocked={working} onChanged={onChanged} />}
            <UndoPanel restore={restore} blocked={working} onChanged={onChanged} />
          </div>
          <aside className={layout.stack} aria-label="Evidence">
            <AsidePanel restore={restore} />
            <VerificationPanel checks={restore.checks} />
            <IncidentFacts incident={incident} restore={restore} />
            <Disclosure summary="The steps, with what they answered">
              <Runbook steps={restore.plan.steps} runs={restore.steps} divide="The live site changed from here" />
            </Disclosure>
          </aside>
        </div>
      </div>
    </Wizard>
  );
}

function Result({ restore }: { readonly restore: Restore }) {
  const now = useNow();
  const url = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === restore.targetSiteId)?.site.url ?? null);
  const { plan, confirmedAt, endedAt, checks } = restore;
  const name = plan.confirmWith;
  const backupAt = formatInstant(plan.backup.startedAt, now);
  const took =
    confirmedAt === null || endedAt === null ? '' : `Restored in ${formatDuration(Date.parse(endedAt) - Date.parse(confirmedAt))}. `;
  const failed = checks.filter(({ ok }) => !ok).length;
  const waiting = restore.sideRows.filter(({ putBack }) => !putBack).reduce((sum, { rows }) => sum + rows, 0);
  const open =
    url === null ? undefined : (
      <CopyButton size="m" text={url}>
        Copy the site’s address
      </CopyButton>
    );
  if (restore.state === 'undone')
    return (
      <Statement tone="warn" title={`The restore of ${name} was undone`} actions={open}>
        The site is as it was before the switch. The backup of {backupAt} is unaffected.
      </Statement>
    );
  return (
    <Statement
      tone={failed === 0 ? 'ok' : 'warn'}
      title={
        failed === 0
          ? `${name} is back, with its data of ${backupAt}`
          : `${name} has its data of ${backupAt}, and ${failed} of ${checks.length} checks did not fit`
      }
      actions={open}
    >
      {took}
      {waiting === 0 ? '' : `${count(waiting)} newer rows wait beside the live data. `}
      {restore.undo.state === 'armed' ? 'The state before the switch is kept: undo brings it back in seconds.' : ''}
    </Statement>
  );
}

function promiseOf(restore: Restore): Promised {
  const second =
    restore.undo.state === 'armed'
      ? 'Undo is ready: the state before the switch lies beside it.'
      : restore.undo.state === 'let-go'
        ? 'The old data was let go; the safety copy stays a backup like any other.'
        : 'The safety copy stays a backup like any other.';
  if (restore.state === 'undone')
    return { tone: 'done', title: 'The site is as it was before the restore.', second: 'The backup is unaffected.' };
  return restore.checks.some(({ ok }) => !ok)
    ? { tone: 'touched', title: 'The data is switched; not every check fits.', second }
    : { tone: 'done', title: 'The data is switched and matches the backup.', second };
}
