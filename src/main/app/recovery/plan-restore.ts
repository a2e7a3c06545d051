import { branchNode } from '../../../shared/model/decision-tree.ts';
import { RestoreId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type {
  LossPreview,
  PlanCheck,
  Restore,
  RestoreChoice,
  RestoreMethod,
  RestorePlan,
  RunStep,
  TargetIdentity,
} from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import { mayCreateSchemas } from '../../restore/database/choose-method.ts';
import { splitWork } from '../../restore/database/beside/split-work.ts';
import { whyNotAside } from '../../restore/database/in-place/why-not-aside.ts';
import { whyNotInPlace } from '../../restore/database/in-place/why-not-in-place.ts';
import { inspectImport } from '../../restore/database/inspect-import.ts';
import { databaseLoss } from '../../restore/database/rows/database-loss.ts';
import { adoptedArchiveChecks } from '../../restore/media/adopted-archive-checks.ts';
import { mediaChecks } from '../../restore/media/media-checks.ts';
import { mediaLoss, readMediaOutlook, type MediaOutlook } from '../../restore/media/media-outlook.ts';
import type { MediaWork } from '../../restore/media/media-work.ts';
import { zipChecks } from '../../restore/media/zip-checks.ts';
import { estimateSteps, type EstimateFacts } from '../../restore/plan/estimate-steps.ts';
import { runbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import { siteChecks } from '../../restore/runbooks/site-checks.ts';
import type { RestoreTarget } from '../../restore/step.ts';
import { readIdentity } from '../../restore/target/read-identity.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { expectedTime } from './expected-time.ts';
import { measuredRate } from './measured-rate.ts';
import { keepDatabases, siteWorkOf, stepsOf } from './open-restore.ts';
import { needIncident } from './incidents-open.ts';
import { keepIncident, openJournal } from './restore-journal.ts';
import { openWorks, type RestoreWorks, restoreTarget } from './restore-works.ts';
import { keepZips } from './zip-media.ts';

/** Restores that are looked through for the time a step took. */
const EARLIER = 10;

/**
 * Everything that would happen, computed on both sides and kept as a planned restore. Only reads, on the server too. Throws what keeps it from being computed:
 * `incident.*`, `backup.not-found`, `restore.*`, `ssh.*`, `database.*`.
 */
export async function planRestore(modules: Modules, choice: RestoreChoice, signal: AbortSignal): Promise<RestorePlan> {
  const { catalog, clock, connections, secrets } = modules;
  const incident = needIncident(modules, choice.incidentId);
  if (incident.situation === null) throw new AppError('incident.not-answered', { detail: incident.siteName });
  const id = RestoreId.parse(crypto.randomUUID());
  const target = restoreTarget(modules, choice);
  const identity = await readIdentity(target, connections, secrets, signal);
  const method = choice.method ?? (await likelyMethod(modules, choice, signal));
  const runbook = branchNode(incident.situation.branch).runbook;
  const works = await openWorks(modules, { id, choice, method, planned: {}, copies: 'needed' }, { signal, log: () => {} });
  const looked = await lookAtBoth(modules, works, signal);
  const siteWork = siteWorkOf(modules, { id, incidentId: incident.id, plan: { runbook, choice } }, target);
  const around = await siteChecks(siteWork, target, connections, signal);
  const checks = [...identityChecks(identity, target.site.id), ...methodChecks(works, choice), ...looked.checks, ...around.checks];
  const bytesToSend = bytesOf(works, looked.loss);
  const summary = catalog.backups.summaries({ siteId: works.manifest.backup.siteId }).find((each) => each.id === choice.backupId);
  const [first] = works.copies;
  if (summary === undefined || first === undefined) throw new AppError('restore.no-copy', { detail: choice.backupId });
  const noticedAt = Date.parse(incident.situation.noticedAt);
  const draft: RestorePlan = {
    id,
    createdAt: instantOf(clock),
    choice: { ...choice, placeId: first.store.place.id },
    runbook,
    siteName: target.site.name,
    confirmWith: target.site.name,
    backup: summary,
    placeName: first.store.place.name,
    level: first.level,
    method,
    identity,
    loss: looked.loss,
    checks,
    steps: [],
    bytesToSend,
    rpoMs: Math.max(0, noticedAt - Date.parse(capturedTo(works))),
    ...expectedTime(modules, works.manifest.backup.siteId, bytesToSend),
  };
  return keepPlan(modules, incident, works, draft, around.programs);
}

/** Where nothing is said: beside the live data where the account may, else in place. */
async function likelyMethod(modules: Modules, choice: RestoreChoice, signal: AbortSignal): Promise<RestoreMethod> {
  if (choice.databases.length === 0) return 'swap';
  const { databases } = await openWorks(
    modules,
    { id: RestoreId.parse(crypto.randomUUID()), choice: { ...choice, media: [] }, method: 'swap', planned: {}, copies: 'needed' },
    { signal, log: () => {} },
  );
  for (const work of databases) {
    const { may } = await mayCreateSchemas(work, accessOf(modules, choice), signal);
    if (!may || whyNotAside(work.choice) !== null) return 'in-place';
  }
  return 'swap';
}

function accessOf(modules: Modules, choice: RestoreChoice) {
  const { connections, secrets } = modules;
  return { target: restoreTarget(modules, choice), connections, secrets };
}

async function lookAtBoth(
  modules: Modules,
  { databases, media, target, manifest }: RestoreWorks,
  signal: AbortSignal,
): Promise<{ readonly loss: LossPreview; readonly checks: readonly PlanCheck[] }> {
  const { connections, secrets, clock } = modules;
  const access = { target, connections, secrets };
  const loss: LossPreview = { countedAt: instantOf(clock), databases: [], media: [], code: [], unknown: [] };
  const checks: PlanCheck[] = [];
  for (const work of databases) {
    checks.push(...(await inspectImport(work, access, signal)));
    const counted = await databaseLoss(work, access, signal);
    loss.databases.push({ database: work.database, tables: [...counted.tables] });
    loss.unknown.push(...counted.unknown);
  }
  for (const work of media) {
    const outlook = await lookAtFiles(modules, work, target, loss, signal);
    checks.push(
      ...(await zipChecks(work, signal)),
      ...mediaChecks(work, outlook),
      ...adoptedArchiveChecks(manifest.backup, [...manifest.sources, ...target.sources], work),
    );
  }
  return { loss, checks };
}

/** Adds to `loss` what a restore of files would take away now. */
export async function lookAtFiles(
  { connections }: Pick<Modules, 'connections'>,
  work: MediaWork,
  { server, site }: RestoreTarget,
  loss: LossPreview,
  signal: AbortSignal,
): Promise<MediaOutlook> {
  const outlook = await readMediaOutlook(work, { serverId: server.id, root: site.root }, connections, signal);
  loss.media.push(mediaLoss(work, outlook));
  const unreadable = outlook.units.flatMap((unit) => unit.unreadable);
  if (unreadable.length > 0) loss.unknown.push(`Could not be listed: ${unreadable.slice(0, 5).join(', ')}`);
  return outlook;
}

function identityChecks(identity: TargetIdentity, siteId: string): readonly PlanCheck[] {
  const { marker, root } = identity;
  const isOther = marker !== null && marker !== siteId;
  const why = isOther
    ? 'The file .holdfast-site there says that another site is kept in this folder. A restore would replace its data.'
    : '';
  const found = marker === null ? 'none yet; the first step writes it' : isOther ? 'another site' : 'this site';
  return [{ id: 'marker', label: `Marker in ${root}`, found, verdict: isOther ? 'stop' : 'ok', why }];
}

export function methodChecks({ databases }: Pick<RestoreWorks, 'databases'>, choice: RestoreChoice): readonly PlanCheck[] {
  const [first] = databases;
  if (first === undefined) return [];
  const checks: PlanCheck[] = [];
  const how = {
    swap: 'beside the live data, then switched',
    'switch-env': 'beside the live data, then the settings point to it',
    'in-place': 'in place, after a safety copy',
  };
  const isForced = first.method === 'in-place' && choice.method === null;
  checks.push({
    id: 'method',
    label: 'Way of the restore',
    found: databases.every((work) => work.method === 'in-place' && splitWork(work).over === null)
      ? 'beside the live tables, in the same database'
      : how[first.method],
    verdict: isForced ? 'attention' : 'ok',
    why: isForced ? (whyNotAside(first.choice) ?? 'The account of the database may not make a schema beside the live one.') : '',
  });
  for (const work of databases) {
    const why = work.method === 'in-place' ? whyNotInPlace(work.choice) : null;
    const whyAside = work.method === 'in-place' ? null : whyNotAside(work.choice);
    if (whyAside !== null)
      checks.push({ id: 'aside', label: `Beside the live data: ${work.database}`, found: 'not possible', verdict: 'stop', why: whyAside });
    if (work.method === 'switch-env' && (databases.length > 1 || work.source.access.from !== 'site-env'))
      checks.push({
        id: 'switch-env',
        label: `Settings file: ${work.database}`,
        found: databases.length > 1 ? `${databases.length} databases` : 'the name of the database was typed in',
        verdict: 'stop',
        why: 'A site is pointed to another database by the one line of its own settings file. Choose the switch of tables instead.',
      });
    if (!choice.maintenance && work.method === 'swap' && work.artifact.inventory.triggers.length > 0)
      checks.push({
        id: 'triggers-while-open',
        label: `Triggers: ${work.database}`,
        found: `${work.artifact.inventory.triggers.length} in the backup`,
        verdict: 'attention',
        why: 'They are made again around the switch, so rows that visitors write in that moment may not have passed them. With the maintenance page up nobody writes.',
      });
    if (why !== null) checks.push({ id: 'in-place', label: `In place: ${work.database}`, found: 'not possible', verdict: 'stop', why });
  }
  return checks;
}

function bytesOf({ databases }: RestoreWorks, { media }: LossPreview): number {
  const dumps = databases.reduce((sum, { artifact }) => sum + artifact.bytes, 0);
  return dumps + media.reduce((sum, { bytesToSend }) => sum + bytesToSend, 0);
}

/** A restore of the incident changes a site, or did and was not settled: it is the one to be shown. */
function isAtWork({ catalog }: Modules, { restoreId }: Incident): boolean {
  return restoreId !== null && catalog.restores.unsettled().some(({ id }) => id === restoreId);
}

/** What was measured before, for the times of the steps. */
export function estimateFacts(modules: Modules, { target, manifest, databases, media }: RestoreWorks, loss: LossPreview): EstimateFacts {
  const { catalog } = modules;
  const backup = catalog.jobs.newestOutcome(target.site.id, 'backup');
  const sent = new Map(loss.media.map(({ artifactId, bytesToSend }) => [artifactId, bytesToSend]));
  return {
    earlier: catalog.restores.list({ siteId: target.site.id, incidentId: null, limit: EARLIER }),
    bytesPerSecond: measuredRate(modules, manifest.backup.siteId),
    bytesOf: new Map([
      ...databases.flatMap(({ database, artifact }) =>
        [`import:${database}`, `in-place:${database}`].map((id) => [id, artifact.bytes] as const),
      ),
      ...media.map(({ artifact }) => [`unpack-media:${artifact.id}`, sent.get(artifact.id) ?? 0] as const),
    ]),
    backupMs:
      backup === null || backup.startedAt === null || backup.endedAt === null
        ? null
        : Date.parse(backup.endedAt) - Date.parse(backup.startedAt),
  };
}

/** The oldest moment of what comes back. */
function capturedTo({ databases, media }: RestoreWorks): string {
  const times = [...databases, ...media].map(({ artifact }) => artifact.capturedTo);
  return times.toSorted().at(0) ?? new Date(0).toISOString();
}

export function waitingStep(id: string): RunStep {
  return { id, state: 'waiting', startedAt: null, endedAt: null, output: '', problem: null };
}

function keepPlan(
  modules: Modules,
  incident: Incident,
  works: RestoreWorks,
  draft: RestorePlan,
  programs: Parameters<typeof siteWorkOf>[3],
): RestorePlan {
  const { catalog } = modules;
  const { id, choice, runbook, createdAt } = draft;
  const siteWork = siteWorkOf(modules, { id, incidentId: incident.id, plan: { runbook, choice } }, works.target, programs);
  const steps = stepsOf(modules, draft.identity, works, runbookSteps(siteWork), openJournal(modules, id)).map((step) => step.plan);
  const plan: RestorePlan = { ...draft, steps: [...estimateSteps(steps, estimateFacts(modules, works, draft.loss))] };
  const restore: Restore = {
    id,
    incidentId: incident.id,
    siteId: works.manifest.backup.siteId,
    targetSiteId: works.target.site.id,
    state: 'planned',
    plan,
    steps: steps.map(({ id: stepId }) => waitingStep(stepId)),
    liveTouched: false,
    jobId: null,
    createdAt,
    confirmedAt: null,
    endedAt: null,
    problem: null,
    safetyCopyId: null,
    checks: [],
    comparisons: [],
    sideRows: [],
    undo: { state: 'none', keeps: [], bytes: null },
    bypassUrl: null,
  };
  catalog.atomically(() => {
    catalog.restores.dropPlanned(incident.id);
    catalog.restores.insert(restore);
    keepDatabases(modules, id, works.databases);
    keepZips(modules, id, works.media);
    // Asked again: the look took its time.
    const now = needIncident(modules, incident.id);
    keepIncident(modules, { ...now, choice: plan.choice, restoreId: isAtWork(modules, now) ? now.restoreId : plan.id });
  });
  modules.emit('restore.changed', restore);
  return plan;
}
