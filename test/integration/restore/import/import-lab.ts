import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createDumpReader } from '../../../../src/main/dump-index/dump-reader.ts';
import type { DumpSource } from '../../../../src/main/restore/import/dump-source.ts';
import { importDump } from '../../../../src/main/restore/import/import-dump.ts';
import type { ImportRequest, ImportResult } from '../../../../src/main/restore/import/import-request.ts';
import type { ImportTarget } from '../../../../src/main/restore/import/import-target.ts';
import { remoteTarget } from '../../../../src/main/restore/import/remote-target.ts';
import type { DatabaseArtifact } from '../../../../src/shared/model/artifact.ts';
import type { Compression } from '../../../../src/shared/model/preflight.ts';
import { quoteName, type Mariadb } from '../../../lab/mariadb.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { needTool } from '../../../lab/tools.ts';
import type { Linked } from '../../servers/lab-servers.ts';

export const never = new AbortController().signal;

/** A dump as it lies in a place, and what its manifest says of it. */
export interface Dump {
  readonly artifact: DatabaseArtifact;
  readonly source: DumpSource;
}

const FLAGS = '--single-transaction --quick --hex-blob --routines --triggers --events --default-character-set=utf8mb4'.split(' ');

/** What mariadb-dump writes of a database. */
export async function dumpOf(mariadb: Mariadb, database: string, flags: readonly string[] = []): Promise<Buffer> {
  const { name, password } = mariadb.admin;
  const tool = await needTool('mariadb-dump', 'mysqldump');
  const args = [`--socket=${mariadb.socket}`, `--user=${name}`, ...FLAGS, ...flags, database];
  const env = { ...process.env, MYSQL_PWD: password };
  const { stdout } = await promisify(execFile)(tool, args, { encoding: 'buffer', maxBuffer: 1024 ** 3, env });
  return stdout;
}

export function dumpFrom(sql: Buffer | string, database: string, compression: Compression = 'gzip'): Dump {
  const text = Buffer.from(sql as Buffer);
  const reader = createDumpReader();
  reader.push(text);
  const index = reader.finish();
  const bytes = compression === 'gzip' ? gzipSync(text, { level: 1 }) : compression === 'zstd' ? zstdCompressSync(text) : text;
  const at = new Date().toISOString();
  const artifact: DatabaseArtifact = {
    id: randomUUID() as DatabaseArtifact['id'],
    sourceId: randomUUID() as DatabaseArtifact['sourceId'],
    file: 'database.sql',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    compression,
    uncompressedBytes: text.length,
    capturedFrom: at,
    capturedTo: at,
    part: 'database',
    database,
    kind: 'full',
    serverVersion: index.serverVersion,
    dumpTool: index.dumpTool === null ? null : { name: 'mysqldump', version: index.dumpTool, flags: [] },
    characterSets: [...index.characterSets],
    altersDatabase: index.altersDatabase,
    nonTransactionalTables: [],
    inventory: index.inventory,
  };
  return { artifact, source: sourceOf(bytes) };
}

export function sourceOf(bytes: Buffer, piece = 64 * 1024): DumpSource {
  return {
    name: 'This computer',
    async *read(from) {
      for (let at = from; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
  };
}

export async function emptySchema(mariadb: Mariadb, name: string): Promise<string> {
  await mariadb.sql(`CREATE DATABASE ${quoteName(name)} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  return name;
}

export function targetFor(mariadb: Mariadb, user: DatabaseUser, linked: Linked) {
  const address = { host: mariadb.host, port: mariadb.port, socket: null };
  return <T>(use: (target: ImportTarget) => Promise<T>): Promise<T> =>
    linked.shell((shell) => use(remoteTarget(shell, { database: '', address, user: user.name, password: user.password })));
}

export function importOf(dump: Dump, target: ImportTarget, schema: string, change: Partial<ImportRequest> = {}): Promise<ImportResult> {
  return importDump({ ...dump, target, schema, tables: null, content: 'all', signal: never, ...change });
}
