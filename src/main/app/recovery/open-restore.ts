import { join } from 'node:path';
import * as z from 'zod';
import { SourceId, type RestoreId } from '../../../shared/model/ids.ts';
import type { Restore, TargetIdentity } from '../../../shared/model/restore.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import type { DatabaseWork } from '../../restore/database/database-work.ts';
import { workSchemas } from '../../restore/database/schema-names.ts';
import { switchEnvStep } from '../../restore/database/swap/switch-env-step.ts';
import { decideStep } from '../../restore/database/tables/decide-step.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import type { EngineTools } from '../../restore/engine/step-runner.ts';
import { orderSteps } from '../../restore/plan/order-steps.ts';
import type { RunbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import { runbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import type { SiteWork } from '../../restore/runbooks/site-work.ts';
import type { RestoreStep, RestoreTarget } from '../../restore/step.ts';
import { essenceOf } from '../../restore/target/compare-identity.ts';
import { confirmTarget } from '../../restore/target/read-identity.ts';
import type { Modules } from '../modules.ts';
import { backupAfterStep, safetyCopyStep } from './backup-steps.ts';
import { openWorks, type RestoreWorks, restoreTarget } from './restore-works.ts';
import { toldSteps } from './site-steps.ts';
import { verifyStep } from './verify-step.ts';

/** A restore with all that runs it. */
export interface OpenRestore {
  readonly works: RestoreWorks;
  readonly siteWork: SiteWork;
  readonly runbook: RunbookSteps;
  readonly steps: readonly RestoreStep[];
  readonly tools: EngineTools;
}

const Databases = z.record(z.string(), z.object({ sourceId: SourceId, database: z.string() }));
/** No step has this id. */
const DATABASES_KEPT_AS = '$databases';

/** Into which source each dump goes, and the name its schema had when the plan was made: the register may change, what was planned does not. */
export function keepDatabases({ catalog }: Pick<Modules, 'catalog'>, id: RestoreId, works: readonly DatabaseWork[]): void {
  const kept = works.map(({ artifact, source, database }) => [artifact.id, { sourceId: source.id, database }] as const);
  catalog.restores.putMemo(id, DATABASES_KEPT_AS, Object.fromEntries(kept));
}

/** As `keepDatabases` wrote it down. */
export function plannedDatabases(journal: Pick<Journal, 'memoOf'>): z.infer<typeof Databases> {
  return Databases.safeParse(journal.memoOf(DATABASES_KEPT_AS)).data ?? {};
}

/** Everything that runs a restore or takes it back, made anew from its journal. `copies`: whether the backup has to be readable. Throws as `openWorks`. */
export async function openRestore(
  modules: Modules,
  journal: Journal,
  {
    signal,
    log,
    copies,
  }: { readonly signal: AbortSignal; readonly log: (line: string) => void; readonly copies: 'needed' | 'where there are any' },
): Promise<OpenRestore> {
  const restore = journal.restore();
  const { plan } = restore;
  const order = { id: restore.id, choice: plan.choice, method: plan.method, planned: plannedDatabases(journal), copies };
  const works = await openWorks(modules, order, { signal, log });
  const siteWork = siteWorkOf(modules, restore, works.target);
  const runbook = runbookSteps(siteWork);
  return {
    works,
    siteWork,
    runbook,
    steps: stepsOf(modules, restore.plan.identity, works, runbook, journal),
    tools: toolsOf(modules, journal, works),
  };
}

export function siteWorkOf(
  { catalog, home }: Pick<Modules, 'catalog' | 'home'>,
  { id, incidentId, plan }: Pick<Restore, 'id' | 'incidentId'> & { readonly plan: Pick<Restore['plan'], 'runbook' | 'choice'> },
  { site }: RestoreTarget,
  programs: SiteWork['programs'] = null,
): SiteWork {
  const incident = catalog.incidents.find(incidentId);
  const isPaused = incident !== null && incident.maintenanceSince !== null && incident.siteId === site.id;
  return {
    restoreId: id,
    site,
    recovery: catalog.siteRecoveries.of(site.id),
    runbook: plan.runbook,
    maintenance: plan.choice.maintenance,
    migrate: plan.choice.migrate,
    paused: isPaused ? { bypassUrl: incident.bypassUrl } : null,
    evidenceFolder: join(home, 'evidence'),
    situation: incident?.situation ?? null,
    programs,
  };
}

export function stepsOf(
  modules: Modules,
  identity: TargetIdentity,
  works: RestoreWorks,
  runbook: RunbookSteps,
  journal: Journal,
): readonly RestoreStep[] {
  const { target, databases, media } = works;
  const replaced = databases.filter(({ choice }) => choice.tables?.every(({ action }) => action === 'keep-aside') !== true);
  return orderSteps({
    identity,
    siteName: target.site.name,
    root: identity.root,
    databases,
    media,
    runbook: toldSteps(modules, runbook, media, journal),
    safetyCopy:
      replaced.length === 0
        ? null
        : safetyCopyStep(modules, {
            id: 'safety-copy',
            label: 'Before the restore',
            sourceIds: replaced.map(({ source }) => source.id),
            databases: replaced.map(({ database }) => database),
            known: () => journal.restore().safetyCopyId,
            keep: (safetyCopyId) => journal.change({ safetyCopyId }),
          }),
    switchEnv: (work) => registered(modules, work, switchEnvStep(work)),
    decide: (work) =>
      decideStep(work, (found) => {
        const others = journal.restore().comparisons.filter(({ database }) => database !== work.database);
        journal.change({ comparisons: [...others, ...found] });
      }),
    verify: verifyStep(works, journal),
    backupAfter: backupAfterStep(modules),
  });
}

/** The source of a site names the schema that its settings name, so that the next backup is one of the live data. */
function registered(modules: Modules, work: DatabaseWork, step: RestoreStep): RestoreStep {
  const name = (database: string): void => {
    const source = modules.catalog.sources.find(work.source.id);
    if (source?.kind === 'database') modules.catalog.sources.update({ ...source, database });
    modules.emit('fleet.changed', undefined);
  };
  return {
    plan: step.plan,
    async run(context) {
      const warning = await step.run(context);
      name(workSchemas(work).aside);
      return warning;
    },
    async undo(context) {
      await step.undo?.(context);
      name(work.database);
    },
  };
}

export function toolsOf(modules: Modules, journal: Journal, { databases }: Pick<RestoreWorks, 'databases'>): EngineTools {
  const { connections, secrets, clock } = modules;
  const { plan } = journal.restore();
  return {
    journal,
    get target() {
      return restoreTarget(modules, plan.choice);
    },
    connections,
    secrets,
    clock,
    async confirmTarget(signal) {
      const target = restoreTarget(modules, plan.choice);
      const refusals: AppError[] = [];
      for (const switched of plan.method === 'switch-env' ? [false, true] : [false]) {
        try {
          const nameOf = (work: DatabaseWork) => (switched ? workSchemas(work).aside : work.database);
          await confirmTarget(
            identityWith(plan.identity, databases, nameOf),
            targetWith(target, databases, nameOf),
            connections,
            secrets,
            signal,
            hasGoneLive(journal.restore()) ? essenceOf(databases.map(nameOf)) : undefined,
          );
          return;
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'restore.target-differs') throw error;
          refusals.push(error);
        }
      }
      throw refusals[0] ?? new AppError('restore.target-differs');
    },
  };
}

/** A step that changes the live site has begun at least once. */
function hasGoneLive({ plan, steps }: Restore): boolean {
  const live = new Set(plan.steps.flatMap(({ id, touchesLive }) => (touchesLive ? [id] : [])));
  return steps.some(({ id, state }) => live.has(id) && state !== 'waiting' && state !== 'skipped');
}

type NameOf = (work: DatabaseWork) => string;

/** Where the settings of the site are pointed to another schema, the identity is the same but for that name. */
function identityWith(identity: TargetIdentity, works: readonly DatabaseWork[], nameOf: NameOf): TargetIdentity {
  const names = new Map(works.map((work) => [work.database, nameOf(work)]));
  return { ...identity, databases: identity.databases.map((each) => ({ ...each, database: names.get(each.database) ?? each.database })) };
}

function targetWith(target: RestoreTarget, works: readonly DatabaseWork[], nameOf: NameOf): RestoreTarget {
  const names = new Map<string, string>(works.map((work) => [work.source.id, nameOf(work)]));
  const named = (source: DatabaseSource): DatabaseSource => ({ ...source, database: names.get(source.id) ?? source.database });
  return { ...target, sources: target.sources.map((source) => (source.kind === 'database' ? named(source) : source)) };
}
