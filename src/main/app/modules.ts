import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EventName } from '../../shared/ipc/channels.ts';
import type { Payload } from '../../shared/ipc/contract.ts';
import type { ThisComputerPlace } from '../../shared/model/place.ts';
import type { JobId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import { openCatalog, readCatalog, type Catalog } from '../catalog/open-catalog.ts';
import { describeHomeOwner } from '../catalog/home-lock.ts';
import { AppError } from '../errors/app-error.ts';
import { readJobLog } from '../jobs/job-log.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { createKeyKeeper, type KeyKeeper } from '../sealing/key-keeper.ts';
import { createServerRegister, type ServerRegister } from '../servers/register.ts';
import { createServerConnections } from '../servers/ssh/connections.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import { createSiteRegister, type SiteRegister } from '../sites/register.ts';
import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { systemWaitingClock } from '../support/waiting-clock.ts';
import { createTransferLimits, type TransferLimits } from '../transfer/limits.ts';
import type { HostAbilities } from './app.ts';
import { type Alerting, createAlerting } from './alerts/alerting.ts';
import { createAuditing, type Auditing } from './audit/auditing.ts';
import { createPresences, type Presences } from './presences.ts';
import { createStores, type Stores } from './stores.ts';

/** Everything the calls and the jobs work with, built once from a data folder. */
export interface Modules {
  readonly home: string;
  /** An app that only reads keeps nothing it learns. */
  readonly access: 'work' | 'read';
  readonly appVersion: string;
  readonly host: HostAbilities;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: SecretStore;
  readonly catalog: Catalog;
  readonly connections: ServerConnections;
  readonly servers: ServerRegister;
  readonly sites: SiteRegister;
  readonly stores: Stores;
  readonly presences: Presences;
  readonly keys: KeyKeeper;
  /** Bandwidth and hours, shared by everything that moves copies. */
  readonly limits: TransferLimits;
  /** Aborted when the app closes: work outside of jobs (a check, a look) honours it. */
  readonly closing: AbortSignal;
  /** Throws `home.in-use` in an app that only reads. */
  readonly runner: () => JobRunner;
  /** Jobs that wait or run. */
  readonly activeJobCount: () => number;
  /** Newest first, at most RECENT_JOBS; works in an app that only reads as well. */
  readonly jobs: () => readonly Job[];
  /** Throws `job.not-found`. */
  readonly jobLog: (jobId: JobId) => string;
  /** Null until the operator has chosen a folder. */
  readonly place: () => ThisComputerPlace | null;
  /** The record of what was changed and read. */
  readonly auditing: Auditing;
  /** Messages that say when something is wrong, and when it is over. */
  readonly alerting: Alerting;
  readonly emit: <N extends EventName>(name: N, payload: Payload<N>) => void;
}

export interface ModuleOptions {
  readonly home: string;
  readonly appVersion: string;
  readonly host: HostAbilities;
  readonly secrets: SecretStore;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly closing: AbortSignal;
  /** See AppOptions. */
  readonly access: 'work' | 'read';
  /** Null in an app that only reads, and until the runner is made. */
  readonly runnerIfAny: () => JobRunner | null;
  readonly emit: Modules['emit'];
}

export const LOG_FOLDER = 'job-logs';

/** As many as a person scrolls through. */
const RECENT_JOBS = 200;

export function buildModules(options: ModuleOptions): Modules {
  const { home, secrets, logger, clock } = options;
  const file = join(home, 'catalog.sqlite');
  const catalog = options.access === 'read' ? readCatalog(file, { logger }) : openCatalog(file, { logger });
  const connections = createServerConnections({ servers: catalog.servers, secrets, clock, logger, home: homedir() });
  const stores = createStores({ catalog, connections, secrets, clock, mayWrite: options.access === 'work' });
  const needRunner = (): JobRunner => {
    const runner = options.runnerIfAny();
    if (runner === null) throw new AppError('home.in-use', { detail: describeHomeOwner(home) });
    return runner;
  };
  const presences = createPresences({ catalog, stores, clock, closing: options.closing });
  return {
    ...options,
    catalog,
    connections,
    auditing: createAuditing({ ...options, catalog }),
    stores,
    presences,
    alerting: createAlerting({ ...options, catalog, presences }),
    keys: createKeyKeeper({ secrets, settings: catalog.settings, clock, needHome: () => void needRunner() }),
    limits: createTransferLimits({ settings: () => catalog.settings.get('transfer'), clock: systemWaitingClock }),
    servers: createServerRegister({ servers: catalog.servers, sites: catalog.sites, secrets, links: connections, clock, logger }),
    sites: createSiteRegister({
      sites: catalog.sites,
      sources: catalog.sources,
      serverExists: (serverId) => catalog.servers.find(serverId) !== null,
      secrets,
      clock,
    }),
    activeJobCount: () => options.runnerIfAny()?.activeCount() ?? 0,
    jobs: () => options.runnerIfAny()?.list({ limit: RECENT_JOBS }) ?? catalog.jobs.list({ limit: RECENT_JOBS }),
    jobLog(jobId) {
      if (catalog.jobs.find(jobId) === null) throw new AppError('job.not-found', { detail: jobId });
      return readJobLog(join(home, LOG_FOLDER), jobId);
    },
    runner: needRunner,
    place() {
      const id = catalog.settings.get('place-id');
      const found = id === null ? null : catalog.places.find(id);
      return found?.kind === 'this-computer' ? found : null;
    },
  };
}

/** The place "this computer", or `place.not-chosen`. */
export function needPlace(modules: Pick<Modules, 'place'>): ThisComputerPlace {
  const place = modules.place();
  if (place === null) throw new AppError('place.not-chosen');
  return place;
}
