import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useNavigation } from '../api/stores.ts';
import { Icon } from '../design/Icon.tsx';
import type { Crumb, Screen } from '../navigation.ts';
import { ScreenLink } from './ScreenLink.tsx';
import styles from './TitleBar.module.css';

const WORDS: Readonly<Record<Screen['name'], string>> = {
  fleet: 'Fleet',
  site: 'Site',
  backups: 'Backups',
  backup: 'Backup',
  diff: 'Comparison',
  activity: 'Activity',
  job: 'Job',
  places: 'Places',
  place: 'Place',
  retention: 'Retention',
  servers: 'Servers',
  'add-server': 'Add a server',
  server: 'Server',
  'add-site': 'Add a site',
  settings: 'Settings',
  checklist: 'Checklist',
  documents: 'Papers',
  learning: 'First weeks',
  schedule: 'Schedule',
  cron: 'Cron',
  alerts: 'Alerts',
  audit: 'Audit',
  restore: 'Recovery',
  incidents: 'Incidents',
  'decision-tree': 'Decision tree',
  incident: 'Incident',
  drills: 'Drills',
  drill: 'Drill',
  'site-recovery': 'Recovery settings',
};

interface TitleBarProps {
  readonly bare?: boolean;
  /** The field that finds everything, at the right end. */
  readonly find?: ReactNode;
}

/** The breadcrumb is the only title. The bar moves the window; the system draws its own buttons over the room left for them. */
export function TitleBar({ bare = false, find }: TitleBarProps) {
  return (
    <header className={styles.bar} data-region="title bar" tabIndex={-1}>
      <div className={styles.brand}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path
            d="M10 1.8v7.4M10 9.2c0 4-1.6 6.8-6 7.3M10 9.2c0 4 1.6 6.8 6 7.3M10 9.2v7.6"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
          />
          <path d="M2 18.8h16" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
          <circle cx="10" cy="2.6" r="1.9" fill="currentColor" />
        </svg>
        <span>Holdfast</span>
      </div>
      {bare ? null : <Crumbs />}
      {find}
    </header>
  );
}

function Crumbs() {
  const screen = useNavigation((state) => state.screen);
  const trail = useNavigation((state) => state.trail);
  const crumbs: readonly Crumb[] = trail.length > 0 ? trail : [{ label: WORDS[screen.name], to: null }];
  const here = crumbs.at(-1)?.label ?? 'Holdfast';
  useEffect(() => {
    // What the task bar and the list of windows say.
    document.title = `${here} - Holdfast`;
  }, [here]);
  return (
    <nav aria-label="Where you are" className={styles.crumbs}>
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={crumb.label}>
            {index === 0 ? null : <Icon glyph={ChevronRight} size={12} />}
            {crumb.to === null ? (
              <span aria-current="page" title={crumb.label}>
                {crumb.label}
              </span>
            ) : (
              <ScreenLink to={crumb.to} title={crumb.label}>
                {crumb.label}
              </ScreenLink>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
