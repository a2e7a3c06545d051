import { Play } from 'lucide-react';
import { useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { ScheduledWork, ScheduleStatus, SiteSchedules, Slot } from '../../../shared/model/schedule.ts';
import { useAction } from '../../api/use-action.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { HistoryStrip } from './HistoryStrip.tsx';
import { stripWords } from './rules/strip-words.ts';
import { ScheduleForm } from './ScheduleForm.tsx';
import { scheduleStateWord, workDoes, workWord } from './rules/schedule-words.ts';
import styles from './schedule.module.css';

interface SitePlanProps {
  readonly siteId: SiteId;
  readonly schedules: SiteSchedules;
  /** Of the last weeks, oldest first; null: not known yet. */
  readonly slots: readonly Slot[] | null;
  readonly now: number;
  readonly onChanged: () => void;
}

/** What this computer does by itself for a site: how often, when next, what became of the last times; and the form to change it. */
export function SitePlan({ siteId, schedules, slots, now, onChanged }: SitePlanProps) {
  const [editing, setEditing] = useState<ScheduledWork | null>(null);
  const runNow = useAction('schedule.run-now');
  const edited = schedules.works.find(({ work }) => work === editing) ?? null;
  return (
    <>
      <Panel title="This computer" subtitle={`by itself, for ${schedules.siteName}`} flush>
        <Table caption={`What this computer does by itself for ${schedules.siteName}`} minWidth="l">
          <thead>
            <tr>
              <th scope="col">Work</th>
              <th scope="col">Rhythm</th>
              <th scope="col">State</th>
              <th scope="col">Next</th>
              <th scope="col">Last 30 times</th>
              <th scope="col">
                <span className={text.hidden}>Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {schedules.works.map((status) => (
              <tr key={status.work} aria-selected={status.work === editing ? 'true' : undefined}>
                <th scope="row">
                  {workWord(status.work)}
                  <span className={text.second}>{workDoes(status.work)}</span>
                </th>
                <td>
                  {status.schedule.rhythm === null ? <span className={text.dim}>off</span> : rhythmWords(status.schedule.rhythm)}
                  <span className={text.second}>
                    {status.schedule.setBy === 'operator' ? 'set by you' : 'as proposed'}, {status.schedule.zone}
                  </span>
                </td>
                <td>
                  <StateOf status={status} now={now} />
                </td>
                <td className={text.nowrap}>{status.nextAt === null ? '–' : formatInstant(status.nextAt, now)}</td>
                <td>{slots === null ? null : <Strip slots={slots.filter(({ work }) => work === status.work)} now={now} />}</td>
                <td className={styles.actions}>
                  <div>
                    {' '}
                    <Button size="s" onClick={() => setEditing(status.work)}>
                      Change
                      <span className={text.hidden}> {workWord(status.work)}</span>
                    </Button>
                    <IconButton
                      icon={Play}
                      label={`Run now: ${workWord(status.work)}`}
                      blocked={status.state === 'running' ? 'it is at work' : null}
                      onClick={() => void runNow.run({ siteId, work: status.work }).then(onChanged)}
                    />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
        {runNow.problem === null ? null : <ProblemPanel problem={runNow.problem} />}
      </Panel>
      {edited === null ? null : (
        <ScheduleForm
          key={edited.work}
          siteId={siteId}
          siteName={schedules.siteName}
          status={edited}
          onClose={() => setEditing(null)}
          onSaved={onChanged}
        />
      )}
    </>
  );
}

function StateOf({ status, now }: { readonly status: ScheduleStatus; readonly now: number }) {
  const { state, open, overdueSince, lastDoneAt } = status;
  const { tone, word } = scheduleStateWord(state);
  const why =
    open !== null && open.text !== ''
      ? open.text
      : overdueSince !== null
        ? `since ${formatInstant(overdueSince, now)}`
        : lastDoneAt === null
          ? 'not done yet'
          : `last done ${formatInstant(lastDoneAt, now)}`;
  return (
    <>
      <Status tone={tone}>{word}</Status>
      <span className={text.second}>{why}</span>
    </>
  );
}

function Strip({ slots, now }: { readonly slots: readonly Slot[]; readonly now: number }) {
  return (
    <>
      <HistoryStrip slots={slots} now={now} />
      <span className={text.second}>{stripWords(slots.slice(-30), now)}</span>
    </>
  );
}
