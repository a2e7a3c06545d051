import { useFleet } from '../../api/stores.ts';
import { PageHead } from '../../design/PageHead.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';

export function ServersScreen() {
  const fleet = useFleet((state) => state.fleet);
  return (
    <>
      <PageHead title="Servers" />
      {fleet === null ? <LoadingLines what="the servers" /> : null}
      <ul>
        {fleet?.servers.map((server) => (
          <li key={server.id}>
            <ScreenLink to={{ name: 'server', serverId: server.id }}>{server.name}</ScreenLink>
          </li>
        ))}
      </ul>
    </>
  );
}
