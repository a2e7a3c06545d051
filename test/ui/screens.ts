import { backupId, drillId, incidentId, jobId, placeId, serverId, siteId } from './world/ids.ts';
import {
  RECOVERY,
  answeredWorld,
  caredWorld,
  chosenWorld,
  drillsWorld,
  plannedWorld,
  recordWorld,
  recoveryWorld,
  restoreWorld,
  runningWorld,
  settingsWorld,
} from './world/recovery-worlds.ts';
import { runsAloneWorld } from './world/running-alone.ts';
import { makeDecidingRestore, makeRestore } from './world/restores.ts';
import { withHistory } from './world/ritual.ts';
import { transferWorld } from './world/transfers.ts';
import type { World } from './world/world.ts';
import { emptyWorld, firstRunWorld, fleetWorld } from './world/world.ts';

/** Fit to be shown to somebody who never saw it: nobody's name is too long, and everything that can run by itself does. */
const shownWorld = (): World => {
  const world = runsAloneWorld();
  const sites = world.fleet.sites.filter(({ site }) => site.id !== siteId(6));
  return {
    ...world,
    fleet: { ...world.fleet, sites },
    retention: { ...world.retention, policy: { ...world.retention.policy, enabled: true } },
  };
};

const ritualWorld = (): World => withHistory(fleetWorld());

export interface ScreenCase {
  readonly name: string;
  readonly world: () => World;
  readonly address: string;
  /** The heading that says that it is there. */
  readonly heading: string | RegExp;
}

