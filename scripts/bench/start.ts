import { _electron } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../../src/main/catalog/open-catalog.ts';
import {
  hoursBefore,
  sampleCopy,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../test/unit/model-samples.ts';
import { median, spread } from './statistics.ts';

export interface StartBenchOptions {
  readonly rounds: number;
  /** The command that starts the built app; null: there is no Electron binary. */
  readonly command: readonly string[] | null;
}

const SITES = 20;
const BACKUPS_PER_SITE = 100;
/** Seconds from starting the process until the fleet can be read. */
const REACH_SECONDS = 2;

/** The real window of an operator with 20 sites and 2,000 backups: from starting the process to a fleet that can be read and pressed. */
export async function benchStart({ rounds, command }: StartBenchOptions): Promise<void> {
  const [executablePath, ...args] = command ?? [];
  if (executablePath === undefined) {
    console.log('Start of the window: not measured, there is no Electron binary on this computer.');
    return;
  }
  const home = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    fillCatalog(home);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      times.push(await startOnce(home, executablePath, args));
      console.log(`  start  ${times.at(-1)?.toFixed(2)} s`);
    }
    const reached = median(times) <= REACH_SECONDS ? 'reached' : 'NOT reached';
    console.log(`\n| Start to usable window | median | spread | reach | |\n| --- | --- | --- | --- | --- |`);
    console.log(
      `| ${SITES} sites, ${SITES * BACKUPS_PER_SITE} backups | ${median(times).toFixed(2)} s | ${spread(times)} s | <= ${REACH_SECONDS} s | ${reached} |`,
    );
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function startOnce(home: string, executablePath: string, args: readonly string[]): Promise<number> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  delete env['NODE_OPTIONS'];
  delete env['ELECTRON_RUN_AS_NODE'];
  const begun = performance.now();
  const electron = await _electron.launch({ executablePath, args: [...args], env: { ...env, HOLDFAST_HOME: home }, timeout: 30_000 });
  try {
    const page = await electron.firstWindow();
    await page
      .getByRole('row', { name: /site-19/ })
      .first()
      .waitFor({ timeout: 30_000 });
    return (performance.now() - begun) / 1000;
  } finally {
    await electron.close();
  }
}

function fillCatalog(home: string): void {
  using catalog = openCatalog(join(home, 'catalog.sqlite'));
  const server = sampleServer();
  const place = samplePlace();
  catalog.servers.insert(server);
  catalog.places.put(place);
  catalog.settings.put('place-id', place.id);
  for (let n = 0; n < SITES; n += 1) {
    const site = sampleSite(server, { name: `site-${n}` });
    const source = sampleSource(site);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
    catalog.atomically(() => {
      for (let index = 0; index < BACKUPS_PER_SITE; index += 1) {
        const startedAt = hoursBefore(24 * index + 1);
        const manifest = sampleManifest(site, server, [source], { startedAt, folder: `${startedAt}-full` });
        catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place, sampleProof('intact')));
      }
    });
  }
}
