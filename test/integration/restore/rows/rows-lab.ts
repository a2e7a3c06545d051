import { randomUUID } from 'node:crypto';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { workSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import type { RestoreTarget, StepContext } from '../../../../src/main/restore/step.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import type { RestoreId } from '../../../../src/shared/model/ids.ts';
import type { DatabaseChoice, Restore, RestoreMethod } from '../../../../src/shared/model/restore.ts';
import type { Site } from '../../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../../src/shared/model/source.ts';
import { startLab, type Lab, type LabOptions } from '../../../lab/lab.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import { linkTo, memorySecrets, never, serverFor, type Linked } from '../../servers/lab-servers.ts';
import { dumpFrom, dumpOf, importOf, targetFor } from '../import/import-lab.ts';

/** A practice server whose one account reaches every schema, and small databases made on it for one test each. */
export interface RowsLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly link: Linked;
  shop(sql: string, options?: ShopOptions): Promise<Shop>;
  /** The practice site's own database. */
  practice(): Promise<Shop>;
}

export interface ShopOptions {
  readonly method?: RestoreMethod;
  readonly tables?: DatabaseChoice['tables'];
  readonly maintenance?: boolean;
}

/** A live database with a backup of the moment `backUp` was called, imported beside it. */
export interface Shop {
  readonly name: string;
  /** As the backup was taken last. */
  work(): DatabaseWork;
  backUp(): Promise<void>;
  importAside(): Promise<void>;
  /** All tables change places, as a switch does it. */
  swap(): Promise<void>;
  context(options?: { readonly step?: string; readonly signal?: AbortSignal; readonly onConfirm?: () => void }): StepContext;
  readonly said: string[];
  readonly memos: Map<string, unknown>;
  run(sql: string, schema?: 'live' | 'aside' | 'old' | 'side'): Promise<readonly Record<string, unknown>[]>;
}

export async function startRowsLab(options: LabOptions = {}): Promise<RowsLab> {
  const lab = await startLab({ ...options, site: { access: 'full', media: false, ...options.site } });
  const server = serverFor(lab.sshd);
  const link = linkTo([server]);
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
  const made = (database: string, shopOptions: ShopOptions) => shopOf(lab, link, { site, server, sources: [] }, database, shopOptions);
  let count = 0;
  return {
    lab,
    link,
    practice: async () => made(lab.site.database, {}),
    async shop(sql, shopOptions = {}) {
      const database = `shop ${count++}`;
      await lab.mariadb.createDatabase(database);
      await lab.mariadb.sql(sql, { database });
      return made(database, shopOptions);
    },
    async [Symbol.asyncDispose]() {
      await link[Symbol.asyncDispose]();
      await lab.stop();
    },
  };
}

function shopOf(lab: Lab, link: Linked, place: RestoreTarget, name: string, options: ShopOptions): Shop {
  const { mariadb } = lab;
  const source: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: place.site.id,
    kind: 'database',
    database: name,
    address: { host: mariadb.host, port: mariadb.port, socket: null },
    user: lab.site.user.name,
    access: { from: 'keychain' },
  };
  const target: RestoreTarget = { ...place, sources: [source] };
  const secrets = memorySecrets({ [`source:${source.id}`]: lab.site.user.password });
  const restoreId = randomUUID() as RestoreId;
  const said: string[] = [];
  const memos = new Map<string, unknown>();
  let dump: ReturnType<typeof dumpFrom> | null = null;
  const work = (): DatabaseWork => {
    if (dump === null) throw new Error('no backup was taken');
    const { artifact, source: bytes } = dump;
    const store = {
      place: { name: 'This computer' },
      read: (_location: string, _file: string, from: number, signal: AbortSignal) => bytes.read(from, signal),
    };
    return {
      restoreId,
      artifact,
      copies: [{ store: store as never, location: 'backup' }],
      choice: { artifactId: artifact.id, tables: options.tables ?? null, content: 'all' },
      method: options.method ?? 'swap',
      source,
      database: name,
      safetyOf: () => null,
    };
  };
  const backUp = async () => {
    const old = dump;
    dump = dumpFrom(await dumpOf(mariadb, name), name);
    if (old !== null) dump = { ...dump, artifact: { ...dump.artifact, id: old.artifact.id } };
  };
  const schemas = () => workSchemas(work());
  return {
    name,
    work,
    backUp,
    said,
    memos,
    async importAside() {
      const { aside } = schemas();
      await mariadb.createDatabase(aside);
      const taken = dump;
      if (taken === null) throw new Error('no backup was taken');
      await targetFor(mariadb, lab.site.user, link)((into) => importOf(taken, into, aside));
    },
    async swap() {
      const { live, aside, old } = schemas();
      await mariadb.sql(`CREATE DATABASE IF NOT EXISTS ${quoteName(old)}`);
      const tables = async (schema: string) =>
        (
          await mariadb.sql(
            `SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema}' AND TABLE_TYPE <> 'VIEW'`,
          )
        ).map((row) => quoteName(String(row['t'])));
      for (const schema of [live, aside])
        for (const row of await mariadb.sql(`SELECT TRIGGER_NAME AS t FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${schema}'`))
          await mariadb.sql(`DROP TRIGGER ${quoteName(schema)}.${quoteName(String(row['t']))}`);
      const moves = [
        ...(await tables(live)).map((table) => `${quoteName(live)}.${table} TO ${quoteName(old)}.${table}`),
        ...(await tables(aside)).map((table) => `${quoteName(aside)}.${table} TO ${quoteName(live)}.${table}`),
      ];
      await mariadb.sql(`RENAME TABLE ${moves.join(', ')}`);
    },
    context({ step = `last-rows:${name}`, signal = never, onConfirm = () => {} } = {}) {
      return {
        job: { jobId: 'test', signal, step: () => {}, advance: () => {}, log: () => {} },
        restore: { plan: { choice: { maintenance: options.maintenance ?? true } } } as Restore,
        target,
        connections: link.links,
        secrets,
        clock: systemClock,
        memo: () => memos.get(step),
        memoOf: (id) => memos.get(id),
        keepMemo: (memo) => void memos.set(step, JSON.parse(JSON.stringify(memo))),
        say: (line) => void said.push(line),
        confirmTarget: async () => onConfirm(),
      };
    },
    run: (sql, schema = 'live') => mariadb.sql(sql, { database: schemas()[schema] }),
  };
}
