import { Play } from 'lucide-react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { CronRun, CronState } from '../../../shared/model/cron.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { cronWorkDoes, cronWorkWord } from '../schedule/rules/schedule-words.ts';
import { atServer, livenessLine, livenessWord } from './rules/cron-words.ts';

/** Each work with its sign of life: when it was expected, when it was last seen, what it made; and a run to try it. */
export function WorksPanel({ state }: { readonly state: CronState }) {
  const now = useNow();
  const test = useAction('cron.test');
  const go = useNavigation((nav) => nav.go);
  const { siteId, works, zone } = state;
  return (
    <Panel
      title="Works"
      subtitle="on the server, by itself"
      flush
      foot="Run it now starts the work exactly as cron would. Its log is the log of the job."
    >
      <Table caption="Works on the server with their last sign of life" minWidth="l">
        <thead>
          <tr>
            <th scope="col">Work</th>
            <th scope="col">Rhythm</th>
            <th scope="col">Sign of life</th>
            <th scope="col">Last run</th>
            <th scope="col">Next</th>
            <th scope="col">
              <span className={text.hidden}>Try</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {works.map((work) => {
            const { tone, word } = livenessWord(work.state);
            return (
              <tr key={work.work}>
                <th scope="row">
                  {cronWorkWord(work.work)}
                  <span className={text.second}>{cronWorkDoes(work.work)}</span>
                </th>
                <td>{work.rhythms.map(rhythmWords).join('; ')}</td>
                <td>
                  <Status tone={tone}>{word}</Status>
                  <span className={text.second}>{livenessLine(work, now)}</span>
                </td>
                <td>{work.lastRun === null ? <span className={text.dim}>none yet</span> : <LastRun run={work.lastRun} now={now} />}</td>
                <td className={text.nowrap}>
                  {work.nextAt === null ? '–' : atServer(work.nextAt, zone, now)}
                  {work.nextAt === null ? null : <span className={text.second}>{formatInstant(work.nextAt, now)} here</span>}
                </td>
                <td>
                  <Button
                    size="s"
                    icon={Play}
                    busy={test.busy}
                    onClick={() =>
                      void test.run({ siteId, work: work.work }).then((job) => {
                        if (job !== null) go({ name: 'job', jobId: job.value.id });
                      })
                    }
                  >
                    Run it now
                    <span className={text.hidden}> {cronWorkWord(work.work)}</span>
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      {test.problem === null ? null : <ProblemPanel problem={test.problem} />}
    </Panel>
  );
}

const OUTCOMES = {
  succeeded: { tone: 'ok', word: 'Done' },
  warning: { tone: 'warn', word: 'Incomplete' },
  failed: { tone: 'crit', word: 'Failed' },
  running: { tone: 'run', word: 'Running' },
} as const;

function LastRun({ run, now }: { readonly run: CronRun; readonly now: number }) {
  const { tone, word } = OUTCOMES[run.outcome];
  const parts = [
    formatInstant(run.at, now),
    run.bytes === null ? '' : formatBytes(run.bytes),
    run.durationMs === null ? '' : formatDuration(run.durationMs),
  ].filter((part) => part !== '');
  return (
    <>
      <Status tone={tone}>{word}</Status>
      <span className={text.second} title={run.files.join(', ')}>
        {parts.join(' · ')}
      </span>
      {run.reason === '' ? null : <span className={text.second}>{run.reason}</span>}
    </>
  );
}