/** Every screen, in the states that look different from each other. */
export const SCREENS: readonly ScreenCase[] = [
  { name: 'first run: choose the folder', world: firstRunWorld, address: '', heading: 'Where on this computer do backups go?' },
  { name: 'fleet without a site', world: emptyWorld, address: '', heading: 'No site is protected yet' },
  { name: 'fleet', world: fleetWorld, address: '', heading: /has no backup yet/ },
  { name: 'site, protected', world: fleetWorld, address: `#/site/${siteId(4)}`, heading: 'aurora-market' },
  { name: 'site with a problem', world: fleetWorld, address: `#/site/${siteId(1)}`, heading: 'saltmarsh-clinic' },
  { name: 'site with a running job', world: fleetWorld, address: `#/site/${siteId(3)}`, heading: 'fern-and-fold' },
  { name: 'site with long names and no backup', world: fleetWorld, address: `#/site/${siteId(6)}`, heading: /a-very-long/ },
  { name: 'backup', world: fleetWorld, address: `#/backup/${backupId(1)}`, heading: /Backup of/ },
  { name: 'backup of everything', world: fleetWorld, address: `#/backup/${backupId(2)}`, heading: /Backup of/ },
  { name: 'backups', world: fleetWorld, address: '#/backups', heading: 'Backups' },
  { name: 'backups, none', world: emptyWorld, address: '#/backups', heading: 'Backups' },
  { name: 'comparison', world: fleetWorld, address: `#/diff/${backupId(3)}/${backupId(2)}`, heading: 'What changed in aurora-market' },
  { name: 'activity', world: fleetWorld, address: '#/activity', heading: 'Activity' },
  { name: 'activity with transfers', world: transferWorld, address: '#/activity', heading: 'Activity' },
  { name: 'activity, empty', world: emptyWorld, address: '#/activity', heading: 'Activity' },
  { name: 'job that failed', world: fleetWorld, address: `#/job/${jobId(11)}`, heading: 'Back up saltmarsh-clinic' },
  { name: 'job that runs', world: fleetWorld, address: `#/job/${jobId(13)}`, heading: 'Back up fern-and-fold' },
  { name: 'places', world: fleetWorld, address: '#/places', heading: 'Places' },
  { name: 'places, one only', world: emptyWorld, address: '#/places', heading: 'Places' },
  { name: 'place, a drive that is absent', world: fleetWorld, address: `#/place/${placeId(2)}`, heading: 'Vault-A' },
  { name: 'place, S3', world: fleetWorld, address: `#/place/${placeId(3)}`, heading: 's3-main' },
  { name: 'retention', world: fleetWorld, address: '#/retention', heading: 'Retention' },
  { name: 'retention of a site', world: fleetWorld, address: `#/retention/${siteId(4)}`, heading: 'Retention' },
  { name: 'servers', world: fleetWorld, address: '#/servers', heading: 'Servers' },
  { name: 'server', world: fleetWorld, address: `#/server/${serverId(1)}`, heading: 'vps-fra-1' },
  { name: 'checklist', world: ritualWorld, address: '#/checklist', heading: /Weekly checklist/ },
  { name: 'checklist, quarterly', world: ritualWorld, address: '#/checklist/quarterly', heading: /Quarterly checklist/ },
  { name: 'checklist without a site', world: emptyWorld, address: '#/checklist', heading: /Weekly checklist/ },
  { name: 'papers', world: fleetWorld, address: '#/documents', heading: 'Papers' },
  { name: 'papers of a site, with its card', world: fleetWorld, address: `#/documents/${siteId(4)}`, heading: 'Papers of aurora-market' },
  { name: 'first weeks', world: fleetWorld, address: '#/learning', heading: 'The first weeks' },
  { name: 'add a server', world: fleetWorld, address: '#/add-server', heading: 'Add a server' },
  { name: 'add a site', world: fleetWorld, address: `#/add-site/${serverId(1)}`, heading: 'Add a site' },
  { name: 'recovery, the question', world: recoveryWorld, address: RECOVERY, heading: 'What happened?' },
  { name: 'recovery, answered', world: answeredWorld, address: RECOVERY, heading: 'What happened?' },
  { name: 'recovery, choosing', world: chosenWorld, address: RECOVERY, heading: 'Choose a backup' },
  { name: 'recovery, the plan', world: plannedWorld, address: RECOVERY, heading: /^Runbook/ },
  { name: 'recovery, running', world: runningWorld, address: RECOVERY, heading: 'Restoring, step 3 of 9' },
  {
    name: 'recovery, choosing what becomes of tables',
    world: () => restoreWorld(makeDecidingRestore()),
    address: RECOVERY,
    heading: 'Look at both sides, then choose',
  },
  {
    name: 'recovery, interrupted',
    world: () => restoreWorld(makeRestore(6, { state: 'interrupted' })),
    address: RECOVERY,
    heading: /interrupted in step 6 of 9/,
  },
  { name: 'recovery, after-care', world: caredWorld, address: RECOVERY, heading: /is back/ },
  { name: 'incidents', world: recordWorld, address: '#/incidents', heading: 'Incidents' },
  { name: 'incidents, none', world: fleetWorld, address: '#/incidents', heading: 'Incidents' },
  { name: 'incident', world: recordWorld, address: `#/incident/${incidentId(1)}`, heading: 'Incident 2026-11-20-1' },
  { name: 'decision tree', world: fleetWorld, address: '#/decision-tree', heading: 'Decision tree' },
  { name: 'drills', world: drillsWorld, address: '#/drills', heading: 'Drills' },
  { name: 'drills, none', world: emptyWorld, address: '#/drills', heading: 'Drills' },
  { name: 'drills of a site', world: drillsWorld, address: `#/drills/${siteId(4)}`, heading: 'Drills of aurora-market' },
  { name: 'drills of a site, none', world: fleetWorld, address: `#/drills/${siteId(4)}`, heading: 'Drills of aurora-market' },
  { name: 'drill that passed', world: drillsWorld, address: `#/drill/${drillId(1)}`, heading: 'Drill of aurora-market: passed' },
  { name: 'drill that failed', world: drillsWorld, address: `#/drill/${drillId(2)}`, heading: 'Drill of aurora-market: failed' },
  { name: 'recovery settings', world: settingsWorld, address: `#/site-recovery/${siteId(4)}`, heading: 'Recovery settings' },
  { name: 'site after a restore', world: recordWorld, address: `#/site/${siteId(4)}`, heading: 'aurora-market' },
  { name: 'audit', world: fleetWorld, address: '#/audit', heading: 'Audit' },
  { name: 'audit, no entry', world: emptyWorld, address: '#/audit', heading: 'Audit' },
  { name: 'schedule of all sites', world: runsAloneWorld, address: '#/schedule', heading: 'Schedule' },
  { name: 'schedule of a site', world: runsAloneWorld, address: `#/schedule/${siteId(4)}`, heading: 'Schedule' },
  { name: 'schedule, no site', world: emptyWorld, address: '#/schedule', heading: 'Schedule' },
  { name: 'cron of all sites', world: runsAloneWorld, address: '#/cron', heading: 'Cron' },
  { name: 'cron, no site', world: emptyWorld, address: '#/cron', heading: 'Cron' },
  { name: 'cron of a site', world: runsAloneWorld, address: `#/cron/${siteId(4)}`, heading: 'Cron of aurora-market' },
  {
    name: 'cron of a site, silent and not answering',
    world: runsAloneWorld,
    address: `#/cron/${siteId(1)}`,
    heading: 'Cron of saltmarsh-clinic',
  },
  { name: 'cron of a site, by a hosting panel', world: runsAloneWorld, address: `#/cron/${siteId(2)}`, heading: 'Cron of harbor-books' },
  { name: 'cron of a site, nothing installed', world: runsAloneWorld, address: `#/cron/${siteId(6)}`, heading: /^Cron of a-very-long/ },
  { name: 'alerts', world: runsAloneWorld, address: '#/alerts', heading: 'Alerts' },
  { name: 'alerts, nothing wrong', world: fleetWorld, address: '#/alerts', heading: 'Alerts' },
  { name: 'settings', world: fleetWorld, address: '#/settings', heading: 'Settings' },
];

/** Made beside the screens for the front page of the project; nothing is looked at in them that is not in a screen above. */
export const PICTURES: readonly ScreenCase[] = [
  { name: 'picture fleet', world: shownWorld, address: '', heading: /saltmarsh-clinic/ },
  { name: 'picture restore', world: plannedWorld, address: RECOVERY, heading: /^Runbook/ },
  { name: 'picture checklist', world: () => withHistory(shownWorld()), address: '#/checklist', heading: /Weekly checklist/ },
  { name: 'picture schedule', world: shownWorld, address: '#/schedule', heading: 'Schedule' },
];
