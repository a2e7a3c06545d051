import { PageHead } from '../../design/PageHead.tsx';

export function ActivityScreen() {
  return <PageHead title="Activity" />;
}
