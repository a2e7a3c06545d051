import type { BackupId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { PageHead } from '../../design/PageHead.tsx';

export function BackupScreen({ backupId }: { readonly backupId: BackupId }) {
  const { loaded } = useCall('backup.details', { backupId });
  return <PageHead title={loaded.state === 'ready' ? loaded.value.siteName : 'Backup'} />;
}
