import { join } from 'node:path';
import * as z from 'zod';
import { SiteId } from '../../shared/model/ids.ts';
import type { Site } from '../../shared/model/site.ts';
import type { ServerBackupsSource } from '../../shared/model/source.ts';
import { adoptFile } from '../capture/adopted/adopt-file.ts';
import { toTake, type ListedBackup } from '../capture/adopted/list-adoptable.ts';
import { readSidecars } from '../capture/adopted/read-sidecars.ts';
import { zipPasswords } from '../capture/adopted/zip-passwords.ts';
import { sweepStaging } from '../capture/adopted/sweep-staging.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../jobs/job-handler.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { pullServerFile } from '../transfer/pull-server-file.ts';
import { listServerBackups, type SourceListing } from './adoptable.ts';
import { markPulled } from './cron/look-at-crons.ts';
import { isFetched } from './cron/own-backups.ts';
import { siteCronOf } from './cron/site-cron-of.ts';
import { keepBackup } from './keep-backup.ts';
import { needPlace, type Modules } from './modules.ts';

export const AdoptParams = z.object({
  siteId: SiteId,
  /** Absolute paths on the server; null: what each source takes by itself. */
  paths: z.array(z.string()).min(1).nullable(),
});
export type AdoptParams = z.infer<typeof AdoptParams>;

export function adoptRequest(site: Site, paths: AdoptParams['paths']): JobRequest {
  const params: AdoptParams = { siteId: site.id, paths };
  const title = `Adopt server backups of ${site.name}`;
  return { kind: 'adopt', title, serverId: site.serverId, siteId: site.id, backupId: null, params };
}

/** Hidden, so that no list of backups looks into it; on the disk of the place, so that what arrives is moved and not copied. */
const STAGING = '.adopting';

interface Failure {
  readonly path: string;
  readonly error: AppError;
}

interface Kept {
  readonly path: string;
  readonly outcome: JobOutcome;
}

interface Chosen {
  readonly source: ServerBackupsSource;
  readonly file: ListedBackup;
}

/**
 * Adopts files the server made, one backup each. One that is no good leaves the others: the job ends as a warning that names it. Nothing is changed on the
 * server. Throws the problem when it was the only file, `adopt.incomplete` when none of several could be adopted, `site.*`, `place.*`, `ssh.*`.
 */
export async function runAdopt(modules: Modules, { siteId, paths }: AdoptParams, job: JobContext): Promise<JobOutcome> {
  const place = needPlace(modules);
  await sweepStaging(join(place.folder, STAGING), modules.clock);
  job.step('Looking for what the server made');
  const listings = await listServerBackups(modules, siteId, job.signal);
  const chosen = choose(listings, paths, job);
  const failures: Failure[] = [...chosen.failures];
  const kept: Kept[] = [];
  for (const one of chosen.files) {
    job.signal.throwIfAborted();
    try {
      kept.push({ path: one.file.path, outcome: await adoptOne(modules, modules.sites.get(siteId), one, job) });
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      failures.push({ path: one.file.path, error });
      job.log(`${one.file.path}: ${error.message}`);
    }
  }
  const outcome = outcomeOfAll(kept, failures);
  const { folderName } = siteCronOf(modules, siteId);
  if (isFetched({ folderName, listings, paths, kept: kept.map(({ path }) => path) })) await markPulled(modules, siteId, job.signal);
  return outcome;
}

function outcomeOfAll(kept: readonly Kept[], failures: readonly Failure[]): JobOutcome {
  const [first, second] = failures;
  const [only, another] = kept;
  const detail = failures.map(({ path, error }) => `${path}: ${error.message}`).join('\n');
  if (first !== undefined && only === undefined) throw second === undefined ? first.error : new AppError('adopt.incomplete', { detail });
  if (only !== undefined && another === undefined && first === undefined) return only.outcome;
  if (first !== undefined) return { state: 'warning', problem: new AppError('adopt.incomplete', { detail }).toProblem(), backupId: null };
  const problems = kept.flatMap(({ path, outcome: { problem } }) =>
    problem === null ? [] : [`${path}: ${problem.detail || problem.title}`],
  );
  if (problems.length === 0) return { state: 'succeeded', problem: null, backupId: null };
  return { state: 'warning', problem: new AppError('capture.incomplete', { detail: problems.join('\n') }).toProblem(), backupId: null };
}

/** By path, or what each source takes by itself. Pure but for the log. */
function choose(listings: readonly SourceListing[], paths: AdoptParams['paths'], job: Pick<JobContext, 'log'>) {
  const all = listings.flatMap(({ source, files }) => files.map((file): Chosen => ({ source, file })));
  for (const { file } of all) if (file.state === 'growing') job.log(`${file.path}: still being written, left for the next time`);
  if (paths === null) {
    const files = listings.flatMap(({ source, files: found }) => toTake(found, source.take).map((file): Chosen => ({ source, file })));
    if (files.length === 0) job.log('Nothing new.');
    return { files, failures: [] };
  }
  const files: Chosen[] = [];
  const failures: Failure[] = [];
  for (const path of new Set(paths)) {
    const found = all.find(({ file }) => file.path === path);
    const problem = found === undefined ? new AppError('adopt.not-on-server', { detail: path }) : refusalOf(found.file);
    if (problem !== null) failures.push({ path, error: problem });
    else if (found?.file.state === 'adopted') job.log(`${path}: adopted before`);
    else if (found !== undefined) files.push(found);
  }
  return { files, failures };
}

function refusalOf({ state, reason }: ListedBackup): AppError | null {
  if (state === 'refused') return new AppError('adopt.not-readable', { detail: reason });
  return state === 'growing' ? new AppError('adopt.growing') : null;
}

async function adoptOne(modules: Modules, site: Site, { source, file }: Chosen, job: JobContext): Promise<JobOutcome> {
  const { catalog, clock, connections, secrets, limits, appVersion, emit } = modules;
  const sources = catalog.sources.list(site.id);
  const place = needPlace(modules);
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  job.log(`${file.path}: ${file.bytes} bytes, of ${file.at} (${file.timeFrom === 'name' ? 'by its name' : 'as it was modified'})`);
  const beside = await connections.withShell(server.id, job.signal, (shell) => readSidecars(shell, file.path, job.signal));
  const { manifest, location } = await adoptFile(
    { site, server, source, sources, file, beside, appVersion },
    {
      keeper: openThisComputer(place),
      clock,
      staging: join(place.folder, STAGING),
      passwords: () =>
        connections.withShell(server.id, job.signal, (shell) => zipPasswords(shell, site, source.id, sources, secrets, job.signal)),
      pull: (path, target) => pullServerFile({ connections, serverId: server.id, path, target, limits, job }),
    },
    job,
  );
  const outcome = await keepBackup(modules, manifest, location, true, job);
  emit('fleet.changed', undefined);
  return outcome;
}
