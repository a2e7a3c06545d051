import { FolderSearch, Pencil, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { ServerId } from '../../../shared/model/ids.ts';
import type { FleetStatus } from '../../../shared/model/fleet.ts';
import type { Server } from '../../../shared/model/server.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Facts } from '../../design/Facts.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { EditServer } from './EditServer.tsx';
import { HostKeySection } from './HostKeySection.tsx';
import { PreflightSection } from './PreflightSection.tsx';
import { RemoveServer } from './RemoveServer.tsx';
import { addressLine, methodWord } from './server-fields.ts';
import { SitesOnServer } from './SitesOnServer.tsx';
import { usePreflight } from './use-preflight.ts';

/** One server: how it is reached, by which key it is recognised, what it can do, which sites are on it. */
export function ServerScreen({ serverId }: { readonly serverId: ServerId }) {
  const fleet = useFleet((state) => state.fleet);
  const problem = useFleet((state) => state.problem);
  const refresh = useFleet((state) => state.refresh);
  const go = useNavigation((state) => state.go);
  const server = fleet?.servers.find(({ id }) => id === serverId) ?? null;
  useTrail([
    { label: 'Servers', to: { name: 'servers' } },
    { label: server?.name ?? 'Server', to: null },
  ]);
  if (fleet !== null && server !== null) {
    return <Known key={server.id} server={server} fleet={fleet} outOfDate={problem !== null} />;
  }
  return (
    <div className={layout.stack}>
      <PageHead title="Server" />
      <Panel title="Connection">
        {fleet === null && problem === null ? <LoadingLines what="the server" /> : null}
        {fleet === null && problem !== null ? (
          <ProblemPanel
            problem={problem}
            actions={
              <Button icon={RotateCw} onClick={() => void refresh()}>
                Read it again
              </Button>
            }
          />
        ) : null}
        {fleet === null ? null : (
          <EmptyState
            title="This server is not registered"
            actions={<Button onClick={() => go({ name: 'servers' })}>See all servers</Button>}
          >
            It may have been removed in another window. Backups of its sites stay on this computer.
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}

function Known({ server, fleet, outOfDate }: { readonly server: Server; readonly fleet: FleetStatus; readonly outOfDate: boolean }) {
  const go = useNavigation((state) => state.go);
  const [editing, setEditing] = useState(false);
  const preflight = usePreflight(server.id);
  const sites = fleet.sites.filter(({ site }) => site.serverId === server.id);
  const jump = fleet.servers.find(({ id }) => id === server.jumpServerId);
  return (
    <div className={layout.stack}>
      <PageHead
        title={server.name}
        meta={[
          <span key="address" className={text.mono}>
            {addressLine(server)}
          </span>,
          ...(jump === undefined ? [] : [`through ${jump.name}`]),
        ]}
        actions={
          <Button
            icon={FolderSearch}
            blocked={server.hostKey === null ? 'Its host key has not been accepted yet' : null}
            onClick={() => go({ name: 'add-site', serverId: server.id })}
          >
            Add a site
          </Button>
        }
      />
      {outOfDate ? <Note tone="warn">The facts on this screen may be out of date: Holdfast did not answer the last time.</Note> : null}
      <div className={layout.side}>
        <div className={layout.stack}>
          <HostKeySection server={server} fleet={fleet} checkProblem={preflight.problem} onPinned={preflight.forget} />
          <PreflightSection server={server} preflight={preflight} />
          <SitesOnServer sites={sites} />
        </div>
        <aside className={layout.stack} aria-label="About this server">
          <Panel
            title="Connection"
            aside={
              editing ? null : (
                <Button kind="quiet" size="s" icon={Pencil} onClick={() => setEditing(true)}>
                  Edit
                </Button>
              )
            }
          >
            {editing ? (
              <EditServer server={server} servers={fleet.servers} onDone={() => setEditing(false)} />
            ) : (
              <Facts facts={connectionFacts(server, jump)} />
            )}
          </Panel>
          <RemoveServer server={server} siteCount={sites.length} />
          {server.hostKey === null || sites.length > 0 ? null : (
            <p className={`${text.small} ${text.dim}`}>
              <ScreenLink to={{ name: 'add-site', serverId: server.id }}>Choose what to protect</ScreenLink> on this server.
            </p>
          )}
        </aside>
      </div>
    </div>
  );
}

function connectionFacts(server: Server, jump: Server | undefined) {
  const { authentication } = server;
  const secret =
    authentication.method === 'key-file'
      ? authentication.hasPassphrase
        ? 'with a passphrase, in the system keychain'
        : 'without a passphrase'
      : authentication.method === 'agent'
        ? (authentication.socket ?? 'the agent this computer announces')
        : 'in the system keychain';
  return [
    { label: 'Address', value: <span className={text.mono}>{server.address}</span> },
    { label: 'Port', value: <span className={text.mono}>{server.port}</span> },
    { label: 'User', value: <span className={text.mono}>{server.user}</span> },
    { label: 'Sign-in', value: methodWord(authentication.method) },
    ...(authentication.method === 'key-file'
      ? [{ label: 'Key file', value: <span className={text.mono}>{authentication.path}</span> }]
      : []),
    { label: authentication.method === 'agent' ? 'Agent' : 'Secret', value: secret },
    {
      label: 'Jump server',
      value: jump === undefined ? 'none' : <ScreenLink to={{ name: 'server', serverId: jump.id }}>{jump.name}</ScreenLink>,
    },
  ];
}
