import { RefreshCw, Server } from 'lucide-react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { CronState } from '../../../shared/model/cron.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { useFleet } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Command } from '../../design/Command.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Figure, Readouts } from '../../design/Readouts.tsx';
import { Status } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { atServer, cronWord, zoneWords } from './rules/cron-words.ts';
import { InstallPanels } from './InstallPanels.tsx';
import { RemovalPanel } from './RemovalPanel.tsx';
import { PasteLines } from './PasteLines.tsx';
import { WorksPanel } from './WorksPanel.tsx';

/** What one site's server does by itself: whether it still does, what it is told to do, and the way to change or remove it. */
export function SiteCron({ siteId }: { readonly siteId: SiteId }) {
  const { loaded, reload } = useCall('cron.state', { siteId, ask: false });
  const name = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === siteId)?.site.name ?? null);
  useTrail([
    { label: 'Schedule', to: { name: 'schedule', siteId: null } },
    { label: 'Cron', to: { name: 'cron', siteId: null } },
    { label: name ?? 'Site', to: null },
  ]);
  if (loaded.state === 'ready')
    return <Known key={siteId} state={loaded.value} stale={loaded.refreshProblem !== null} onChanged={reload} />;
  return (
    <div className={layout.stack}>
      <PageHead title={name === null ? 'Cron' : `Cron of ${name}`} />
      <Panel title="Works" flush={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? (
          <LoadingLines what="what runs on the server" lines={6} />
        ) : (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
        )}
      </Panel>
    </div>
  );
}

interface KnownProps {
  readonly state: CronState;
  readonly stale: boolean;
  readonly onChanged: () => void;
}

function Known({ state, stale, onChanged }: KnownProps) {
  const ask = useAction('cron.state');
  const { siteId, siteName, serverId, serverName, mode, modeReason, problem, conditions, log } = state;
  const isInstalled = state.installedAt !== null;
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={<SiteFlag siteId={siteId} size="l" />}
        title={`Cron of ${siteName}`}
        meta={[
          <>
            <Icon glyph={Server} size={14} />
            <ScreenLink key="server" to={{ name: 'server', serverId }}>
              {serverName}
            </ScreenLink>
          </>,
          'without this computer',
          `times there: ${zoneWords(state.zone)}`,
          <ScreenLink key="schedule" to={{ name: 'schedule', siteId }}>
            Schedule of this site
          </ScreenLink>,
        ]}
        actions={
          <Button icon={RefreshCw} busy={ask.busy} onClick={() => void ask.run({ siteId, ask: true }).then(onChanged)}>
            Ask the server
          </Button>
        }
      />
      {stale ? <Note tone="warn">These are the last known facts: the newest could not be read.</Note> : null}
      {ask.problem === null ? null : <ProblemPanel problem={ask.problem} />}
      {problem === null ? null : (
        <Panel title="The server did not answer when it was last asked" attention>
          <ProblemPanel problem={problem} announce={false} />
        </Panel>
      )}
      <Figures state={state} />
      {conditions.length === 0 ? null : (
        <Note tone="crit">
          <strong>The server itself says that something is wrong.</strong>
          <ul>
            {conditions.map(({ code, text: words }) => (
              <li key={code}>{words}</li>
            ))}
          </ul>
        </Note>
      )}
      {mode === 'panel' ? <PasteLines state={state} reason={modeReason} /> : null}
      {state.works.length === 0 ? null : <WorksPanel state={state} />}
      <InstallPanels state={state} onChanged={onChanged} />
      {log.length === 0 ? null : (
        <Panel title="Log on the server" subtitle={`the last ${log.length} lines of backup_log.txt`}>
          <Command text={log.join('\n')} label="Log on the server" />
        </Panel>
      )}
      {isInstalled ? <RemovalPanel siteId={siteId} onChanged={onChanged} /> : null}
    </div>
  );
}

function Figures({ state }: { readonly state: CronState }) {
  const now = useNow();
  const { works, program, ownProgram, disk, lastPullAt, installedAt, askedAt, zone } = state;
  const { tone, word } = cronWord(state);
  const next = works.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt])).toSorted()[0];
  const isOwn = program?.sha256 === ownProgram.sha256;
  return (
    <Readouts
      readouts={[
        {
          label: 'State',
          value: <Status tone={tone}>{word}</Status>,
          sub: askedAt === null ? 'the server was not asked yet' : `asked ${formatAge(now - Date.parse(askedAt))}`,
        },
        {
          label: 'Next run',
          value: next === undefined ? '–' : atServer(next, zone, now),
          sub: next === undefined ? 'nothing is installed' : `${formatInstant(next, now)} here`,
        },
        {
          label: 'Program',
          value: program === null ? '–' : program.version,
          sub:
            program === null
              ? 'not on the server'
              : isOwn
                ? `installed ${installedAt === null ? 'by hand' : formatInstant(installedAt, now)}`
                : `not the one of this Holdfast (${ownProgram.version})`,
        },
        {
          label: 'Disk there',
          value: disk === null ? '–' : <Figure text={`${disk.usedPercent} %`} />,
          sub: disk === null ? 'not known yet' : disk.backupBytes === null ? 'used' : `used, ${formatBytes(disk.backupBytes)} by backups`,
        },
        {
          label: 'Last pull',
          value: lastPullAt === null ? '–' : <Figure text={formatAge(now - Date.parse(lastPullAt))} />,
          sub: lastPullAt === null ? 'this computer never fetched them' : formatInstant(lastPullAt, now),
        },
      ]}
    />
  );
}
