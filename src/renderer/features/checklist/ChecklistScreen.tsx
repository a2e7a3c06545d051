import { Bell, CalendarDays, Printer } from 'lucide-react';
import type { ChecklistName, ChecklistPeriod } from '../../../shared/model/checklist.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Tabs } from '../../design/Tabs.tsx';
import { Tag } from '../../design/Tag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { SaveReport } from '../reports/SaveReport.tsx';
import { ChecklistSettingsForm } from './ChecklistSettingsForm.tsx';
import { anchorOf, confirmedCount, LIST_TABS, LIST_TITLES, nextStep, reminderWords } from './checklist-words.ts';
import styles from './checklist.module.css';
import { HistoryPanel } from './HistoryPanel.tsx';
import { LastNotes } from './LastNotes.tsx';
import { OpenLists } from './OpenLists.tsx';
import { StepsPanel } from './StepsPanel.tsx';

interface ChecklistScreenProps {
  readonly list: ChecklistName;
  /** Null: the present one, or the one before while that is unfinished and not closed. */
  readonly period: ChecklistPeriod | null;
}

/** The ritual: Holdfast gathers, a person looks and confirms. */
export function ChecklistScreen({ list, period }: ChecklistScreenProps) {
  const go = useNavigation((state) => state.go);
  const now = useNow();
  const { loaded, reload } = useCall('checklist.show', { list, period });
  const view = loaded.state === 'ready' ? loaded.value : null;
  useTrail([
    { label: 'Checklist', to: { name: 'checklist', list, period: null } },
    { label: view === null ? LIST_TITLES[list] : capital(view.label), to: null },
  ]);
  const next = view === null ? null : nextStep(view);
  // With its last step the list that is meant becomes the next one; this one stays on the screen.
  const stay = () => {
    if (view !== null && period === null && view.openPeriods.length > 1) go({ name: 'checklist', list, period: view.period });
    else reload();
  };
  return (
    <div className={layout.stack}>
      <PageHead
        title={
          <>
            {LIST_TITLES[list]}{' '}
            {view === null ? null : <Tag icon={CalendarDays}>{`${view.label}, due ${formatInstant(view.dueAt, now)}`}</Tag>}
          </>
        }
        meta={[
          'Holdfast gathers the evidence; you look at it and confirm.',
          ...(view === null ? [] : [`${confirmedCount(view)} of ${view.steps.length} confirmed`]),
        ]}
        actions={
          <span className={styles.headActions}>
            <Button icon={Printer} onClick={() => print()}>
              Print
            </Button>
            {next === null ? null : (
              <Button kind="primary" onClick={() => document.getElementById(anchorOf(next.id))?.focus()}>
                Next step: {next.title.toLowerCase()}
              </Button>
            )}
          </span>
        }
      />
      <Tabs label="Lists" value={list} tabs={LIST_TABS} onChange={(value) => go({ name: 'checklist', list: value, period: null })}>
        {loaded.state === 'problem' ? (
          <ProblemPanel
            problem={loaded.problem}
            actions={
              <Button kind="primary" onClick={reload}>
                Try again
              </Button>
            }
          />
        ) : null}
        {loaded.state === 'ready' && loaded.refreshProblem !== null ? (
          <Note tone="warn">This is the last known evidence: the newest could not be gathered.</Note>
        ) : null}
        {view === null ? null : <OpenLists view={view} />}
        {view !== null && !view.open ? (
          <Note>
            This list is closed{view.completedAt === null ? ', unfinished' : ''}. What is shown is what was so when each step was confirmed.
          </Note>
        ) : null}
        <div className={styles.columns}>
          {view === null ? (
            <Panel title="Steps" flush>
              <LoadingLines what="the evidence" lines={7} />
            </Panel>
          ) : (
            // What somebody began to write belongs to the list it was begun in.
            <StepsPanel key={view.period} view={view} onChanged={stay} />
          )}
          <aside className={layout.stack} aria-label="History and notes">
            <Beside list={list} />
            {view === null ? null : (
              <LastNotes notes={view.lastNotes} title={list === 'weekly' ? 'Notes from last week' : 'Notes from the last time'} />
            )}
            <Reminder list={list} period={view?.period ?? null} onChanged={reload} />
          </aside>
        </div>
      </Tabs>
    </div>
  );
}

function Beside({ list }: { readonly list: ChecklistName }) {
  const { loaded } = useCall('checklist.history', { list });
  if (loaded.state === 'problem') return <ProblemPanel problem={loaded.problem} />;
  if (loaded.state === 'loading')
    return (
      <Panel title="History">
        <LoadingLines what="the lists before" lines={3} />
      </Panel>
    );
  return <HistoryPanel history={loaded.value} />;
}

function Reminder({ list, period, onChanged }: ChecklistScreenProps & { readonly onChanged: () => void }) {
  const { loaded, reload } = useCall('checklist.settings', undefined);
  const save = useAction('checklist.save-report');
  const saved = () => {
    reload();
    onChanged();
  };
  return (
    <div className={`${layout.stack} ${styles.unprinted}`}>
      {loaded.state === 'ready' ? (
        <div className={styles.reminder}>
          <Icon glyph={Bell} />
          <p>{reminderWords(list, loaded.value)}</p>
        </div>
      ) : null}
      <Panel title="Keep this list">
        <SaveReport
          busy={save.busy}
          problem={save.problem}
          onSave={async (format) => (await save.run({ list, period, format, file: null }))?.value ?? null}
        />
      </Panel>
      {loaded.state === 'ready' ? (
        <Disclosure summary="Day, reminder and own steps">
          <ChecklistSettingsForm key={JSON.stringify(loaded.value)} settings={loaded.value} list={list} onSaved={saved} />
        </Disclosure>
      ) : null}
    </div>
  );
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
