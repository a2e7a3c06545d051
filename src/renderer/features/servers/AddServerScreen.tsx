import { PageHead } from '../../design/PageHead.tsx';

export function AddServerScreen() {
  return <PageHead title="Add a server" />;
}
