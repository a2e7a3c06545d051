import type { DrillStatus } from '../../../src/shared/model/drill.ts';
import type { Incident, IncidentSummary } from '../../../src/shared/model/incident.ts';
import type { Restore, RestoreSummary, RunStep } from '../../../src/shared/model/restore.ts';
import type { Answers } from '../fake-bridge.ts';
import { incidentId, restoreId } from './ids.ts';
import { NOW } from './models.ts';
import type { NewJob } from './place-answers.ts';
import { unknown } from './problems.ts';
import { makeIncident } from './recovery.ts';
import { decidedPlan, makeRestore } from './restores.ts';
import type { World } from './world.ts';

type Names = Extract<keyof Answers, `recovery.${string}` | `incident.${string}` | `restore.${string}` | `drill.${string}`>;

export function recoveryAnswers(world: World, newJob: NewJob): Pick<Answers, Names> {
  const now = () => new Date(NOW).toISOString();
  const incidentById = (id: string): Incident =>
    world.recovery.incidents.find((incident) => incident.id === id) ?? unknown('incident.not-found', 'This incident is not known');
  const restoreById = (id: string): Restore =>
    world.recovery.restores.find((restore) => restore.id === id) ?? unknown('restore.not-found', 'This restore is not known');
  const drillById = (id: string) =>
    world.recovery.drills.find((drill) => drill.id === id) ?? unknown('drill.not-found', 'This drill is not known');
  const keep = (incident: Incident): Incident => {
    const others = world.recovery.incidents.filter(({ id }) => id !== incident.id);
    world.recovery = { ...world.recovery, incidents: [incident, ...others] };
    return incident;
  };
  const keepRestore = (restore: Restore): Restore => {
    const others = world.recovery.restores.filter(({ id }) => id !== restore.id);
    world.recovery = { ...world.recovery, restores: [restore, ...others] };
    return restore;
  };
  const siteName = (id: string) => world.fleet.sites.find(({ site }) => site.id === id)?.site.name ?? 'a site';
  const statusOf = (id: string): DrillStatus => ({
    ...world.recovery.status,
    drills: world.recovery.drills.filter(({ siteId }) => siteId === id),
  });
  const newRestoreJob = (restore: Restore, kind: 'restore' | 'restore-undo' | 'restore-let-go' | 'restore-put-back', title: string) =>
    newJob({ kind, title, siteId: restore.targetSiteId }).id;

  return {
    'recovery.settings': () => world.recovery.settings,
    'recovery.set-settings': ({ settings }) => {
      world.recovery = { ...world.recovery, settings };
      return settings;
    },
    'recovery.maintenance': ({ incidentId: id, up }) =>
      keep({
        ...incidentById(id),
        maintenanceSince: up ? now() : null,
        bypassUrl: up ? 'https://aurora-market.example/3f9a1c07e2d4885b' : null,
      }),
    'incident.open': ({ siteId }) =>
      world.recovery.incidents.find((incident) => incident.siteId === siteId && incident.closedAt === null) ??
      keep(
        makeIncident(world.recovery.incidents.length + 1, {
          id: incidentId(world.recovery.incidents.length + 1),
          siteId,
          siteName: siteName(siteId),
          openedAt: now(),
        }),
      ),
    'incident.list': ({ siteId }) =>
      world.recovery.incidents.filter((incident) => siteId === null || incident.siteId === siteId).map(summaryOf),
    'incident.get': ({ incidentId: id }) => incidentById(id),
    'incident.answer': ({ incidentId: id, situation, choice }) => keep({ ...incidentById(id), situation, choice }),
    'incident.look-for-signs': () => [...world.recovery.signs],
    'incident.propose': () => world.recovery.proposal,
    'incident.note': ({ incidentId: id, note }) => keep({ ...incidentById(id), note }),
    'incident.set-task': ({ incidentId: id, taskId, done, note }) => {
      const incident = incidentById(id);
      return keep({
        ...incident,
        tasks: incident.tasks.map((task) =>
          task.id === taskId ? { ...task, doneAt: done ? now() : null, note: note ?? task.note } : task,
        ),
      });
    },
    'incident.add-task': ({ incidentId: id, title, dueAt }) => {
      const incident = incidentById(id);
      const task = { id: `own-${incident.tasks.length + 1}`, title, hint: '', dueAt, automatic: false, doneAt: null, note: '' };
      return keep({ ...incident, tasks: [...incident.tasks, task] });
    },
    'incident.close': ({ incidentId: id }) => keep({ ...incidentById(id), closedAt: now() }),
    'incident.report': ({ incidentId: id, format }) =>
      format === 'json' ? JSON.stringify(incidentById(id)) : `<h1>Incident ${incidentById(id).number}</h1>`,
    'incident.save-report': ({ incidentId: id, format, file }) => file ?? `/home/ada/incident-${incidentById(id).number}.${format}`,
    'restore.live-tables': () => world.recovery.liveTables.map(({ database, tables }) => ({ database, tables: [...tables] })),
    'restore.plan': (choice) => {
      const run = world.recovery.restores.some(({ id, state }) => id === world.recovery.plan.id && state !== 'planned');
      const plan = { ...world.recovery.plan, choice, ...(run ? { id: restoreId(2) } : {}) };
      keepRestore({
        ...makeRestore(0),
        id: plan.id,
        incidentId: choice.incidentId,
        targetSiteId: choice.targetSiteId,
        state: 'planned',
        plan,
        confirmedAt: null,
        steps: plan.steps.map(({ id }) => waitingStep(id)),
      });
      keep({ ...incidentById(choice.incidentId), choice, restoreId: plan.id });
      return plan;
    },
    'restore.run': ({ restoreId: id }) => {
      const restore = restoreById(id);
      return keepRestore({
        ...restore,
        state: 'running',
        confirmedAt: now(),
        jobId: newRestoreJob(restore, 'restore', `Restore ${restore.plan.siteName}`),
      });
    },
    'restore.plan-decision': ({ restoreId: id, tables }) => decidedPlan(restoreById(id).plan, tables),
    'restore.decide': ({ restoreId: id, tables }) => {
      const restore = restoreById(id);
      const plan = decidedPlan(restore.plan, tables);
      return keepRestore({
        ...restore,
        state: 'running',
        plan,
        steps: plan.steps.map((step) => restore.steps.find((known) => known.id === step.id) ?? waitingStep(step.id)),
        jobId: newRestoreJob(restore, 'restore', `Restore ${restore.plan.siteName}, as decided`),
      });
    },
    'restore.settle': ({ restoreId: id, how }) => {
      const restore = restoreById(id);
      return keepRestore({
        ...restore,
        state: 'running',
        problem: null,
        jobId: newRestoreJob(
          restore,
          'restore',
          how === 'continue' ? `Go on with ${restore.plan.siteName}` : `Put back ${restore.plan.siteName}`,
        ),
      });
    },
    'restore.undo-preview': ({ restoreId: id }) => ({
      ...restoreById(id).plan.loss,
      databases: [
        {
          database: 'aurora_shop',
          tables: [
            {
              table: 'orders',
              rowsNow: 18_176,
              rowsBackup: 18_173,
              estimated: false,
              timeColumn: 'created_at',
              newestNow: '2026-11-20 09:31:00',
              newestBackup: '2026-11-19 01:52:30',
            },
          ],
        },
      ],
      media: [],
    }),
    'restore.undo': ({ restoreId: id }) => {
      const restore = restoreById(id);
      return keepRestore({ ...restore, jobId: newRestoreJob(restore, 'restore-undo', `Undo the restore of ${restore.plan.siteName}`) });
    },
    'restore.let-go': ({ restoreId: id }) => {
      const restore = restoreById(id);
      return keepRestore({
        ...restore,
        undo: { state: 'let-go', keeps: [], bytes: null },
        jobId: newRestoreJob(restore, 'restore-let-go', `Let go of the old data of ${restore.plan.siteName}`),
      });
    },
    'restore.put-back': ({ restoreId: id, tables }) => {
      const restore = restoreById(id);
      return keepRestore({
        ...restore,
        sideRows: restore.sideRows.map((side) =>
          tables.some(({ database, table }) => database === side.database && table === side.table) ? { ...side, putBack: true } : side,
        ),
        jobId: newRestoreJob(restore, 'restore-put-back', `Put back rows of ${restore.plan.siteName}`),
      });
    },
    'restore.get': ({ restoreId: id }) => restoreById(id),
    'restore.list': ({ siteId }) =>
      world.recovery.restores.filter((restore) => siteId === null || restore.siteId === siteId).map(restoreSummaryOf),
    'drill.status': ({ siteId }) => statusOf(siteId),
    'drill.set-settings': ({ siteId, settings }) => {
      world.recovery = { ...world.recovery, status: { ...world.recovery.status, settings } };
      return statusOf(siteId);
    },
    'drill.set-target-password': () => undefined,
    'drill.start': ({ siteId, backupId }) => newJob({ kind: 'drill', title: `Drill of ${siteName(siteId)}`, siteId, backupId }),
    'drill.list': ({ siteId }) => world.recovery.drills.filter((drill) => siteId === null || drill.siteId === siteId),
    'drill.report': ({ drillId: id, format }) =>
      format === 'json' ? JSON.stringify(drillById(id)) : `<h1>Drill of ${drillById(id).siteName}</h1>`,
    'drill.save-report': ({ drillId: id, format, file }) => file ?? `/home/ada/drill-${drillById(id).siteName}.${format}`,
  };
}

function summaryOf(incident: Incident): IncidentSummary {
  const { id, number, siteId, siteName, openedAt, closedAt, restoreId, situation, tasks } = incident;
  return {
    id,
    number,
    siteId,
    siteName,
    openedAt,
    closedAt,
    restoreId,
    branch: situation?.branch ?? null,
    openTasks: tasks.filter(({ doneAt }) => doneAt === null).length,
  };
}

function restoreSummaryOf({ id, incidentId: incident, siteId, plan, state, createdAt, endedAt, undo }: Restore): RestoreSummary {
  return {
    id,
    incidentId: incident,
    siteId,
    siteName: plan.siteName,
    targetName: plan.siteName,
    backupAt: plan.backup.startedAt,
    method: plan.method,
    state,
    createdAt,
    endedAt,
    undo: undo.state,
  };
}

function waitingStep(id: string): RunStep {
  return { id, state: 'waiting', startedAt: null, endedAt: null, output: '', problem: null };
}
