import { Laptop, Server } from 'lucide-react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { CronState } from '../../../shared/model/cron.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Line, Lines } from '../../design/Lines.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { cronWord, livenessLine, livenessWord } from '../cron/rules/cron-words.ts';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { cronWorkWord, scheduleStateWord, workWord } from './rules/schedule-words.ts';
import { useScheduleCall } from './use-schedule.ts';

/** On the page of a site: what its server and this computer do by themselves, and whether they still do. */
export function SchedulePanel({ siteId }: { readonly siteId: SiteId }) {
  const now = useNow();
  const cron = useCall('cron.state', { siteId, ask: false }).loaded;
  const own = useScheduleCall('schedule.get', { siteId }).loaded;
  const works = own.state === 'ready' ? own.value.works.filter(({ state }) => state !== 'off') : [];
  return (
    <Panel title="Schedule" flush aside={<ScreenLink to={{ name: 'schedule', siteId }}>Edit</ScreenLink>}>
      {cron.state === 'loading' || own.state === 'loading' ? <LoadingLines what="what runs by itself" lines={4} /> : null}
      {own.state === 'problem' ? <ProblemPanel problem={own.problem} announce={false} /> : null}
      {cron.state === 'loading' || own.state === 'loading' ? null : (
        <Lines>
          {cron.state === 'problem' ? (
            <Line icon={Server} second={cron.problem.title}>
              <ScreenLink to={{ name: 'cron', siteId }}>Server cron</ScreenLink>
            </Line>
          ) : cron.value.works.length === 0 ? (
            <Line
              icon={Server}
              second="the server makes no backups by itself"
              end={<Status tone={cronWord(cron.value).tone}>{cronWord(cron.value).word}</Status>}
            >
              <ScreenLink to={{ name: 'cron', siteId }}>Server cron</ScreenLink>
            </Line>
          ) : (
            <ServerLines cron={cron.value} now={now} />
          )}
          {works.map(({ work, schedule, state, nextAt, open }) => {
            const { tone, word } = scheduleStateWord(state);
            return (
              <Line
                key={work}
                icon={Laptop}
                second={open !== null && open.text !== '' ? open.text : nextAt === null ? ' ' : `next ${formatInstant(nextAt, now)}`}
                end={<Status tone={tone}>{word}</Status>}
              >
                <strong>{workWord(work)}</strong> {schedule.rhythm === null ? '' : rhythmWords(schedule.rhythm)}
              </Line>
            );
          })}
          {own.state === 'ready' && works.length === 0 ? (
            <Line icon={Laptop} second="nothing is on">
              This computer
            </Line>
          ) : null}
        </Lines>
      )}
    </Panel>
  );
}

/** One line for all that runs as it should, and one for each work that does not. */
function ServerLines({ cron, now }: { readonly cron: CronState; readonly now: number }) {
  const { siteId, works } = cron;
  const troubled = works.filter(({ state }) => state !== 'alive' && state !== 'never');
  const fine = works.filter((work) => !troubled.includes(work));
  const seen = fine
    .flatMap(({ lastSeenAt }) => (lastSeenAt === null ? [] : [lastSeenAt]))
    .toSorted()
    .at(-1);
  const next = fine.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt])).toSorted()[0];
  const [database] = fine.filter(({ work }) => work === 'database' || work === 'application');
  return (
    <>
      {troubled.map((work) => {
        const { tone, word } = livenessWord(work.state);
        return (
          <Line key={work.work} icon={Server} second={livenessLine(work, now)} end={<Status tone={tone}>{word}</Status>}>
            <ScreenLink to={{ name: 'cron', siteId }}>Server cron</ScreenLink>: {cronWorkWord(work.work).toLowerCase()}{' '}
            {work.rhythms.map(rhythmWords).join('; ')}
          </Line>
        );
      })}
      {fine.length === 0 ? null : (
        <Line
          icon={Server}
          second={[
            seen === undefined ? 'not seen yet' : `last seen ${formatInstant(seen, now)}`,
            next === undefined ? '' : `next ${formatInstant(next, now)}`,
          ]
            .filter((part) => part !== '')
            .join(', ')}
          end={<Status tone={seen === undefined ? 'mute' : 'ok'}>{seen === undefined ? 'Not due yet' : 'Active'}</Status>}
        >
          <ScreenLink to={{ name: 'cron', siteId }}>Server cron</ScreenLink>:{' '}
          {database === undefined ? '' : `${cronWorkWord(database.work).toLowerCase()} ${database.rhythms.map(rhythmWords).join('; ')}`}
          {fine.length === 1 ? '' : `${database === undefined ? '' : ' and '}${fine.length - (database === undefined ? 0 : 1)} more`}
        </Line>
      )}
    </>
  );
}
