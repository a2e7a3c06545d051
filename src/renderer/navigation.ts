import { createStore } from 'zustand/vanilla';
import type { ChecklistName, ChecklistPeriod } from '../shared/model/checklist.ts';
import type { BackupId, DrillId, IncidentId, JobId, PlaceId, ServerId, SiteId } from '../shared/model/ids.ts';

/** Every place a person can be. Ids only: a screen asks for the rest itself. */
export type Screen =
  | { readonly name: 'fleet' }
  /** `copyTo`: a place that its policy is proposed to name, or null where none is. */
  | { readonly name: 'site'; readonly siteId: SiteId; readonly copyTo?: PlaceId | null }
  | { readonly name: 'backups' }
  | { readonly name: 'backup'; readonly backupId: BackupId }
  | { readonly name: 'diff'; readonly beforeId: BackupId; readonly afterId: BackupId }
  | { readonly name: 'activity' }
  | { readonly name: 'job'; readonly jobId: JobId }
  | { readonly name: 'places' }
  | { readonly name: 'place'; readonly placeId: PlaceId }
  | { readonly name: 'retention'; readonly siteId: SiteId | null; readonly placeId: PlaceId | null }
  | { readonly name: 'servers' }
  | { readonly name: 'add-server' }
  | { readonly name: 'server'; readonly serverId: ServerId }
  | { readonly name: 'add-site'; readonly serverId: ServerId | null }
  | { readonly name: 'settings' }
  | { readonly name: 'schedule'; readonly siteId: SiteId | null }
  /** What runs on servers by itself: of one site, or of all. */
  | { readonly name: 'cron'; readonly siteId: SiteId | null }
  | { readonly name: 'alerts' }
  | { readonly name: 'audit' }
  /** The wizard of a recovery; it has a frame of its own. `backupId`: the backup it began from, which is chosen unless another was. */
  | { readonly name: 'restore'; readonly incidentId: IncidentId; readonly backupId?: BackupId }
  | { readonly name: 'incidents' }
  | { readonly name: 'decision-tree' }
  | { readonly name: 'incident'; readonly incidentId: IncidentId }
  | { readonly name: 'drills'; readonly siteId: SiteId | null }
  | { readonly name: 'drill'; readonly drillId: DrillId }
  | { readonly name: 'site-recovery'; readonly siteId: SiteId }
  | { readonly name: 'checklist'; readonly list: ChecklistName; readonly period: ChecklistPeriod | null }
  | { readonly name: 'documents'; readonly siteId: SiteId | null }
  | { readonly name: 'learning' };

export interface Navigation {
  readonly screen: Screen;
  /** What the last part of the breadcrumb says where it is not the screen's own word: the name of a site, say. */
  readonly trail: readonly Crumb[];
  readonly go: (screen: Screen) => void;
  readonly back: () => void;
  readonly setTrail: (trail: readonly Crumb[]) => void;
}

export interface Crumb {
  readonly label: string;
  /** Null: the end of the trail. */
  readonly to: Screen | null;
}

/** The address of a screen, so that links are links and "back" works as in any browser. */
export function addressOf(screen: Screen): string {
  switch (screen.name) {
    case 'fleet':
    case 'backups':
    case 'activity':
    case 'places':
    case 'servers':
    case 'add-server':
    case 'settings':
    case 'alerts':
    case 'audit':
    case 'incidents':
    case 'decision-tree':
    case 'learning':
      return `#/${screen.name}`;
    case 'checklist':
      return screen.period !== null
        ? `#/checklist/${screen.list}/${screen.period}`
        : screen.list === 'weekly'
          ? '#/checklist'
          : `#/checklist/${screen.list}`;
    case 'documents':
      return screen.siteId === null ? '#/documents' : `#/documents/${screen.siteId}`;
    case 'schedule':
    case 'cron':
      return screen.siteId === null ? `#/${screen.name}` : `#/${screen.name}/${screen.siteId}`;
    case 'restore':
      return screen.backupId === undefined ? `#/restore/${screen.incidentId}` : `#/restore/${screen.incidentId}/${screen.backupId}`;
    case 'incident':
      return `#/incident/${screen.incidentId}`;
    case 'drills':
      return screen.siteId === null ? '#/drills' : `#/drills/${screen.siteId}`;
    case 'drill':
      return `#/drill/${screen.drillId}`;
    case 'site-recovery':
      return `#/site-recovery/${screen.siteId}`;
    case 'site':
      return screen.copyTo === undefined || screen.copyTo === null ? `#/site/${screen.siteId}` : `#/site/${screen.siteId}/${screen.copyTo}`;
    case 'backup':
      return `#/backup/${screen.backupId}`;
    case 'diff':
      return `#/diff/${screen.beforeId}/${screen.afterId}`;
    case 'job':
      return `#/job/${screen.jobId}`;
    case 'retention':
      return screen.siteId === null && screen.placeId === null
        ? '#/retention'
        : `#/retention/${screen.siteId ?? 'all'}/${screen.placeId ?? 'all'}`;
    case 'place':
      return `#/place/${screen.placeId}`;
    case 'server':
      return `#/server/${screen.serverId}`;
    case 'add-site':
      return screen.serverId === null ? '#/add-site' : `#/add-site/${screen.serverId}`;
  }
}

