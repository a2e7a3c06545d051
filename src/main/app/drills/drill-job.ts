import { isMedia } from '../../../shared/model/artifact.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import { dumpsOf } from '../../../shared/model/dump.ts';
import type { Drill, DrillSettings } from '../../../shared/model/drill.ts';
import { DrillId } from '../../../shared/model/ids.ts';
import { reaches } from '../../../shared/model/proof.ts';
import type { Site } from '../../../shared/model/site.ts';
import { DrillNotes } from '../../drills/drill-notes.ts';
import { proofAfterDrill } from '../../drills/drill-outcome.ts';
import { findDatabasePrograms, type ProgramSearch, WHAT_TO_INSTALL } from '../../drills/find-programs.ts';
import { startPrivateServer } from '../../drills/private-server.ts';
import { runDrill } from '../../drills/run-drill.ts';
import { makeScratchFolder } from '../../drills/scratch-folder.ts';
import { newScratchId } from '../../drills/scratch-name.ts';
import { type ScratchRecords, scratchRecordsIn } from '../../drills/scratch-records.ts';
import type { Scratch } from '../../drills/scratch.ts';
import { withServerScratch } from '../../drills/server-scratch.ts';
import { sweepFolders, sweepSchemas } from '../../drills/sweep-leftovers.ts';
import { AppError, problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome } from '../../jobs/job-handler.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { checkCopy } from '../verify-copy.ts';
import { verifying } from '../verifying.ts';
import { drillBytes } from './drill-bytes.ts';
import { type ChosenCopy, chooseDrillCopy } from './drill-copy.ts';
import type { DrillParams } from './drill-request.ts';

export type DrillModules = Pick<Modules, 'home' | 'catalog' | 'clock' | 'stores' | 'keys' | 'secrets' | 'connections' | 'logger' | 'emit'>;

/** A data folder as the system tables and logs of a server fill it. */
const EMPTY_SERVER_BYTES = 400_000_000;
/** Tables with their indexes, against the SQL they come from. */
const GROWTH = 2;
/** For one file of the sample at a time. */
const SAMPLE_BYTES = 200_000_000;

interface Trial {
  readonly id: string;
  readonly site: Site;
  readonly backup: Backup;
  readonly settings: DrillSettings;
  readonly chosen: ChosenCopy;
  readonly records: ScratchRecords;
  readonly search: ProgramSearch;
}

/**
 * Restores a backup for trial, keeps the evidence, and raises the copy to proven or withdraws its proof. Cancelled or interrupted, it leaves neither a row nor
 * anything else. Throws `drill.no-backup` before anything begins; `drill.failed` when the backup did not pass; what kept it from being carried through.
 */
export async function runDrillJob(
  modules: DrillModules,
  params: DrillParams,
  job: JobContext,
  search: ProgramSearch = {},
): Promise<JobOutcome> {
  const { catalog, clock, home, logger } = modules;
  const site = catalog.sites.find(params.siteId);
  if (site === null) throw new AppError('site.not-found', { detail: params.siteId });
  const records = scratchRecordsIn(home);
  job.step('Choosing the backup');
  await sweepFolders(records, logger);
  await sweepSchemas({ ...modules, records }, job.signal);
  const backup = backupFor(modules, site, params);
  const chosen = await chooseDrillCopy(modules, backup.id, params.placeId, job);
  job.log(`${backup.folder} from ${chosen.store.place.name}, ${chosen.level}`);
  const settings = catalog.siteRecoveries.drillOf(site.id);
  const trial: Trial = { id: newScratchId(), site, backup, settings, chosen, records, search };
  const notes = new DrillNotes(clock, job);
  const startedAt = instantOf(clock);
  const target = { name: targetWords(modules, settings) };
  let stopped: unknown = null;
  try {
    if (await bringToSound(modules, chosen, notes, job)) {
      await withScratch(modules, trial, notes, job, async (scratch, folder) => {
        target.name = scratch.name;
        const live = catalog.sites.list().flatMap(({ id }) => databasesOf(modules, id));
        await runDrill({ ...trial, scratch, folder, live, ...drillBytes(modules, chosen, job) }, notes, job);
      });
    }
  } catch (error) {
    job.signal.throwIfAborted();
    stopped = error;
  }
  job.signal.throwIfAborted();
  const problem = problemFor(notes, stopped);
  const outcome = notes.faults.length > 0 ? 'failed' : stopped === null ? 'passed' : 'aborted';
  keep(modules, trial, notes, { outcome, startedAt, targetName: target.name, problem });
  if (problem !== null) throw problem;
  return { state: 'succeeded', problem: null, backupId: backup.id };
}

/** The named one, or the newest whole one. Throws `drill.no-backup`, `backup.not-found`. */
function backupFor({ catalog }: DrillModules, site: Site, { backupId }: DrillParams): Backup {
  const id = backupId ?? catalog.backups.newestFull(site.id)?.id;
  if (id === undefined) throw new AppError('drill.no-backup', { detail: `${site.name} has no backup that holds all of its databases.` });
  const backup = catalog.backups.find(id);
  if (backup === null || backup.siteId !== site.id) throw new AppError('backup.not-found', { detail: id });
  const dumps = dumpsOf(backup.artifacts);
  const partial = dumps.find(({ kind }) => kind !== 'full');
  if (partial !== undefined)
    throw new AppError('drill.no-backup', { detail: `${backup.folder} holds ${partial.kind} of a database alone.` });
  if (dumps.length === 0 && !backup.artifacts.some((artifact) => isMedia(artifact) || artifact.part === 'bundle'))
    throw new AppError('drill.no-backup', { detail: `${backup.folder} holds no dump and no archive that can be restored for trial.` });
  // Else it would be proven by a drill that restored nothing.
  if (dumps.length === 0 && catalog.siteRecoveries.drillOf(site.id).sampleFiles === 0)
    throw new AppError('drill.no-backup', {
      detail: `${backup.folder} holds no dump, and no file of it is to be restored: the sample is 0 files.`,
    });
  return backup;
}

