import type { ServerId } from '../../../shared/model/ids.ts';
import { useFleet } from '../../api/stores.ts';
import { PageHead } from '../../design/PageHead.tsx';

export function AddSiteScreen({ serverId }: { readonly serverId: ServerId | null }) {
  const server = useFleet((state) => state.fleet?.servers.find(({ id }) => id === serverId));
  return <PageHead title="Add a site" meta={server === undefined ? [] : [server.name]} />;
}
