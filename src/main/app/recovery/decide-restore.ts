import type { LossPreview, PlanCheck, Restore, RestoreChoice, RestorePlan, TableDecision } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import { splitWork } from '../../restore/database/beside/split-work.ts';
import type { DatabaseWork } from '../../restore/database/database-work.ts';
import { inspectImport, inspectSwitch } from '../../restore/database/inspect-import.ts';
import { databaseLoss } from '../../restore/database/rows/database-loss.ts';
import { withSession } from '../../restore/database/swap/sign-in.ts';
import { shapeOf } from '../../restore/database/tables/compare-tables.ts';
import { planTables } from '../../restore/database/tables/plan-tables.ts';
import { readSides } from '../../restore/database/tables/read-sides.ts';
import { tablePlaces } from '../../restore/database/tables/table-places.ts';
import { contextOf } from '../../restore/engine/step-runner.ts';
import { estimateSteps } from '../../restore/plan/estimate-steps.ts';
import { runbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import type { StepContext } from '../../restore/step.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { plannedDatabases, siteWorkOf, stepsOf, toolsOf } from './open-restore.ts';
import { estimateFacts, lookAtFiles, methodChecks, waitingStep } from './plan-restore.ts';
import { keepWhole, openJournal } from './restore-journal.ts';
import { restoreRequest } from './restore-requests.ts';
import { openWorks } from './restore-works.ts';
import { stepNamed } from './step-named.ts';

/**
 * The plan of a restore that waits, with what becomes of its tables: what was done stays done, what comes then is new, and both sides are counted again. Only reads.
 * Throws `restore.not-decided`, and as `planRestore`.
 */
export async function planDecision(
  modules: Modules,
  restore: Restore,
  decisions: readonly TableDecision[],
  signal: AbortSignal,
): Promise<RestorePlan> {
  const { plan, id } = restore;
  const choice = decided(plan.choice, decisions);
  const journal = openJournal(modules, id);
  const copies = readsBackup(choice, plan.method) ? 'needed' : 'where there are any';
  const order = { id, choice, method: plan.method, planned: plannedDatabases(journal), copies } as const;
  const works = await openWorks(modules, order, { signal, log: () => {} });
  const tools = toolsOf(modules, journal, works);
  const job = { jobId: 'plan', signal, step: () => {}, advance: () => {}, log: () => {} };
  const access = { target: works.target, connections: modules.connections, secrets: modules.secrets };
  await tools.confirmTarget(signal);
  const loss: LossPreview = { countedAt: instantOf(modules.clock), databases: [], media: [], code: [], unknown: [] };
  const checks: PlanCheck[] = [...methodChecks(works, { ...choice, method: plan.method })];
  for (const work of works.databases) {
    const { tables, unknown } = await databaseLoss(work, access, signal);
    loss.databases.push({ database: work.database, tables: [...tables] });
    loss.unknown.push(...unknown);
    const { over } = splitWork(work);
    // What goes in place is imported once more; all else is on the server.
    if (over !== null) checks.push(...(await inspectImport(over, access, signal)));
    checks.push(...(await inspectSwitch(work, access, signal)));
    checks.push(...(await tablesChecks(work, contextOf(stepNamed(`switch:${work.database}`), tools, job))));
  }
  for (const work of works.media) await lookAtFiles(modules, work, works.target, loss, signal);
  const fresh = new Set(checks.map((check) => check.id));
  const runbook = runbookSteps(siteWorkOf(modules, restore, works.target));
  const steps = stepsOf(modules, plan.identity, works, runbook, journal).map((step) => step.plan);
  return {
    ...plan,
    choice,
    loss,
    checks: [...onceEach(checks), ...plan.checks.filter((check) => !fresh.has(check.id))],
    steps: [...estimateSteps(steps, estimateFacts(modules, works, loss))],
  };
}

/** Whether the rest of it needs the backup: tables that go in place are imported once more, and files are told by its list. Pure. */
function readsBackup({ databases, media }: RestoreChoice, method: RestorePlan['method']): boolean {
  const replaces = databases.some(({ tables }) => tables?.some(({ action }) => action === 'replace') ?? true);
  return media.length > 0 || (method === 'in-place' && replaces);
}

/** Of two that say the same of one thing. Pure. */
function onceEach(checks: readonly PlanCheck[]): readonly PlanCheck[] {
  const said = (check: PlanCheck): string => JSON.stringify(check);
  return checks.filter((check, index) => checks.findIndex((other) => said(other) === said(check)) === index);
}

/** What stands in the way of the chosen actions, found now instead of in the step that would take the import back. */
async function tablesChecks(work: DatabaseWork, context: StepContext): Promise<readonly PlanCheck[]> {
  const part = work.method === 'in-place' ? splitWork(work).beside : work;
  if (part === null || part.choice.tables === null) return [];
  const check = { id: 'tables', label: `Tables of ${work.database}` };
  const kept = (work.choice.tables ?? []).filter(({ action }) => action === 'keep-aside').map(({ name }) => name);
  const places = tablePlaces(part);
  try {
    await withSession(part, context, async (session) => {
      const { aside } = await readSides(session, places);
      const gone = kept.filter((name) => shapeOf(aside, name) === undefined);
      if (gone.length > 0)
        throw new AppError('restore.tables-not-possible', { detail: gone.map((name) => `${name}: it was not imported.`).join('\n') });
      await planTables(part, { ...context, say: () => {} }, places, session);
    });
    return [{ ...check, found: 'can be brought back as chosen', verdict: 'ok', why: '' }];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'restore.tables-not-possible') throw error;
    return [{ ...check, found: 'not possible as chosen', verdict: 'stop', why: error.detail }];
  }
}

