import { randomUUID } from 'node:crypto';
import type { JobContext } from '../../../../src/main/jobs/job-context.ts';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { workSchemas, type WorkSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import { switchEnvStep } from '../../../../src/main/restore/database/swap/switch-env-step.ts';
import { switchSchemasStep } from '../../../../src/main/restore/database/swap/switch-schemas-step.ts';
import { inPlaceStep } from '../../../../src/main/restore/database/in-place/in-place-step.ts';
import { switchTablesStep } from '../../../../src/main/restore/database/tables/switch-tables-step.ts';
import type { RestoreStep, RestoreTarget, StepContext } from '../../../../src/main/restore/step.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import type { Site } from '../../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../../src/shared/model/source.ts';
import { readTruth, type DatabaseTruth } from '../../../lab/inventory.ts';
import { startLab, type Lab, type LabOptions } from '../../../lab/lab.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { linkTo, memorySecrets, serverFor, type Linked } from '../../servers/lab-servers.ts';
import { dumpFrom, dumpOf, importOf, targetFor, type Dump } from '../import/import-lab.ts';

export interface SwapLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly linked: Linked;
  readonly target: RestoreTarget;
  /** A database of the site with what the script makes in it. Its user signs in from the keychain. */
  database(name: string, script: string): Promise<void>;
  /** What a dump of a database, now, holds. */
  dump(database: string): Promise<Imported>;
  /** Imports a dump beside the live database of the work, as the step before the switch does. */
  prepare(dump: Imported, change?: PrepareChange): Promise<Prepared>;
  truth(database: string): Promise<DatabaseTruth>;
  tables(schema: string): Promise<readonly string[]>;
}

export interface Imported extends Dump {
  readonly truth: DatabaseTruth;
}

export interface PrepareChange {
  /** Another live database than the one that was dumped. */
  readonly database?: string;
  readonly user?: DatabaseUser;
  /** Makes in the schema beside the live one what the import would have. */
  readonly script?: string;
  readonly work?: Partial<DatabaseWork>;
}

export interface Prepared {
  readonly work: DatabaseWork;
  readonly schemas: WorkSchemas;
  readonly memos: Map<string, string>;
  readonly said: string[];
  readonly target: RestoreTarget;
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly step: RestoreStep;
  context(options?: ContextOptions): StepContext;
  run(options?: ContextOptions): Promise<string | void>;
  undo(options?: ContextOptions): Promise<void>;
}

export interface ContextOptions {
  readonly signal?: AbortSignal;
  readonly confirm?: () => Promise<void>;
  readonly onStep?: (title: string) => void;
  readonly connections?: StepContext['connections'];
}

export async function startSwapLab(options: LabOptions = { site: { media: false, rows: false } }): Promise<SwapLab> {
  const lab = await startLab(options);
  const server = serverFor(lab.sshd);
  const linked = linkTo([server]);
  const { mariadb } = lab;
  const site: Site = {
    id: randomUUID() as Site['id'],
    serverId: server.id,
    name: 'aurora-market',
    root: lab.site.root,
    profile: 'laravel',
    url: null,
    framework: null,
    createdAt: new Date().toISOString(),
  };
  const operator = await mariadb.createUser({ access: 'full', database: lab.site.database });
  return {
    lab,
    linked,
    target: { site, server, sources: [] },
    async database(name, script) {
      await mariadb.sql(`DROP DATABASE IF EXISTS ${quoteName(name)}`);
      await mariadb.createDatabase(name);
      await mariadb.script(script, { database: name });
    },
    async dump(database) {
      const truth = await readTruth(mariadb, database);
      return { ...dumpFrom(await dumpOf(mariadb, database), database), truth };
    },
    async prepare(dump, { database = dump.artifact.database, user = operator, script, work: changes = {} } = {}) {
      const source: DatabaseSource = {
        id: randomUUID() as DatabaseSource['id'],
        siteId: site.id,
        kind: 'database',
        database,
        address: { host: mariadb.host, port: mariadb.port, socket: null },
        user: user.name,
        access: { from: 'keychain' },
      };
      const work: DatabaseWork = {
        restoreId: randomUUID() as DatabaseWork['restoreId'],
        choice: { artifactId: dump.artifact.id, tables: null, content: 'all' },
        method: 'swap',
        source,
        database,
        artifact: dump.artifact,
        copies: [],
        safetyOf: () => null,
        ...changes,
      };
      const schemas = workSchemas(work);
      const { characterSet, collation } = dump.truth;
      await mariadb.sql(`CREATE DATABASE ${quoteName(schemas.aside)} CHARACTER SET ${characterSet} COLLATE ${collation}`);
      if (script !== undefined) await mariadb.script(script, { database: schemas.aside });
      const { enabledEvents } =
        script === undefined
          ? await targetFor(mariadb, user, linked)((to) => importOf(dump, to, schemas.aside, { sessions: 1 }))
          : { enabledEvents: [] };
      const memos = new Map([[`import:${database}`, JSON.stringify({ enabledEvents })]]);
      const secrets = memorySecrets({ [`source:${work.source.id}`]: user.password });
      return preparedOf(work, memos, { site, server, sources: [work.source] }, secrets, linked.links);
    },
    truth: (database) => readTruth(mariadb, database),
    async tables(schema) {
      const rows = await mariadb.sql(
        `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema.replaceAll("'", "''")}' ORDER BY 1`,
      );
      return rows.map((row) => String(row['name']));
    },
    async [Symbol.asyncDispose]() {
      await linked[Symbol.asyncDispose]();
      await lab.stop();
    },
  };
}

/** The step with the journal of its restore; another run of the app has nothing but what `memos` kept. */
export function preparedOf(
  work: DatabaseWork,
  memos: Map<string, string>,
  target: RestoreTarget,
  secrets: Prepared['secrets'],
  connections: StepContext['connections'],
  step: RestoreStep = stepOf(work),
): Prepared {
  const said: string[] = [];
  const memoOf = (id: string): unknown => (memos.has(id) ? JSON.parse(memos.get(id) ?? '') : undefined);
  const context = ({ signal, confirm, onStep, connections: others }: ContextOptions = {}): StepContext => {
    const job: JobContext = {
      jobId: randomUUID(),
      signal: signal ?? new AbortController().signal,
      step: (title) => onStep?.(title),
      advance: () => {},
      log: (line) => void said.push(line),
    };
    return {
      job,
      restore: { id: work.restoreId } as StepContext['restore'],
      target,
      connections: others ?? connections,
      secrets,
      clock: systemClock,
      memo: () => memoOf(step.plan.id),
      memoOf,
      keepMemo: (memo) => void memos.set(step.plan.id, JSON.stringify(memo)),
      say: (line) => void said.push(line),
      confirmTarget: confirm ?? (() => Promise.resolve()),
    };
  };
  return {
    work,
    schemas: workSchemas(work),
    memos,
    said,
    target,
    secrets,
    step,
    context,
    run: (options) => step.run(context(options)),
    undo: async (options) => step.undo?.(context(options)),
  };
}

function stepOf(work: DatabaseWork): RestoreStep {
  if (work.method === 'in-place') return inPlaceStep(work);
  if (work.choice.tables !== null) return switchTablesStep(work);
  return work.method === 'switch-env' ? switchEnvStep(work) : switchSchemasStep(work);
}
