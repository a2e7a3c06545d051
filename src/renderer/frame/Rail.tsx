import type { LucideIcon } from 'lucide-react';
import {
  Activity,
  Archive,
  CalendarClock,
  FileText,
  FlaskConical,
  Layers,
  LifeBuoy,
  ListChecks,
  Plus,
  Server,
  Settings,
  SlidersHorizontal,
} from 'lucide-react';
import { useActiveJob, useFleet, useNavigation } from '../api/stores.ts';
import { useCall } from '../api/use-call.ts';
import { classNames } from '../design/class-names.ts';
import { Icon } from '../design/Icon.tsx';
import { Status, Verdict, verdictWord } from '../design/Status.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import type { Screen } from '../navigation.ts';
import styles from './Rail.module.css';
import { ScreenLink } from './ScreenLink.tsx';
import { SiteFlag } from './SiteFlag.tsx';

interface Entry {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly screen: Screen;
  /** Screens that belong to this entry. */
  readonly covers: readonly Screen['name'][];
}

/** In the order of Ctrl 1, 2, 3 and so on. */
export const RAIL_ENTRIES: readonly Entry[] = [
  { label: 'Fleet', icon: SlidersHorizontal, screen: { name: 'fleet' }, covers: ['fleet', 'add-site'] },
  {
    label: 'Checklist',
    icon: ListChecks,
    screen: { name: 'checklist', list: 'weekly', period: null },
    covers: ['checklist', 'documents', 'learning'],
  },
  { label: 'Backups', icon: Archive, screen: { name: 'backups' }, covers: ['backups', 'backup', 'diff'] },
  { label: 'Activity', icon: Activity, screen: { name: 'activity' }, covers: ['activity', 'job', 'audit'] },
  { label: 'Schedule', icon: CalendarClock, screen: { name: 'schedule', siteId: null }, covers: ['schedule', 'cron'] },
  { label: 'Incidents', icon: FileText, screen: { name: 'incidents' }, covers: ['incidents', 'incident', 'decision-tree'] },
  { label: 'Drills', icon: FlaskConical, screen: { name: 'drills', siteId: null }, covers: ['drills', 'drill', 'site-recovery'] },
  { label: 'Servers', icon: Server, screen: { name: 'servers' }, covers: ['servers', 'server'] },
  { label: 'Places', icon: Layers, screen: { name: 'places' }, covers: ['places', 'place', 'retention'] },
  { label: 'Settings', icon: Settings, screen: { name: 'settings' }, covers: ['settings', 'alerts'] },
];

interface RailProps {
  readonly onRecover: () => void;
}

export function Rail({ onRecover }: RailProps) {
  const screen = useNavigation((state) => state.screen);
  const fleet = useFleet((state) => state.fleet);
  return (
    <nav className={styles.rail} aria-label="Main" data-region="rail" tabIndex={-1}>
      {RAIL_ENTRIES.map((entry) => (
        <ScreenLink
          key={entry.label}
          to={entry.screen}
          title={entry.label}
          className={styles.entry}
          current={entry.covers.includes(screen.name)}
        >
          <Icon glyph={entry.icon} />
          <span className={styles.label}>{entry.label}</span>
          {entry.screen.name === 'checklist' ? <ChecklistCount /> : null}
        </ScreenLink>
      ))}
      {fleet === null || fleet.sites.length === 0 ? null : (
        <div className={styles.sites}>
          <h2>Sites</h2>
          <ul>
            {fleet.sites.map((status) => (
              <li key={status.site.id}>
                <SiteEntry status={status} current={screen.name === 'site' && screen.siteId === status.site.id} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.end}>
        <ScreenLink to={{ name: 'add-server' }} title="Add a server" className={styles.entry} current={screen.name === 'add-server'}>
          <Icon glyph={Plus} />
          <span className={styles.label}>Add a server</span>
        </ScreenLink>
        {/* Always a word, at every width: whoever looks for it may never have opened it before. */}
        <button type="button" className={styles.recovery} title="Something went wrong: start a recovery" onClick={onRecover}>
          <Icon glyph={LifeBuoy} />
          <span>Recovery</span>
        </button>
      </div>
    </nav>
  );
}

/** How far this week's list is; nothing before there is a site. */
function ChecklistCount() {
  const { loaded } = useCall('checklist.glance', undefined);
  if (loaded.state !== 'ready') return null;
  const { confirmed, total, state } = loaded.value;
  return (
    <span className={styles.count}>
      {confirmed} of {total}
      {state === 'overdue' ? <VisuallyHidden>, unfinished</VisuallyHidden> : null}
    </span>
  );
}

function SiteEntry({ status, current }: { readonly status: SiteStatus; readonly current: boolean }) {
  const job = useActiveJob(status.site.id);
  const word = job === null ? verdictWord(status.verdict).word : 'Job running';
  return (
    <ScreenLink
      to={{ name: 'site', siteId: status.site.id }}
      title={`${status.site.name}: ${word}`}
      className={classNames(styles.entry, styles.site)}
      current={current}
    >
      <SiteFlag siteId={status.site.id} size="s" />
      <span className={styles.label}>{status.site.name}</span>
      <span className={styles.state}>
        {job === null ? (
          <Verdict verdict={status.verdict} iconOnly />
        ) : (
          <Status tone="run" iconOnly>
            {word}
          </Status>
        )}
      </span>
    </ScreenLink>
  );
}
