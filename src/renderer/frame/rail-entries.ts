import type { LucideIcon } from 'lucide-react';
import {
  Activity,
  Archive,
  CalendarClock,
  FileText,
  FlaskConical,
  Layers,
  ListChecks,
  Server,
  Settings,
  SlidersHorizontal,
} from 'lucide-react';
import type { Screen } from '../navigation.ts';

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
    covers: ['checklist', 'documents'],
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
