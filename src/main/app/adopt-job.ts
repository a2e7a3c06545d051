import { join } from 'node:path';
import * as z from 'zod';
import type { Backup, Copy } from '../../shared/model/backup.ts';
import { SiteId } from '../../shared/model/ids.ts';
import { firstProof } from '../../shared/model/proof.ts';
import type { Site } from '../../shared/model/site.ts';
import type { ServerBackupsSource } from '../../shared/model/source.ts';
import { adoptFile } from '../capture/adopted/adopt-file.ts';
import { toTake, type ListedBackup } from '../capture/adopted/list-adoptable.ts';
import { readSidecars } from '../capture/adopted/read-sidecars.ts';
import { sweepStaging } from '../capture/adopted/sweep-staging.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../jobs/job-handler.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { instantOf } from '../support/clock.ts';
import { pullServerFile } from '../transfer/pull-server-file.ts';
import { listServerBackups, type SourceListing } from './adoptable.ts';
import { record } from './backup-job.ts';
import { needPlace, type Modules } from './modules.ts';
import { verifyCopy } from './verify-copy.ts';
import { verifying } from './verifying.ts';

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
  const chosen = choose(await listServerBackups(modules, siteId, job.signal), paths, job);
  const failures: { readonly path: string; readonly error: AppError }[] = [...chosen.failures];
  const backups: Backup[] = [];
  for (const one of chosen.files) {
    job.signal.throwIfAborted();
    try {
      backups.push(await adoptOne(modules, modules.sites.get(siteId), one, job));
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      failures.push({ path: one.file.path, error });
      job.log(`${one.file.path}: ${error.message}`);
    }
  }
  return outcome(backups, failures);
}

function outcome(backups: readonly Backup[], failures: readonly { readonly path: string; readonly error: AppError }[]): JobOutcome {
  const [only, another] = backups;
  const backupId = another === undefined ? (only?.id ?? null) : null;
  const detail = failures.map(({ path, error }) => `${path}: ${error.message}`).join('\n');
  const [first, second] = failures;
  if (first !== undefined && only === undefined) throw second === undefined ? first.error : new AppError('adopt.incomplete', { detail });
  if (first !== undefined) return { state: 'warning', problem: new AppError('adopt.incomplete', { detail }).toProblem(), backupId };
  const warnings = backups.flatMap(({ adoptedFrom, warnings: all }) => all.map(({ text }) => `${adoptedFrom?.path}: ${text}`));
  if (warnings.length === 0) return { state: 'succeeded', problem: null, backupId };
  return { state: 'warning', problem: new AppError('capture.incomplete', { detail: warnings.join('\n') }).toProblem(), backupId };
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
  const failures: { readonly path: string; readonly error: AppError }[] = [];
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

async function adoptOne(modules: Modules, site: Site, { source, file }: Chosen, job: JobContext): Promise<Backup> {
  const { catalog, clock, connections, limits, appVersion, emit } = modules;
  const place = needPlace(modules);
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  job.log(`${file.path}: ${file.bytes} bytes, of ${file.at} (${file.timeFrom === 'name' ? 'by its name' : 'as it was modified'})`);
  const beside = await connections.withShell(server.id, job.signal, (shell) => readSidecars(shell, file.path, job.signal));
  const { manifest, location } = await adoptFile(
    { site, server, source, sources: catalog.sources.list(site.id), file, beside, appVersion },
    {
      keeper: openThisComputer(place),
      clock,
      staging: join(place.folder, STAGING),
      pull: (path, target) => pullServerFile({ connections, serverId: server.id, path, target, limits, job }),
    },
    job,
  );
  const { backup } = manifest;
  const copy: Copy = { backupId: backup.id, placeId: place.id, location, proof: firstProof(instantOf(clock)) };
  const problem = await record(modules, manifest, copy, job);
  if (problem !== null) throw problem;
  job.log(`Kept as ${location}`);
  emit('fleet.changed', undefined);
  // It was read to its end before it was kept, so a copy that is intact is sound.
  await verifyCopy(verifying(modules), copy, 'intact', job, 'sound');
  return backup;
}
