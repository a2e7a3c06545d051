import type { CronState } from '../../../shared/model/cron.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { cronWord } from './rules/cron-words.ts';
import styles from './cron.module.css';

/** Of each site: whether its server makes backups by itself, and whether it still does. */
export function AllCron() {
  const { loaded, reload } = useCall('cron.list', undefined);
  useTrail([
    { label: 'Schedule', to: { name: 'schedule', siteId: null } },
    { label: 'Cron', to: null },
  ]);
  return (
    <div className={layout.stack}>
      <PageHead title="Cron" meta={['what servers do by themselves, without this computer']} />
      {loaded.state === 'ready' && loaded.refreshProblem !== null ? (
        <Note tone="warn">These are the last known facts: the newest could not be read.</Note>
      ) : null}
      <Panel title="Sites" subtitle="as found when each server was last asked" flush>
        {loaded.state === 'loading' ? <LoadingLines what="what runs on the servers" lines={5} /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        ) : null}
        {loaded.state === 'ready' && loaded.value.length === 0 ? (
          <EmptyState title="No site is registered">A server can make backups by itself once a site on it is added.</EmptyState>
        ) : null}
        {loaded.state === 'ready' && loaded.value.length > 0 ? (
          <Table caption="Sites with what their servers do by themselves" minWidth="m">
            <thead>
              <tr>
                <th scope="col">Site</th>
                <th scope="col">Server</th>
                <th scope="col">State</th>
                <th scope="col">Next</th>
                <th scope="col">Last pull</th>
                <NumberCell head>Disk</NumberCell>
                <th scope="col">Asked</th>
              </tr>
            </thead>
            <tbody>
              {loaded.value.map((cron) => (
                <Row key={cron.siteId} cron={cron} />
              ))}
            </tbody>
          </Table>
        ) : null}
      </Panel>
    </div>
  );
}

function Row({ cron }: { readonly cron: CronState }) {
  const now = useNow();
  const { siteId, siteName, serverName, askedAt, problem, works, lastPullAt, disk, mode } = cron;
  const { tone, word } = cronWord(cron);
  const next = works.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt])).toSorted()[0];
  return (
    <tr>
      <th scope="row">
        <span className={layout.row}>
          <SiteFlag siteId={siteId} size="s" />
          <span className={`${text.clip} ${styles.site}`} title={siteName}>
            <ScreenLink to={{ name: 'cron', siteId }}>{siteName}</ScreenLink>
          </span>
        </span>
      </th>
      <td>
        <span className={`${text.clip} ${styles.server}`} title={serverName}>
          {serverName}
        </span>
        {mode === 'panel' ? <span className={text.second}>lines go into its panel</span> : null}
      </td>
      <td>
        <Status tone={tone}>{word}</Status>
      </td>
      <td className={text.nowrap}>{next === undefined ? '–' : formatInstant(next, now)}</td>
      <td>{lastPullAt === null ? <span className={text.dim}>never</span> : formatAge(now - Date.parse(lastPullAt))}</td>
      <NumberCell>{disk === null ? '–' : `${disk.usedPercent}\u00a0%`}</NumberCell>
      <td>
        {askedAt === null ? <span className={text.dim}>never</span> : formatAge(now - Date.parse(askedAt))}
        {problem === null ? null : (
          <span className={text.second}>
            <Status tone="warn" size={12}>
              no answer since
            </Status>
          </span>
        )}
      </td>
    </tr>
  );
}
