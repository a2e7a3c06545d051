import { readdirSync, readFileSync } from 'node:fs';
import { isMedia } from '../../../../src/shared/model/artifact.ts';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import { isActive } from '../../../../src/shared/model/job.ts';
import type { Proposal } from '../../../../src/shared/model/proposal.ts';
import type { Restore, RestoreChoice, RestorePlan, RunStep } from '../../../../src/shared/model/restore.ts';
import type { Branch, Situation } from '../../../../src/shared/model/situation.ts';
import { readTruth, type DatabaseTruth } from '../../../lab/inventory.ts';
import type { Lab } from '../../../lab/lab.ts';
import { waitFor } from '../../../lab/tools.ts';
import { ask } from '../app-folder.ts';
import type { RestoreWorld } from './restore-world.ts';

/**
 * What the database server says of the live database: tables with checksums, views, routines, triggers, events. Without the next number of a table, which a
 * restore leaves where it was when it lies higher: a number that was given to a row is not given again.
 */
export async function truthOf({ lab }: Pick<RestoreWorld, 'lab'>, database = lab.site.database): Promise<DatabaseTruth> {
  const truth = await readTruth(lab.mariadb, database);
  const tables = Object.entries(truth.tables).map(
    ([name, table]) => [name, { ...table, create: table.create.replace(/ AUTO_INCREMENT=\d+/u, '') }] as const,
  );
  return { ...truth, tables: Object.fromEntries(tables) };
}

export async function countOf({ lab }: RestoreWorld, table: string): Promise<number> {
  const [row] = await lab.mariadb.sql(`SELECT COUNT(*) AS n FROM ${table}`, { database: lab.site.database });
  return Number(row?.['n']);
}

/** Says what happened, and asks which backup answers it. */
export async function answer({ app, site }: RestoreWorld, branch: Branch, changes: Partial<Situation> = {}): Promise<Proposal> {
  const { id: incidentId } = await ask(app, 'incident.open', { siteId: site.id });
  const noticedAt = new Date().toISOString();
  const situation: Situation = {
    branch,
    noticedAt,
    firstSignAt: null,
    marginHours: 0,
    tables: [],
    paths: [],
    stillWriting: null,
    ...changes,
  };
  await ask(app, 'incident.answer', { incidentId, situation, choice: null });
  return ask(app, 'incident.propose', { incidentId });
}

/** The media of a backup, chosen for a plan. */
export async function mediaChoice(
  { app }: RestoreWorld,
  backupId: BackupId,
  mode: 'whole' | 'different' | 'paths',
  paths: readonly string[] = [],
): Promise<RestoreChoice['media']> {
  const { backup } = await ask(app, 'backup.details', { backupId });
  return backup.artifacts.filter(isMedia).map(({ id }) => ({ artifactId: id, mode, compareBy: 'hash' as const, paths: [...paths] }));
}

export function stopsOf({ checks }: RestorePlan): readonly string[] {
  return checks.filter(({ verdict }) => verdict === 'stop').map(({ label, found, why }) => `${label}: ${found}. ${why}`);
}

export function stateOf(steps: readonly RunStep[], stepId: string): RunStep['state'] | undefined {
  return steps.find(({ id }) => id === stepId)?.state;
}

/** Runs a plan and closes the app in the moment a step begins, as quitting does. `start`: runs it in another way. */
export async function closeAtStep(
  { app }: RestoreWorld,
  { id, confirmWith }: RestorePlan,
  stepId: string,
  start: () => Promise<unknown> = () => ask(app, 'restore.run', { restoreId: id, confirm: confirmWith }),
): Promise<void> {
  const closed = Promise.withResolvers<void>();
  let isOver = false;
  app.on('restore.changed', ({ steps, state }) => {
    if (isOver) return;
    if (state !== 'running' && state !== 'planned' && state !== 'deciding') {
      isOver = true;
      closed.reject(new Error(`${state} before ${stepId} began`));
    }
    if (stateOf(steps, stepId) !== 'running') return;
    isOver = true;
    app.close().then(closed.resolve, closed.reject);
  });
  await start();
  await closed.promise;
}

/** Waits until nothing works on a restore any more. */
export function settled({ app }: Pick<RestoreWorld, 'app'>, { id }: Pick<RestorePlan, 'id'>): Promise<Restore> {
  return waitFor('the restore to settle', 60_000, async () => {
    const restore = await ask(app, 'restore.get', { restoreId: id });
    const jobs = await ask(app, 'job.list', undefined);
    const isBusy = jobs.some(({ kind, state }) => kind.startsWith('restore') && isActive(state));
    return isBusy || restore.state === 'running' ? undefined : restore;
  });
}

/** Every file below a folder of this computer by its bytes; names are bytes as well, one of them is no UTF-8. */
export function filesIn(top: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (folder: Buffer, below: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
      const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
      const name = `${below}${entry.name.toString('latin1')}`;
      if (entry.isDirectory()) walk(path, `${name}/`);
      else if (entry.isFile()) found.set(name, readFileSync(path).toString('base64'));
    }
  };
  walk(Buffer.from(top), '');
  return found;
}

/** Schemas beside the live ones that restores made. */
export async function schemasBeside({ lab }: RestoreWorld): Promise<readonly string[]> {
  const rows = await lab.mariadb.sql('SELECT schema_name AS name FROM information_schema.schemata ORDER BY 1');
  return rows.map(({ name }) => String(name)).filter((name) => name.includes('__hf_'));
}

export interface Seen {
  readonly reads: number;
  /** Each answer once, as JSON. */
  readonly answers: ReadonlySet<string>;
  readonly failures: readonly string[];
}

/** Asks the live database over and over with the account of the site, as visitors make it do, until it is told to stop. */
export function visitorsOf(lab: Lab, statement: string): { stop(): Promise<Seen> } {
  const answers = new Set<string>();
  const failures: string[] = [];
  const state = { reads: 0, isOver: false };
  const loop = (async () => {
    while (!state.isOver) {
      try {
        answers.add(JSON.stringify(await lab.mariadb.sql(statement, { database: lab.site.database, user: lab.site.user })));
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
      state.reads += 1;
    }
  })();
  return {
    async stop() {
      state.isOver = true;
      await loop;
      return { reads: state.reads, answers, failures };
    },
  };
}
