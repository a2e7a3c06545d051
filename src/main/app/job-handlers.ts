import { captureBackup } from '../capture/capture-backup.ts';
import { rebuildCatalog } from '../catalog/rebuild.ts';
import type { Copy, Proof } from '../../shared/model/backup.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { jobHandler, type JobHandlers, type JobOutcome } from '../jobs/job-handler.ts';
import { sumsSha256Of } from '../manifest/write-manifest.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { instantOf } from '../support/clock.ts';
import { BackupParams, RebuildParams, VerifyParams } from './job-requests.ts';
import { needPlace, type Modules } from './modules.ts';
import { verifyCopy } from './verify-copy.ts';

/** What each kind of job does, wired from the capabilities. */
export function jobHandlers(modules: Modules): JobHandlers {
  return {
    backup: jobHandler(BackupParams, (params, job) => runBackup(modules, params, job)),
    verify: jobHandler(VerifyParams, (params, job) => runVerify(modules, params, job)),
    'catalog-rebuild': jobHandler(RebuildParams, async ({ placeId }, job): Promise<JobOutcome> => {
      const place = modules.catalog.places.find(placeId);
      if (place === null) throw new AppError('place.not-chosen');
      return rebuildCatalog({ catalog: modules.catalog, place, clock: modules.clock }, job);
    }),
  };
}

async function runBackup(modules: Modules, params: BackupParams, job: JobContext): Promise<JobOutcome> {
  const { catalog, sites, clock, connections, secrets, appVersion } = modules;
  const site = sites.get(params.siteId);
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const place = needPlace(modules);
  const { manifest, location } = await captureBackup(
    {
      site,
      server,
      sources: catalog.sources.list(site.id),
      kind: params.kind,
      compression: params.compression,
      label: params.label,
      appVersion,
      expectedBytes: (source, compression) => catalog.backups.lastSizeOf(site.id, source.id, params.kind, compression)?.bytes ?? null,
    },
    { connections, secrets, clock, keeper: openThisComputer(place) },
    job,
  );
  const { backup } = manifest;
  const present: Proof = { level: 'present', presentAt: instantOf(clock), intactAt: null, soundAt: null, provenAt: null, failure: null };
  const copy: Copy = { backupId: backup.id, placeId: place.id, location, proof: present };
  catalog.backups.record(manifest, copy, sumsSha256Of(manifest));
  job.log(`Kept as ${location}`);
  // The dump index was made of the very bytes whose hash is found again here, so a copy that is intact is sound without decompressing it again.
  if (params.verify) await verifyCopy(modules, copy, 'intact', job, 'sound');
  if (backup.warnings.length === 0) return { state: 'succeeded', problem: null, backupId: backup.id };
  const detail = backup.warnings.map(({ text }) => text).join('\n');
  return { state: 'warning', problem: new AppError('capture.incomplete', { detail }).toProblem(), backupId: backup.id };
}

async function runVerify(modules: Modules, { backupId, level }: VerifyParams, job: JobContext): Promise<JobOutcome> {
  const copies = modules.catalog.backups.copiesOf(backupId);
  const chosen = modules.place()?.id;
  const copy = copies.find(({ placeId }) => placeId === chosen) ?? copies[0];
  if (copy === undefined) throw new AppError('backup.not-found', { detail: `The catalog knows no copy of ${backupId}.` });
  await verifyCopy(modules, copy, level, job);
  return { state: 'succeeded', problem: null, backupId };
}
