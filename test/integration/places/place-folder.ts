import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import type { BackupDraft, PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../src/shared/model/source.ts';
import { sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';

export const NOW = { now: () => Date.parse('2026-11-21T12:00:00.000Z') };

export async function makeKeeper(folder: string): Promise<PlaceKeeper> {
  return openThisComputer(await claimFolder(join(folder, 'Backups'), NOW));
}

export interface Registered {
  readonly server: Server;
  readonly site: Site;
  readonly source: DatabaseSource;
}

export function register(siteName = 'aurora-market'): Registered {
  const server = sampleServer();
  const site = sampleSite(server, { name: siteName });
  return { server, site, source: sampleSource(site) };
}

/** A dump as small as one can be, which the dump index reads. Random, so that no two backups have the same bytes. */
export function smallDump(): { readonly sql: Buffer; readonly rows: number } {
  const rows = Array.from({ length: 50 }, (_, n) => `(${n},'${randomBytes(12).toString('hex')}')`);
  const text = [
    '-- MariaDB dump 10.19  Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)',
    '--',
    '-- Server version\t10.11.14-MariaDB',
    '',
    'CREATE TABLE `orders` (\n  `id` int NOT NULL,\n  `note` varchar(40)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;',
    `INSERT INTO \`orders\` VALUES\n${rows.join(',\n')};`,
    '-- Dump completed on 2026-11-21 11:00:00',
    '',
  ];
  return { sql: Buffer.from(text.join('\n')), rows: rows.length };
}

/** One real backup: begun, written, committed. */
export async function writeBackup(
  keeper: PlaceKeeper,
  { server, site, source }: Registered,
  folder = '2026-11-21T110000Z-full',
): Promise<{ readonly manifest: Manifest; readonly location: string }> {
  const { draft, folder: given } = await keeper.beginBackup(site.name, folder);
  const manifest = await writeInto(draft, { server, site, source }, given);
  return { manifest, location: await draft.commit(manifest) };
}

/** The artifact of a draft, and the manifest that describes it. */
export async function writeInto(draft: BackupDraft, { server, site, source }: Registered, folder: string): Promise<Manifest> {
  const { sql, rows } = smallDump();
  const file = `${source.database}.sql.gz`;
  const writer = await draft.writeArtifact(file);
  await writer.write(gzipSync(sql));
  const { bytes, sha256 } = await writer.finish();
  const inventory = {
    tables: [{ name: 'orders', rows, definition: null, data: null }],
    views: [],
    routines: [],
    triggers: [],
    events: [],
  };
  const startedAt = folder.replace(/^(.{13})(..)(..)Z.*$/, '$1:$2:$3.000Z');
  const artifact = sampleArtifact(source, { file, bytes, sha256, uncompressedBytes: sql.length, inventory });
  return sampleManifest(site, server, [source], { folder, startedAt, bytes, artifacts: [artifact] });
}

/** Every path below a folder, relative, sorted; folders end with a slash. */
export function everythingIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => (statSync(join(folder, name)).isDirectory() ? `${name}/` : name))
    .toSorted();
}
