import type { SiteId } from '../../../shared/model/ids.ts';
import { isActive } from '../../../shared/model/job.ts';
import type { Schedule, ScheduledWork } from '../../../shared/model/schedule.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { SourceKind } from '../../../shared/model/source.ts';
import { describePrograms, findDatabasePrograms } from '../../drills/find-programs.ts';
import { effectiveRetention } from '../../../shared/model/effective-retention.ts';
import { pausedBecause, planPlace } from '../../retention/plan-place.ts';
import type { Launched } from '../../schedule/ports.ts';
import { adoptRequest } from '../adopt-job.ts';
import { drillRequest } from '../drills/drill-request.ts';
import { backupRequest } from '../job-requests.ts';
import type { Modules } from '../modules.ts';
import { pruneRequest } from '../prune-job.ts';
import { hasCopiesToReread, rollingVerificationRequest } from '../rolling-verification-job.ts';
import { launchPush } from './launch-push.ts';
import { pausedText } from '../../schedule/settle-slot.ts';
import { lookAtHealth } from './look-at-health.ts';

/** Begins one kind of work of a site as its schedule says. Throws `site.not-found`, and what the start of its job throws. */
export async function launchWork(modules: Modules, siteId: SiteId, work: ScheduledWork, schedule: Schedule): Promise<Launched> {
  const site = modules.sites.get(siteId);
  switch (work) {
    case 'pull':
      return (await captureObstacle(modules, site, (kind) => kind === 'server-backups')) ?? started(modules, adoptRequest(site, null));
    case 'backup':
      return (await captureObstacle(modules, site, (kind) => kind !== 'server-backups')) ?? launchBackup(modules, site, schedule);
    case 'push':
      return launchPush(modules, site);
    case 'verify':
      return launchVerify(modules);
    case 'drill':
      return launchDrill(modules, site);
    case 'retention':
      return launchRetention(modules, site);
    case 'health':
      return lookAtHealth(modules, siteId);
  }
}

const nothing = (text: string): Launched => ({ kind: 'done', nothing: true, text });

function started(modules: Modules, request: Parameters<ReturnType<Modules['runner']>['start']>[0]): Launched {
  return { kind: 'jobs', jobIds: [modules.runner().start(request).id] };
}

/** What the operator has to set up first, or a place that is away. */
async function captureObstacle(modules: Modules, site: Site, wants: (kind: SourceKind) => boolean): Promise<Launched | null> {
  const { catalog, presences } = modules;
  if (!catalog.sources.list(site.id).some(({ kind }) => wants(kind)))
    return { kind: 'not-possible', text: 'The site has no source for it.' };
  if (catalog.servers.find(site.serverId)?.hostKey === null)
    return { kind: 'not-possible', text: 'The host key of the server has not been accepted.' };
  const place = modules.place();
  if (place === null) return { kind: 'not-possible', text: 'No folder for backups has been chosen on this computer.' };
  const presence = await presences.look(place.id);
  return presence.state === 'there' ? null : { kind: 'wait', reason: 'place', text: `${place.name} is not there: ${presence.reason}` };
}

function launchBackup(modules: Modules, site: Site, { capture }: Schedule): Launched {
  const there = new Set(modules.catalog.sources.list(site.id).map(({ id }) => id));
  const sourceIds = capture.sourceIds?.filter((id) => there.has(id)) ?? null;
  if (sourceIds?.length === 0) return { kind: 'not-possible', text: 'The chosen sources are not there any more.' };
  const choice = { kind: capture.kind, sourceIds, compression: null, label: null, verify: true, copyTo: null, scheduled: true };
  return started(modules, backupRequest(site, choice));
}

/** One job re-reads for all sites what was shown longest ago, within the day's budget; the sites share it. */
function launchVerify(modules: Modules): Launched {
  const atWork = modules.jobs().find(({ kind, state }) => kind === 'verify-rolling' && isActive(state));
  if (atWork !== undefined) return { kind: 'jobs', jobIds: [atWork.id] };
  return hasCopiesToReread(modules)
    ? started(modules, rollingVerificationRequest())
    : nothing('Nothing is left to re-read within the budget of today.');
}

async function launchDrill(modules: Modules, site: Site): Promise<Launched> {
  const { catalog } = modules;
  if (catalog.backups.newestFull(site.id) === null) return nothing('There is no backup to try yet.');
  const { target } = catalog.siteRecoveries.drillOf(site.id);
  const programs = target.kind === 'this-computer' ? await findDatabasePrograms() : null;
  if (target.kind === 'this-computer' && (programs === null || describePrograms(programs) === ''))
    return { kind: 'not-possible', text: 'No database server was found on this computer, and no other one is named for drills.' };
  return started(modules, drillRequest(site, target, { backupId: null, placeId: null }));
}

/** Deletes by the plan of this moment, in each place in which the policy is on. */
async function launchRetention(modules: Modules, site: Site): Promise<Launched> {
  const { catalog, clock, presences } = modules;
  // From here to the start nothing else can begin in between.
  const known = await presences.known();
  const policies = catalog.retentionPolicies.list();
  const on = catalog.places.list().filter(({ id }) => effectiveRetention(policies, site.id, id).policy.enabled);
  if (on.length === 0) return nothing('Retention is off: nothing is deleted.');
  const pause = pausedBecause(catalog, site.id);
  if (pause !== null) return nothing(pausedText(pause));
  const plans = on.map((place) => ({ place, plan: planPlace({ catalog, placeId: place.id, siteId: site.id, now: clock.now() }) }));
  const leaving = plans.filter(({ plan }) => plan.deletes > 0);
  // A drive in a drawer is no failure: what is not kept there goes when it is plugged in at this time.
  const isAway = ({ id, kind }: Place): boolean => kind === 'drive' && known.get(id)?.state !== 'there';
  const away = leaving.filter(({ place }) => isAway(place)).map(({ place }) => place.name);
  const requests = leaving
    .filter(({ place }) => !isAway(place))
    .map(({ place, plan }) => pruneRequest(place, { siteId: site.id, fingerprint: plan.fingerprint }));
  if (requests.length === 0)
    return nothing(
      away.length === 0 ? 'Everything is kept by the rules.' : `${away.join(', ')}: not plugged in; nothing is deleted there until then.`,
    );
  return { kind: 'jobs', jobIds: requests.map((request) => modules.runner().start(request).id) };
}