const PERIOD = /^\d{4}-(?:W\d\d|Q\d|\d\d)$/;
const ID = /^[0-9a-f-]{36}$/i;

/** The screen of an address; the fleet when it is none of ours. */
export function screenAt(address: string): Screen {
  const [name = '', id = '', second = ''] = address.replace(/^#\//, '').split('/');
  switch (name) {
    case 'backups':
    case 'activity':
    case 'places':
    case 'servers':
    case 'add-server':
    case 'settings':
    case 'alerts':
    case 'audit':
    case 'incidents':
    case 'decision-tree':
    case 'learning':
      return { name };
    case 'checklist': {
      const list = id === 'monthly' || id === 'quarterly' ? id : 'weekly';
      const period = PERIOD.test(second) ? second : null;
      return { name, list, period };
    }
    case 'documents':
      return { name, siteId: ID.test(id) ? (id as SiteId) : null };
    case 'schedule':
    case 'cron':
      return { name, siteId: ID.test(id) ? (id as SiteId) : null };
    case 'restore':
      if (!ID.test(id)) return { name: 'incidents' };
      return ID.test(second)
        ? { name, incidentId: id as IncidentId, backupId: second as BackupId }
        : { name, incidentId: id as IncidentId };
    case 'incident':
      return ID.test(id) ? { name, incidentId: id as IncidentId } : { name: 'incidents' };
    case 'drills':
      return { name, siteId: ID.test(id) ? (id as SiteId) : null };
    case 'drill':
      return ID.test(id) ? { name, drillId: id as DrillId } : { name: 'drills', siteId: null };
    case 'site-recovery':
      return ID.test(id) ? { name, siteId: id as SiteId } : { name: 'fleet' };
    case 'add-site':
      return { name, serverId: ID.test(id) ? (id as ServerId) : null };
    case 'site':
      if (!ID.test(id)) return { name: 'fleet' };
      return ID.test(second) ? { name, siteId: id as SiteId, copyTo: second as PlaceId } : { name, siteId: id as SiteId };
    case 'backup':
      return ID.test(id) ? { name, backupId: id as BackupId } : { name: 'fleet' };
    case 'diff':
      return ID.test(id) && ID.test(second) ? { name, beforeId: id as BackupId, afterId: second as BackupId } : { name: 'backups' };
    case 'job':
      return ID.test(id) ? { name, jobId: id as JobId } : { name: 'fleet' };
    case 'retention':
      return { name, siteId: ID.test(id) ? (id as SiteId) : null, placeId: ID.test(second) ? (second as PlaceId) : null };
    case 'place':
      return ID.test(id) ? { name, placeId: id as PlaceId } : { name: 'fleet' };
    case 'server':
      return ID.test(id) ? { name, serverId: id as ServerId } : { name: 'fleet' };
    default:
      return { name: 'fleet' };
  }
}

export function createNavigation() {
  const store = createStore<Navigation>((set, get) => ({
    screen: screenAt(location.hash),
    trail: [],
    go: (screen) => {
      if (addressOf(screen) === addressOf(get().screen)) return;
      history.pushState({ inside: true }, '', addressOf(screen));
      set({ screen, trail: [] });
    },
    back: () => {
      // Only steps that were made in here: never out of the app.
      if ((history.state as { readonly inside?: boolean } | null)?.inside === true) history.back();
      else get().go({ name: 'fleet' });
    },
    setTrail: (trail) => set({ trail }),
  }));
  const follow = () => {
    const screen = screenAt(location.hash);
    if (addressOf(screen) !== addressOf(store.getState().screen)) store.setState({ screen, trail: [] });
  };
  addEventListener('popstate', follow);
  return { store, stop: () => removeEventListener('popstate', follow) };
}
