import type { SiteId } from '../../../shared/model/ids.ts';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import type { Screen } from '../../navigation.ts';
import styles from './SiteLinks.module.css';

/** The screens that are about this one site, in one quiet line. */
export function SiteLinks({ siteId }: { readonly siteId: SiteId }) {
  const links: readonly { readonly label: string; readonly to: Screen }[] = [
    { label: 'Schedule', to: { name: 'schedule', siteId } },
    { label: 'Cron', to: { name: 'cron', siteId } },
    { label: 'Retention', to: { name: 'retention', siteId, placeId: null } },
    { label: 'Drills', to: { name: 'drills', siteId } },
    { label: 'Recovery settings', to: { name: 'site-recovery', siteId } },
    { label: 'Papers and emergency card', to: { name: 'documents', siteId } },
  ];
  return (
    <nav className={styles.links} aria-label="About this site">
      {links.map(({ label, to }) => (
        <ScreenLink key={label} to={to}>
          {label}
        </ScreenLink>
      ))}
    </nav>
  );
}
