import { useInfo, useNavigation } from './api/stores.ts';
import { AlertsScreen } from './features/alerts/AlertsScreen.tsx';
import { AuditScreen } from './features/audit/AuditScreen.tsx';
import { BackupScreen } from './features/backup/BackupScreen.tsx';
import { BackupsScreen } from './features/backups/BackupsScreen.tsx';
import { CronScreen } from './features/cron/CronScreen.tsx';
import { ChecklistScreen } from './features/checklist/ChecklistScreen.tsx';
import { DiffScreen } from './features/diff/DiffScreen.tsx';
import { DocumentsScreen } from './features/documents/DocumentsScreen.tsx';
import { DrillScreen } from './features/drills/DrillScreen.tsx';
import { DrillsScreen } from './features/drills/DrillsScreen.tsx';
import { SiteRecoveryScreen } from './features/site-recovery/SiteRecoveryScreen.tsx';
import { ChooseFolderScreen } from './features/first-run/ChooseFolderScreen.tsx';
import { Starting } from './features/first-run/Starting.tsx';
import { FleetScreen } from './features/fleet/FleetScreen.tsx';
import { DecisionTreeScreen } from './features/incidents/DecisionTreeScreen.tsx';
import { IncidentScreen } from './features/incidents/IncidentScreen.tsx';
import { IncidentsScreen } from './features/incidents/IncidentsScreen.tsx';
import { ActivityScreen } from './features/jobs/ActivityScreen.tsx';
import { JobScreen } from './features/jobs/JobScreen.tsx';
import { AddServerScreen } from './features/servers/AddServerScreen.tsx';
import { LearningScreen } from './features/learning/LearningScreen.tsx';
import { PlaceScreen } from './features/places/PlaceScreen.tsx';
import { PlacesScreen } from './features/places/PlacesScreen.tsx';
import { RestoreScreen } from './features/restore/RestoreScreen.tsx';
import { RetentionScreen } from './features/retention/RetentionScreen.tsx';
import { LoginQuestion } from './features/schedule/LoginQuestion.tsx';
import { ScheduleScreen } from './features/schedule/ScheduleScreen.tsx';
import { ServerScreen } from './features/servers/ServerScreen.tsx';
import { ServersScreen } from './features/servers/ServersScreen.tsx';
import { SettingsScreen } from './features/settings/SettingsScreen.tsx';
import { AddSiteScreen } from './features/add-site/AddSiteScreen.tsx';
import { SiteScreen } from './features/sites/SiteScreen.tsx';
import { Frame } from './frame/Frame.tsx';
import type { Screen } from './navigation.ts';
import { addressOf } from './navigation.ts';

/** The first question of all is where copies go; nothing else makes sense before it is answered. */
export function Screens() {
  const screen = useNavigation((state) => state.screen);
  const info = useInfo((state) => state.info);
  const problem = useInfo((state) => state.problem);
  if (info === null) return <Starting problem={problem} />;
  if (info.place === null) return <ChooseFolderScreen info={info} />;
  // A recovery brings a frame of its own.
  if (screen.name === 'restore')
    return <RestoreScreen key={screen.incidentId} incidentId={screen.incidentId} wanted={screen.backupId ?? null} />;
  return (
    <Frame>
      <LoginQuestion />
      <CurrentScreen key={keyOf(screen)} screen={screen} />
    </Frame>
  );
}

/** These screens change their subject in place, by a control that must keep the focus. */
function keyOf(screen: Screen): string {
  const inPlace: readonly Screen['name'][] = ['diff', 'retention', 'schedule', 'checklist', 'documents'];
  return inPlace.includes(screen.name) ? screen.name : addressOf(screen);
}

function CurrentScreen({ screen }: { readonly screen: Exclude<Screen, { readonly name: 'restore' }> }) {
  switch (screen.name) {
    case 'fleet':
      return <FleetScreen />;
    case 'site':
      return <SiteScreen siteId={screen.siteId} copyTo={screen.copyTo ?? null} />;
    case 'backup':
      return <BackupScreen backupId={screen.backupId} />;
    case 'backups':
      return <BackupsScreen />;
    case 'diff':
      return <DiffScreen beforeId={screen.beforeId} afterId={screen.afterId} />;
    case 'activity':
      return <ActivityScreen />;
    case 'job':
      return <JobScreen jobId={screen.jobId} />;
    case 'places':
      return <PlacesScreen />;
    case 'place':
      return <PlaceScreen placeId={screen.placeId} />;
    case 'retention':
      return <RetentionScreen siteId={screen.siteId} placeId={screen.placeId} />;
    case 'servers':
      return <ServersScreen />;
    case 'add-server':
      return <AddServerScreen />;
    case 'server':
      return <ServerScreen serverId={screen.serverId} />;
    case 'add-site':
      return <AddSiteScreen serverId={screen.serverId} />;
    case 'settings':
      return <SettingsScreen />;
    case 'schedule':
      return <ScheduleScreen siteId={screen.siteId} />;
    case 'cron':
      return <CronScreen siteId={screen.siteId} />;
    case 'alerts':
      return <AlertsScreen />;
    case 'audit':
      return <AuditScreen />;
    case 'incidents':
      return <IncidentsScreen />;
    case 'decision-tree':
      return <DecisionTreeScreen />;
    case 'incident':
      return <IncidentScreen incidentId={screen.incidentId} />;
    case 'drills':
      return <DrillsScreen siteId={screen.siteId} />;
    case 'drill':
      return <DrillScreen drillId={screen.drillId} />;
    case 'site-recovery':
      return <SiteRecoveryScreen siteId={screen.siteId} />;
    case 'checklist':
      return <ChecklistScreen list={screen.list} period={screen.period} />;
    case 'documents':
      return <DocumentsScreen siteId={screen.siteId} />;
    case 'learning':
      return <LearningScreen />;
  }
}
