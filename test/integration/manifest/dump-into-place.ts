import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { indexDumpFile } from '../../../src/main/dump-index/index-dump-file.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { artifactFileName } from '../../../src/main/places/safe-name.ts';
import type { DatabaseKind } from '../../../src/shared/model/artifact.ts';
import type { Compression } from '../../../src/shared/model/preflight.ts';
import type { Mariadb } from '../../lab/mariadb.ts';
import { makeLabFolder, needTool } from '../../lab/tools.ts';
import { sampleArtifact, sampleManifest, sampleSource } from '../../unit/model-samples.ts';
import { register } from '../places/place-folder.ts';

const COMPRESS = { gzip: 'gzip -1', zstd: 'zstd -q', bzip2: 'bzip2 -1', none: 'cat' } as const;
const ENDING = { gzip: '.gz', zstd: '.zst', bzip2: '.bz2', none: '' } as const;
const KIND_FLAGS = {
  full: ['--routines', '--triggers', '--events'],
  structure: ['--no-data', '--routines', '--triggers', '--events'],
  data: ['--no-create-info', '--skip-triggers'],
} as const;

export interface DumpOptions {
  readonly compression?: Compression;
  readonly kind?: DatabaseKind;
  /** Put behind the dump. */
  readonly append?: string;
}

/** A backup of a real database by the real tool, committed to a place with everything that lies beside it. */
export async function dumpIntoPlace(
  mariadb: Mariadb,
  database: string,
  keeper: PlaceKeeper,
  { compression = 'gzip', kind = 'full', append = '' }: DumpOptions = {},
): Promise<string> {
  const folder = await makeLabFolder('dump');
  const file = artifactFileName(database, `.sql${ENDING[compression]}`);
  const path = join(folder, file);
  const options = join(folder, 'client.cnf');
  writeFileSync(options, `[client]\nsocket=${mariadb.socket}\nuser=${mariadb.admin.name}\npassword=${mariadb.admin.password}\n`, {
    mode: 0o600,
  });
  const flags = ['--single-transaction', '--quick', '--hex-blob', '--default-character-set=utf8mb4', ...KIND_FLAGS[kind]];
  const line = `tool=$1 options=$2 database=$3 path=$4 append=$5; shift 5
    "$tool" --defaults-extra-file="$options" "$@" "$database" > "$path.sql" && printf %s "$append" >> "$path.sql" && ${COMPRESS[compression]} < "$path.sql" > "$path"`;
  await promisify(execFile)('sh', [
    '-c',
    line,
    'sh',
    await needTool('mariadb-dump', 'mysqldump'),
    options,
    database,
    path,
    append,
    ...flags,
  ]);

  const registered = register();
  const source = sampleSource(registered.site, { database });
  const { draft, folder: name } = await keeper.beginBackup(registered.site.name, `2026-11-21T110000Z-${kind}`);
  const writer = await draft.writeArtifact(file);
  await writer.write(readFileSync(path));
  const { bytes, sha256 } = await writer.finish();
  const index = await indexDumpFile(path, { compression, signal: new AbortController().signal });
  await rm(folder, { recursive: true });
  const [schema] = await mariadb.sql(
    `SELECT default_character_set_name AS characterSet, default_collation_name AS collation FROM information_schema.schemata
     WHERE schema_name = '${database.replaceAll("'", "''")}'`,
  );
  const artifact = sampleArtifact(source, {
    kind,
    file,
    bytes,
    sha256,
    compression,
    uncompressedBytes: index.uncompressedBytes,
    inventory: index.inventory,
    altersDatabase: index.altersDatabase,
    schemaDefaults: { characterSet: String(schema?.['characterSet']), collation: String(schema?.['collation']) },
  });
  return draft.commit(sampleManifest(registered.site, registered.server, [source], { folder: name, kind, bytes, artifacts: [artifact] }));
}
