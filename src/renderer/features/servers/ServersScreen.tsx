import { Plus, RotateCw } from 'lucide-react';
import type { FleetStatus } from '../../../shared/model/fleet.ts';
import type { Server } from '../../../shared/model/server.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
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
import { addressLine, methodWord } from './server-fields.ts';

/** The register of servers. */
export function ServersScreen() {
  const fleet = useFleet((state) => state.fleet);
  const problem = useFleet((state) => state.problem);
  const refresh = useFleet((state) => state.refresh);
  const go = useNavigation((state) => state.go);
  const empty = fleet !== null && fleet.servers.length === 0;
  const add = (
    <Button kind="primary" icon={Plus} keys="N" onClick={() => go({ name: 'add-server' })}>
      Add a server
    </Button>
  );
  const again = (
    <Button icon={RotateCw} onClick={() => void refresh()}>
      Read it again
    </Button>
  );
  return (
    <div className={layout.stack}>
      <PageHead title="Servers" meta={fleet === null || empty ? [] : [summary(fleet)]} actions={empty ? undefined : add} />
      {fleet !== null && problem !== null ? (
        <Note tone="warn">
          <strong>This list may be out of date.</strong> {problem.title}. {problem.hint}
        </Note>
      ) : null}
      <Panel title="Registered servers" flush={fleet !== null}>
        {fleet === null && problem === null ? <LoadingLines what="the servers" /> : null}
        {fleet === null && problem !== null ? <ProblemPanel problem={problem} actions={again} /> : null}
        {empty ? (
          <EmptyState title="No server yet" actions={add}>
            A server is a machine you reach over SSH. You recognise it by its host key before anything is sent to it.
          </EmptyState>
        ) : null}
        {fleet !== null && !empty ? <ServersTable fleet={fleet} /> : null}
      </Panel>
    </div>
  );
}

function summary({ servers, sites }: FleetStatus): string {
  return `${servers.length}\u00a0${servers.length === 1 ? 'server' : 'servers'} with ${sites.length}\u00a0${sites.length === 1 ? 'site' : 'sites'}`;
}

function ServersTable({ fleet }: { readonly fleet: FleetStatus }) {
  const byName = [...fleet.servers].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return (
    <Table caption="Servers by name" minWidth="m">
      <thead>
        <tr>
          <th scope="col">Server</th>
          <th scope="col">Address</th>
          <th scope="col">Sign-in</th>
          <th scope="col">Host key</th>
          <NumberCell head>Sites</NumberCell>
        </tr>
      </thead>
      <tbody>
        {byName.map((server) => (
          <tr key={server.id}>
            <th scope="row" className={text.anywhere}>
              <ScreenLink to={{ name: 'server', serverId: server.id }}>{server.name}</ScreenLink>
            </th>
            <td className={text.anywhere}>
              <span className={text.mono}>{addressLine(server)}</span>
              <Through server={server} servers={fleet.servers} />
            </td>
            <td className={text.nowrap}>{methodWord(server.authentication.method)}</td>
            <td>
              <KeyState server={server} />
            </td>
            <NumberCell>{fleet.sites.filter(({ site }) => site.serverId === server.id).length}</NumberCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Through({ server, servers }: { readonly server: Server; readonly servers: readonly Server[] }) {
  const jump = servers.find(({ id }) => id === server.jumpServerId);
  return jump === undefined ? null : <span className={text.second}>through {jump.name}</span>;
}

/** Whether somebody has recognised the server, and since when. */
export function KeyState({ server }: { readonly server: Server }) {
  const now = useNow();
  if (server.hostKey === null) return <Status tone="warn">host key not accepted</Status>;
  return (
    <>
      <Status tone="ok">pinned</Status>
      <span className={text.second}>{formatInstant(server.hostKey.pinnedAt, now)}</span>
    </>
  );
}
