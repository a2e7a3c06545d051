import type { SiteId } from '../../../shared/model/ids.ts';
import { PageHead } from '../../design/PageHead.tsx';
import { useCall } from '../../api/use-call.ts';

export function SiteScreen({ siteId }: { readonly siteId: SiteId }) {
  const { loaded } = useCall('site.status', { siteId });
  return <PageHead title={loaded.state === 'ready' ? loaded.value.site.name : 'Site'} />;
}