/** Every table that waits gets its action. Pure. Throws `restore.not-decided`. */
export function decided(choice: RestoreChoice, decisions: readonly TableDecision[]): RestoreChoice {
  const actions = new Map(decisions.map(({ artifactId, table, action }) => [`${artifactId} ${table}`, action]));
  const open: string[] = [];
  const databases = choice.databases.map((database) => ({
    ...database,
    tables:
      database.tables?.map((table) => {
        if (table.action !== 'decide') return table;
        const action = actions.get(`${database.artifactId} ${table.name}`);
        if (action === undefined) open.push(table.name);
        return action === undefined ? table : { name: table.name, action, looked: true as const };
      }) ?? null,
  }));
  if (open.length > 0) throw new AppError('restore.not-decided', { detail: open.join(', ') });
  return { ...choice, databases };
}

/** Queues the rest of a restore by the plan of its decision. Throws as `JobRunner.start`: nothing has changed then. */
export function startDecided(modules: Modules, restore: Restore, plan: RestorePlan): Restore {
  const { id: restoreId, steps } = restore;
  const done = new Map(steps.map((step) => [step.id, step]));
  const request = restoreRequest(modules, restore, 'restore', `Restore ${plan.siteName}, as decided`, { restoreId, how: 'run' });
  const { id: jobId } = modules.runner().start(request);
  // One write: whoever ends the app here finds the choice with its job, or neither.
  keepWhole(modules, {
    ...restore,
    plan,
    steps: plan.steps.map(({ id }) => done.get(id) ?? waitingStep(id)),
    state: 'running',
    problem: null,
    jobId,
    confirmedAt: instantOf(modules.clock),
  });
  const tables = plan.choice.databases.flatMap((database) => database.tables ?? []);
  const words = tables.flatMap(({ name, action, looked }) => (looked === true ? [`${name}: ${WORDS[action]}`] : []));
  const journal = openJournal(modules, restoreId);
  journal.tell('decision', `Decided after both sides were seen. ${words.join('; ')}.`);
  return journal.restore();
}

const WORDS = { replace: 'replaced', merge: 'missing rows added', 'keep-aside': 'kept aside', decide: 'not decided' } as const;
