import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../../src/main/catalog/open-catalog.ts';
import { rebuildCatalog } from '../../src/main/catalog/rebuild.ts';
import { claimFolder } from '../../src/main/places/claim-folder.ts';
import { openFolderStore } from '../../src/main/places/folder/folder-store.ts';
import { listBackupFolders } from '../../src/main/places/this-computer.ts';
import { systemClock } from '../../src/main/support/clock.ts';
import { sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource } from '../unit/model-samples.ts';

/*
 * How long a rebuild takes: `node test/bench/rebuild-bench.ts [BACKUPS]`. 50 sites, 40 tables in each backup, artifacts of the right
 * size. Reach: 10,000 backups in less than 30 s.
 */

const SITES = 50;
const TABLES = 40;
const REACH_MS_PER_BACKUP = 3;
const backups = Number(process.argv[2] ?? 10_000);

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const place = await claimFolder(join(folder, 'Backups'), systemClock);
  makeBackups(place.folder);
  const listed = performance.now();
  let found = 0;
  for await (const _ of listBackupFolders(place.folder)) found += 1;
  const listMs = performance.now() - listed;

  using catalog = openCatalog(join(folder, 'catalog.sqlite'));
  const job = { jobId: 'bench', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} };
  const first = await timed(() => rebuildCatalog({ catalog, stores: [openFolderStore(place)], clock: systemClock }, job));
  const second = await timed(() => rebuildCatalog({ catalog, stores: [openFolderStore(place)], clock: systemClock }, job));
  if (first.value.found !== backups || found !== backups || first.value.state !== 'succeeded') throw new Error(JSON.stringify(first.value));
  console.log(`list      ${backups} folders in ${seconds(listMs)}`);
  console.log(`rebuild   ${backups} backups into an empty catalog in ${seconds(first.ms)}`);
  console.log(`again     ${backups} backups that are known in ${seconds(second.ms)}`);
  console.log(`peak RSS  ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  if (Math.max(first.ms, second.ms) > backups * REACH_MS_PER_BACKUP) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeBackups(placeFolder: string): void {
  const tables = Array.from({ length: TABLES }, (_, n) => {
    const start = n * 1_000_000;
    return { name: `table_${n}`, rows: n * 1000, definition: [start, start + 500], data: [start + 600, start + 900_000] } as const;
  });
  for (let site = 0; site < SITES; site += 1) {
    const server = sampleServer({ name: `server-${site}` });
    const model = sampleSite(server, { name: `site-${site}` });
    const source = sampleSource(model);
    for (let n = 0; n < backups / SITES; n += 1) {
      const startedAt = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
      const name = `${startedAt.slice(0, 19).replaceAll(':', '')}Z-full`;
      const artifact = sampleArtifact(source, {
        inventory: {
          tables: tables.map(({ definition, data, ...rest }) => ({ ...rest, definition: [...definition], data: [...data] })),
          views: [],
          routines: [],
          triggers: [],
          events: [],
        },
      });
      const manifest = sampleManifest(model, server, [source], { folder: name, startedAt, artifacts: [artifact] });
      const location = join(placeFolder, model.name, name);
      mkdirSync(location, { recursive: true });
      writeFileSync(join(location, artifact.file), Buffer.alloc(artifact.bytes));
      writeFileSync(join(location, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      writeFileSync(join(location, 'SHA256SUMS'), '');
      writeFileSync(join(location, 'RESTORE.txt'), '');
    }
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
