import type { ServerId } from '../../../shared/model/ids.ts';
import { useFleet } from '../../api/stores.ts';
import { PageHead } from '../../design/PageHead.tsx';

export function ServerScreen({ serverId }: { readonly serverId: ServerId }) {
  const server = useFleet((state) => state.fleet?.servers.find(({ id }) => id === serverId));
  return <PageHead title={server?.name ?? 'Server'} />;
}
