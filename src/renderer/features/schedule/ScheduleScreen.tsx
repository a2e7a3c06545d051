import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { SelectField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { AllPlans } from './AllPlans.tsx';
import { PausePanel, PausedNote } from './PauseControl.tsx';
import { SitePlan } from './SitePlan.tsx';
import { WeekPanel } from './WeekPanel.tsx';
import styles from './schedule.module.css';
import { useScheduleCall } from './use-schedule.ts';
import type { WeekFacts } from './rules/week.ts';
import { addDays, entriesOf, mondayOf, weekGroups } from './rules/week.ts';

const ALL = 'all';
/** Days that the strips look back. */
const HISTORY_DAYS = 35;

/** What runs by itself, here and on the servers: the week with what ran, what did not and why, what will; and how often. */
export function ScheduleScreen({ siteId }: { readonly siteId: SiteId | null }) {
  const now = useNow();
  const sites = useFleet((state) => state.fleet?.sites ?? null);
  const go = useNavigation((state) => state.go);
  const list = useScheduleCall('schedule.list', undefined);
  const settings = useScheduleCall('schedule.settings', undefined);
  const runDue = useAction('schedule.run-due');
  const [pausing, setPausing] = useState(false);
  const [monday, setMonday] = useState(() => mondayOf(now));
  useTrail([{ label: 'Schedule', to: null }]);
  const site = sites?.find((status) => status.site.id === siteId)?.site ?? null;
  const schedules = list.loaded.state === 'ready' ? list.loaded.value : null;
  const own = schedules?.find((each) => each.siteId === siteId) ?? null;
  const changed = () => {
    list.reload();
    settings.reload();
  };
  return (
    <div className={layout.stack}>
      <PageHead
        title="Schedule"
        meta={[
          'what runs by itself, here and on the servers',
          <ScreenLink key="cron" to={{ name: 'cron', siteId }}>
            Cron on {site === null ? 'the servers' : 'its server'}
          </ScreenLink>,
          <ScreenLink key="settings" to={{ name: 'settings' }}>
            Battery, login, tray
          </ScreenLink>,
        ]}
        actions={
          <>
            <Button
              icon={Pause}
              blocked={settings.loaded.state === 'ready' ? null : 'the settings are not read yet'}
              onClick={() => setPausing(!pausing)}
            >
              Pause…
            </Button>
            <Button icon={Play} busy={runDue.busy} onClick={() => void runDue.run({ siteId }).then(changed)}>
              Run what is due
            </Button>
          </>
        }
      />
      {settings.loaded.state === 'ready' ? <PausedNote settings={settings.loaded.value} now={now} onChanged={changed} /> : null}
      {pausing && settings.loaded.state === 'ready' ? (
        <PausePanel settings={settings.loaded.value} now={now} onChanged={changed} onClose={() => setPausing(false)} />
      ) : null}
      {runDue.problem === null ? null : <ProblemPanel problem={runDue.problem} />}
      {list.loaded.state === 'ready' && list.loaded.refreshProblem !== null ? (
        <Note tone="warn">These are the last known facts: the newest could not be read.</Note>
      ) : null}
      <div className={styles.head}>
        <SelectField
          label="Site"
          value={site?.id ?? ALL}
          options={[
            { value: ALL, label: 'All sites' },
            ...(sites ?? []).map((status) => ({ value: status.site.id, label: status.site.name })),
          ]}
          onChange={(value) => go({ name: 'schedule', siteId: value === ALL ? null : (value as SiteId) })}
        />
      </div>
      <Week
        key={`${siteId ?? ALL} ${monday}`}
        siteId={site?.id ?? null}
        sites={(sites ?? []).map((status) => status.site.id)}
        monday={monday}
        now={now}
        onWeek={(by) => setMonday(by === 0 ? mondayOf(now) : addDays(monday, by * 7))}
      />
      {list.loaded.state === 'loading' ? (
        <Panel title="This computer" flush>
          <LoadingLines what="the schedules" lines={6} />
        </Panel>
      ) : null}
      {list.loaded.state === 'problem' ? (
        <Panel title="This computer">
          <ProblemPanel problem={list.loaded.problem} actions={<Button onClick={list.reload}>Try again</Button>} />
        </Panel>
      ) : null}
      {own === null || siteId === null ? null : <OwnPlan siteId={siteId} schedules={own} now={now} onChanged={changed} />}
      {schedules !== null && own === null ? <AllPlans all={schedules} now={now} /> : null}
    </div>
  );
}

interface WeekProps {
  readonly siteId: SiteId | null;
  readonly sites: readonly SiteId[];
  readonly monday: number;
  readonly now: number;
  readonly onWeek: (by: -1 | 0 | 1) => void;
}

function Week({ siteId, sites, monday, now, onWeek }: WeekProps) {
  const from = new Date(monday).toISOString();
  const until = new Date(addDays(monday, 7)).toISOString();
  const slots = useScheduleCall('schedule.slots', { siteId, from, until });
  const crons = useScheduleCall('cron.list', undefined);
  const backups = useScheduleCall('backup.search', {
    filter: { text: '', siteId, kind: null, trigger: null, part: null, placeId: null, proof: null, held: null, from, until },
    offset: 0,
    limit: 500,
  });
  const problem = [slots, crons, backups].flatMap(({ loaded }) => (loaded.state === 'problem' ? [loaded.problem] : []))[0] ?? null;
  if (slots.loaded.state === 'loading' || crons.loaded.state === 'loading' || backups.loaded.state === 'loading')
    return (
      <Panel title="Week" flush>
        <LoadingLines what="the week" lines={6} />
      </Panel>
    );
  const facts: WeekFacts = {
    slots: slots.loaded.state === 'ready' ? slots.loaded.value.slots : [],
    planned: slots.loaded.state === 'ready' ? slots.loaded.value.planned : [],
    crons: crons.loaded.state === 'ready' ? crons.loaded.value : [],
    backups: backups.loaded.state === 'ready' ? backups.loaded.value.rows : [],
  };
  const retry = () => {
    for (const each of [slots, crons, backups]) each.reload();
  };
  const shown = siteId === null ? sites : [siteId];
  return (
    <>
      {problem === null ? null : (
        <Panel title="A part of the week could not be read">
          <ProblemPanel problem={problem} actions={<Button onClick={retry}>Try again</Button>} />
        </Panel>
      )}
      <WeekPanel
        monday={monday}
        now={now}
        groups={weekGroups(entriesOf(facts, now), shown, monday).filter((group) => group.rows.length > 0)}
        most={siteId === null ? 1 : 3}
        onWeek={onWeek}
      />
    </>
  );
}

interface OwnPlanProps {
  readonly siteId: SiteId;
  readonly schedules: Parameters<typeof SitePlan>[0]['schedules'];
  readonly now: number;
  readonly onChanged: () => void;
}

function OwnPlan({ siteId, schedules, now, onChanged }: OwnPlanProps) {
  // Whole days, so that the question stays the same while a minute passes.
  const today = addDays(now, 0);
  const { loaded, reload } = useScheduleCall('schedule.slots', {
    siteId,
    from: new Date(addDays(today, -HISTORY_DAYS)).toISOString(),
    until: new Date(addDays(today, 1)).toISOString(),
  });
  return (
    <SitePlan
      siteId={siteId}
      schedules={schedules}
      slots={loaded.state === 'ready' ? loaded.value.slots : null}
      now={now}
      onChanged={() => {
        onChanged();
        reload();
      }}
    />
  );
}
