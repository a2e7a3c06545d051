import { PageHead } from '../../design/PageHead.tsx';

export function FleetScreen() {
  return <PageHead title="Fleet" />;
}
