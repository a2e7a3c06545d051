import layout from '../../design/layout.module.css';
import { PageHead } from '../../design/PageHead.tsx';

export function BackupsScreen() {
  return (
    <div className={layout.stack}>
      <PageHead title="Backups" />
    </div>
  );
}
