import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { BackupId, SiteId } from '../../../shared/model/ids.ts';
import type { Theme } from '../../../shared/model/settings.ts';
import type { Searchable } from '../../../shared/search/match.ts';
import type { Screen } from '../../navigation.ts';

/** What an entry of the search does. Nothing that takes anything away: it goes somewhere, asks what to recover, or makes or reads a backup. */
export type FindAct =
  | { readonly kind: 'go'; readonly screen: Screen }
  | { readonly kind: 'back-up'; readonly siteId: SiteId }
  | { readonly kind: 'verify'; readonly backupId: BackupId }
  | { readonly kind: 'recover'; readonly siteId: SiteId | null }
  | { readonly kind: 'theme'; readonly theme: Theme }
  | { readonly kind: 'keys' };

export interface FindAction extends Searchable {
  readonly id: string;
  /** What follows from choosing it. */
  readonly second: string;
  /** Whose flag stands beside it. */
  readonly siteId: SiteId | null;
  readonly act: FindAct;
}

/** Everything that can be done from the search: first what concerns all, then by site. */
export function findActions(sites: readonly SiteStatus[]): readonly FindAction[] {
  return [...GENERAL, ...SCREENS, ...sites.flatMap(actionsOf)];
}

const go = (id: string, title: string, second: string, screen: Screen, others: readonly string[] = []): FindAction => ({
  id,
  title,
  second,
  others,
  siteId: null,
  act: { kind: 'go', screen },
});

const theme = (value: Theme, title: string): FindAction => ({
  id: `theme-${value}`,
  title,
  second: 'appearance of this window',
  others: ['theme', 'appearance', 'colours'],
  siteId: null,
  act: { kind: 'theme', theme: value },
});

const GENERAL: readonly FindAction[] = [
  {
    id: 'recover',
    title: 'Start a recovery',
    second: 'asks which site; nothing on it is changed by that',
    others: ['restore', 'something is wrong', 'emergency', 'hacked'],
    siteId: null,
    act: { kind: 'recover', siteId: null },
  },
  go('add-server', 'Add a server', 'a machine reached over SSH', { name: 'add-server' }, ['new host ssh']),
  go('add-site', 'Add a site', 'an application on a server', { name: 'add-site', serverId: null }, ['new project']),
  go('add-place', 'Add a place', 'a drive, a bucket or a folder for copies', { name: 'places' }, ['new drive s3 bucket storage']),
  go('decision-tree', 'Decision tree', 'which way to take when something happened', { name: 'decision-tree' }, ['runbook help']),
  {
    id: 'keys',
    title: 'Keys',
    second: 'the map of all shortcuts',
    others: ['shortcuts', 'keyboard', 'help'],
    siteId: null,
    act: { kind: 'keys' },
  },
  theme('dark', 'Dark theme'),
  theme('light', 'Light theme'),
  theme('system', 'Theme as the system'),
];

const SCREENS: readonly FindAction[] = [
  go('go-fleet', 'Fleet', 'all sites, worst first', { name: 'fleet' }, ['dashboard', 'status', 'home']),
  go('go-backups', 'Backups', 'search and compare all of them', { name: 'backups' }, ['list', 'history']),
  go('go-activity', 'Activity', 'jobs that run and that ran', { name: 'activity' }, ['jobs', 'log']),
  go('go-schedule', 'Schedule', 'what runs by itself, and what did not', { name: 'schedule', siteId: null }, ['week', 'plan', 'timer']),
  go('go-cron', 'Cron', 'what servers do by themselves', { name: 'cron', siteId: null }, ['server backups', 'crontab']),
  go('go-alerts', 'Alerts', 'who is told when something goes wrong', { name: 'alerts' }, ['email', 'slack', 'webhook', 'notifications']),
  go('go-checklist', 'Checklist', 'the weekly ritual', { name: 'checklist', list: 'weekly', period: null }, ['friday', 'week']),
  go('go-documents', 'Documents', 'contacts, panels, who decides, emergency cards', { name: 'documents', siteId: null }, [
    'papers',
    'contacts',
  ]),
  go('go-learning', 'The first weeks', 'the way to being protected', { name: 'learning' }, ['guide', 'help', 'learn']),
  go('go-incidents', 'Incidents', 'what happened, with its reports', { name: 'incidents' }),
  go('go-drills', 'Drills', 'timed test restores', { name: 'drills', siteId: null }, ['test restore', 'rto']),
  go('go-servers', 'Servers', 'connections and host keys', { name: 'servers' }, ['ssh']),
  go('go-places', 'Places', 'where copies lie', { name: 'places' }, ['drives', 's3', 'storage', 'offsite']),
  go('go-retention', 'Retention', 'what is kept and for how long', { name: 'retention', siteId: null, placeId: null }, ['prune', 'policy']),
  go('go-settings', 'Settings', 'folder, catalog, key, appearance', { name: 'settings' }, ['preferences', 'options', 'key kit']),
];

function actionsOf({ site, newest }: SiteStatus): readonly FindAction[] {
  const { id: siteId, name } = site;
  const of = (id: string, title: string, second: string, others: readonly string[], act: FindAct): FindAction => ({
    id: `${id}-${siteId}`,
    title,
    second,
    others,
    siteId,
    act,
  });
  return [
    of('back-up', `Back up ${name}`, 'now, with everything it has', ['backup now', 'run'], { kind: 'back-up', siteId }),
    ...(newest === null
      ? []
      : [
          of('verify', `Verify the newest backup of ${name}`, 'reads it again and compares', ['check', 'prove'], {
            kind: 'verify',
            backupId: newest.id,
          }),
        ]),
    of('recover', `Recovery of ${name}`, 'opens its incident; nothing on the site is changed by that', ['start restore'], {
      kind: 'recover',
      siteId,
    }),
    of('drills', `Drills of ${name}`, 'timed test restores', ['test restore'], { kind: 'go', screen: { name: 'drills', siteId } }),
    of('schedule', `Schedule of ${name}`, 'what runs by itself, and what did not', ['week', 'plan'], {
      kind: 'go',
      screen: { name: 'schedule', siteId },
    }),
    of('cron', `Cron of ${name}`, 'what its server does by itself', ['server backups', 'crontab'], {
      kind: 'go',
      screen: { name: 'cron', siteId },
    }),
    of('retention', `Retention of ${name}`, 'what is kept of it', ['prune', 'policy'], {
      kind: 'go',
      screen: { name: 'retention', siteId, placeId: null },
    }),
    of('recovery-settings', `Recovery settings of ${name}`, 'goals, checks and commands', ['rto', 'rpo', 'smoke'], {
      kind: 'go',
      screen: { name: 'site-recovery', siteId },
    }),
  ];
}
