import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { useNavigation } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import text from '../../design/text.module.css';
import type { SiteActions } from './use-site-actions.ts';

interface NextActionProps {
  readonly status: SiteStatus;
  readonly actions: SiteActions;
  readonly kind?: 'primary' | 'plain';
  readonly size?: 's' | 'm';
}

/** The one thing that would help this site most now. */
export function NextAction({ status, actions, kind = 'plain', size = 's' }: NextActionProps) {
  const go = useNavigation((state) => state.go);
  const press = (label: string, onClick: () => void, blocked: string | null = null) => (
    <Button kind={kind} size={size} blocked={blocked} onClick={onClick}>
      {label}
    </Button>
  );
  switch (status.nextAction) {
    case 'none':
      return <span className={text.soft}>Nothing to do</span>;
    case 'back-up':
      return press('Back up now', () => actions.backUp(status), actions.whyNotNow(status));
    case 'verify':
      return press('Verify the newest copy', () => actions.verifyNewest(status));
    case 'see-problem':
      return press('See the problem', () => go({ name: 'site', siteId: status.site.id }));
    case 'add-database':
      return press('Add a source', () => go({ name: 'site', siteId: status.site.id }));
    case 'add-place':
      return press('Add a place', () => go({ name: 'places' }));
    case 'copy':
      return press('Copy what is owed', () => actions.copyOwed());
    case 'heal':
      return press('See the failed copy', () => go({ name: 'site', siteId: status.site.id }));
    case 'pin-host-key':
      return press('Check the host key', () => go({ name: 'server', serverId: status.server.id }));
  }
}
