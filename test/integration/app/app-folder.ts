import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App, HostAbilities } from '../../../src/main/app/app.ts';
import { createApp, type AppOptions } from '../../../src/main/app/create-app.ts';
import { type Catalog, openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { buildModules, type Modules } from '../../../src/main/app/modules.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import type { CallName } from '../../../src/shared/ipc/channels.ts';
import type { Input, Output } from '../../../src/shared/ipc/contract.ts';
import { isActive, type Job } from '../../../src/shared/model/job.ts';
import type { Copy } from '../../../src/shared/model/backup.ts';
import { firstProof } from '../../../src/shared/model/proof.ts';
import { makeKeeper, NOW, type Registered, writeBackup } from '../places/place-folder.ts';

export const host: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  reveal: (folder) => Promise.reject(new AppError('host.unsupported', { detail: folder })),
};

export const catalogFile = (home: string): string => join(home, 'catalog.sqlite');

/** The modules of an app whose jobs the test runs itself. */
export function modulesIn(home: string): Modules {
  const modules = buildModules({
    home,
    host,
    appVersion: '0.0.0',
    secrets: createRefusingSecretStore(),
    logger: silentLogger,
    clock: systemClock,
    access: 'work',
    closing: new AbortController().signal,
    runnerIfAny: () => null,
    emit: () => {},
  });
  onTestFinished(() => modules.catalog.close());
  return modules;
}

/** Does something with the catalog of a data folder while no app has it. */
export function withCatalog<T>(home: string, work: (catalog: Catalog) => T): T {
  using catalog = openCatalog(catalogFile(home));
  return work(catalog);
}

/** A place in the data folder, chosen, and a site that is registered. */
export async function choosePlace(home: string, { server, site, source }: Registered): Promise<PlaceKeeper> {
  const keeper = await makeKeeper(home);
  withCatalog(home, (catalog) => {
    catalog.places.put(keeper.place);
    catalog.settings.put('place-id', keeper.place.id);
    catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
  });
  return keeper;
}

/** A backup as a job leaves it that was told not to read it back. */
export async function keepBackup(home: string, keeper: PlaceKeeper, registered: Registered, folder?: string) {
  const { manifest, location } = await writeBackup(keeper, registered, folder);
  const { id } = manifest.backup;
  const copy: Copy = { backupId: id, placeId: keeper.place.id, location, proof: firstProof(new Date(NOW.now()).toISOString()) };
  withCatalog(home, (catalog) => catalog.backups.record(manifest, copy));
  return { id, manifest, location };
}

/** An app in a data folder, closed when the test has ended. */
export async function openApp(home: string, access?: NonNullable<AppOptions['access']>): Promise<App> {
  const options = { home, host, secrets: createRefusingSecretStore(), logger: silentLogger };
  const app = await createApp(access === undefined ? options : { ...options, access });
  onTestFinished(() => app.close());
  return app;
}

export async function ask<N extends CallName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await app.call(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.problem.code} ${reply.problem.detail}`);
  return reply.value;
}

/** Starts work and waits for its end. */
export async function workOf(app: App, start: () => Promise<Job>): Promise<Job> {
  const ended = new Map<string, Job>();
  const waiting = Promise.withResolvers<void>();
  const stop = app.on('job.changed', (job) => {
    if (isActive(job.state)) return;
    ended.set(job.id, job);
    waiting.resolve();
  });
  try {
    const { id } = await start();
    await waiting.promise;
    const job = ended.get(id);
    if (job === undefined) throw new Error('another job ended first');
    return job;
  } finally {
    stop();
  }
}