/** Proven says more than sound, so what was not shown to be sound is read first. False: it is not, and its proof was withdrawn. */
async function bringToSound(modules: DrillModules, { copy }: ChosenCopy, notes: DrillNotes, job: JobContext): Promise<boolean> {
  const { level, failure } = copy.proof;
  if (failure === null ? reaches(level, 'sound') : failure.step === 'proven' && reaches(level, 'sound')) return true;
  const problem = await notes.phase('Reading the copy, which was not shown to be sound yet', () =>
    checkCopy(verifying(modules), copy, 'sound', job),
  );
  if (problem === null) return true;
  notes.isDamaged = true;
  notes.fault(problem.message);
  return false;
}

async function withScratch<T>(
  modules: DrillModules,
  trial: Trial,
  notes: DrillNotes,
  job: JobContext,
  attempt: (scratch: Scratch, folder: string) => Promise<T>,
): Promise<T> {
  const { id, site, backup, settings, records } = trial;
  const { target } = settings;
  const sqlBytes = dumpsOf(backup.artifacts).reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0);
  const needed = SAMPLE_BYTES + (target.kind === 'server' ? 0 : EMPTY_SERVER_BYTES + GROWTH * sqlBytes);
  const programs = target.kind === 'server' ? null : await findDatabasePrograms(trial.search);
  if (target.kind === 'this-computer' && programs === null) throw new AppError('drill.no-server-program', { detail: WHAT_TO_INSTALL });
  const folder = await makeScratchFolder({ id, records, needed });
  try {
    if (target.kind === 'server' || programs === null)
      return await onServer(modules, trial, job, (scratch) => attempt(scratch, folder.path));
    const server = await notes.phase('Starting a database server of its own', () =>
      startPrivateServer({ programs, folder: folder.path, id, signal: job.signal }),
    );
    try {
      return await attempt(server, folder.path);
    } finally {
      await server.stop();
    }
  } finally {
    job.log(`Removing what the drill of ${site.name} made`);
    await folder.remove();
  }
}

async function onServer<T>(
  modules: DrillModules,
  { id, site, settings: { target }, records }: Trial,
  job: JobContext,
  attempt: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const { catalog, secrets, connections } = modules;
  if (target.kind !== 'server') throw new Error('not a server');
  const password = await secrets.get(`drill:${site.id}`);
  if (password === null) throw new AppError('drill.secret-missing', { detail: `${target.user}, for drills of ${site.name}` });
  const registered = catalog.sites
    .list()
    .flatMap(({ id: siteId, serverId }) => catalog.sources.list(siteId).map((source) => ({ serverId, source })));
  // Schemas have a note of their own beside that of the folder.
  const options = { id: newScratchId(), siteId: site.id, serverName: serverName(modules, target.serverId), target, password, connections };
  job.log(`Drill ${id} restores to ${options.serverName}`);
  return withServerScratch({ ...options, records, registered, signal: job.signal, log: (line) => job.log(line) }, attempt);
}

function problemFor({ faults }: DrillNotes, stopped: unknown): AppError | null {
  if (faults.length > 0) return new AppError('drill.failed', { detail: faults.join('\n'), cause: stopped });
  if (stopped === null || stopped instanceof AppError) return stopped;
  throw stopped;
}

function keep(
  { catalog, clock, emit }: DrillModules,
  { site, backup, chosen }: Trial,
  notes: DrillNotes,
  told: Pick<Drill, 'outcome' | 'startedAt' | 'targetName'> & { readonly problem: AppError | null },
): void {
  const { store, copy, location } = chosen;
  const at = instantOf(clock);
  const drill: Drill = {
    id: DrillId.parse(crypto.randomUUID()),
    siteId: site.id,
    siteName: site.name,
    backupId: backup.id,
    backupAt: backup.startedAt,
    placeId: copy.placeId,
    placeName: store.place.name,
    targetName: told.targetName,
    startedAt: told.startedAt,
    endedAt: at,
    outcome: told.outcome,
    phases: notes.phases,
    restoreMs: told.outcome === 'passed' ? notes.restoreMs : null,
    databases: notes.databases,
    assertions: notes.assertions,
    media: notes.media,
    ...(notes.settings === undefined ? {} : { settings: notes.settings }),
    problem: told.problem === null ? null : problemOf(told.problem),
  };
  catalog.atomically(() => {
    catalog.drills.insert(drill);
    // A copy that lies elsewhere by now is not the one that was tried.
    const now = catalog.backups.copiesOf(backup.id).find(({ placeId }) => placeId === copy.placeId);
    if (now?.location === location)
      catalog.backups.updateProof(backup.id, copy.placeId, proofAfterDrill(now.proof, told.outcome, notes, at));
  });
  emit('fleet.changed', undefined);
}

function targetWords(modules: DrillModules, { target }: DrillSettings): string {
  return target.kind === 'server'
    ? `a scratch database on ${serverName(modules, target.serverId)}`
    : 'a database server of its own on this computer';
}

function serverName({ catalog }: DrillModules, serverId: string): string {
  return catalog.servers.list().find(({ id }) => id === serverId)?.name ?? 'a server that is not registered';
}

function databasesOf({ catalog }: DrillModules, siteId: Site['id']): readonly string[] {
  return catalog.sources.list(siteId).flatMap((source) => (source.kind === 'database' ? [source.database] : []));
}
