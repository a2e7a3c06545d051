import { PageHead } from '../../design/PageHead.tsx';

export function PlacesScreen() {
  return <PageHead title="Places" />;
}
