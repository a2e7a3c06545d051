import { randomUUID } from 'node:crypto';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { workSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import { switchTablesStep } from '../../../../src/main/restore/database/tables/switch-tables-step.ts';
import type { TableChoice } from '../../../../src/shared/model/restore.ts';
import type { DatabaseSource } from '../../../../src/shared/model/source.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { memorySecrets } from '../../servers/lab-servers.ts';
import { importOf, targetFor } from '../import/import-lab.ts';
import { preparedOf, type Imported, type Prepared, type SwapLab } from '../swap/swap-lab.ts';

export type Choices = Readonly<Record<string, TableChoice['action']>>;

let operator: DatabaseUser | null = null;

/** The chosen tables of a dump lie beside the live ones, as the step before left them. */
export async function prepareTables(swap: SwapLab, dump: Imported, choices: Choices, user?: DatabaseUser): Promise<Prepared> {
  const { mariadb } = swap.lab;
  const { database } = dump.artifact;
  operator ??= await mariadb.createUser({ access: 'full', database });
  const account = user ?? operator;
  const tables = Object.entries(choices).map(([name, action]) => ({ name, action }));
  const source: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: swap.target.site.id,
    kind: 'database',
    database,
    address: { host: mariadb.host, port: mariadb.port, socket: null },
    user: account.name,
    access: { from: 'keychain' },
  };
  const work: DatabaseWork = {
    restoreId: randomUUID() as DatabaseWork['restoreId'],
    choice: { artifactId: dump.artifact.id, tables, content: 'all' },
    method: 'swap',
    source,
    database,
    artifact: dump.artifact,
    copies: [],
    safetyOf: () => null,
  };
  const { aside } = workSchemas(work);
  await mariadb.sql(`CREATE DATABASE ${quoteName(aside)} CHARACTER SET ${dump.truth.characterSet} COLLATE ${dump.truth.collation}`);
  const names = tables.map(({ name }) => name);
  await targetFor(mariadb, account, swap.linked)((to) => importOf(dump, to, aside, { sessions: 1, tables: names }));
  const secrets = memorySecrets({ [`source:${source.id}`]: account.password });
  return preparedOf(work, new Map(), { ...swap.target, sources: [source] }, secrets, swap.linked.links, switchTablesStep(work));
}

/** What `truth` is with some tables and their triggers as another one has them. */
export function withTables(truth: DatabaseTruth, from: DatabaseTruth, tables: readonly string[]): DatabaseTruth {
  const isTheirs = (create: string) => tables.some((table) => create.includes(`ON ${table} `) || create.includes(`ON \`${table}\``));
  const others = Object.entries(truth.triggers).filter(([, create]) => !isTheirs(create));
  const theirs = Object.entries(from.triggers).filter(([, create]) => isTheirs(create));
  return {
    ...truth,
    tables: { ...truth.tables, ...Object.fromEntries(tables.map((table) => [table, from.tables[table]!])) },
    triggers: Object.fromEntries([...others, ...theirs]),
  };
}

/** Indexes the server makes for foreign keys by itself change their place in a definition when the key is made again; they are the same. */
export function ordered(truth: DatabaseTruth): DatabaseTruth {
  const sorted = (create: string) => {
    const lines = create.split('\n').map((line) => line.replace(/,$/, ''));
    const isKey = (line: string) => /^ {2}(KEY|CONSTRAINT)/.test(line);
    return [...lines.filter((line) => !isKey(line)), ...lines.filter(isKey).toSorted()].join('\n');
  };
  const tables = Object.entries(truth.tables).map(([name, table]) => [name, { ...table, create: sorted(table.create) }] as const);
  return { ...truth, tables: Object.fromEntries(tables) };
}
