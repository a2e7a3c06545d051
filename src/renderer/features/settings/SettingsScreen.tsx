import { PageHead } from '../../design/PageHead.tsx';

export function SettingsScreen() {
  return <PageHead title="Settings" />;
}
