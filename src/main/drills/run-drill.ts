import { type Artifact, type BundleArtifact, type ConfigArtifact, isMedia, type MediaArtifact } from '../../shared/model/artifact.ts';
import { type Dump, dumpsOf } from '../../shared/model/dump.ts';
import type { Backup } from '../../shared/model/backup.ts';
import type { Drill, DrillSettings } from '../../shared/model/drill.ts';
import type { ListedFile } from '../archive/file-list.ts';
import type { OpenZip } from '../archive/open-zip.ts';
import { AppError, type ErrorCode } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { bentBy } from '../restore/import/bent-by.ts';
import { compareSchema } from '../restore/import/compare-schema.ts';
import type { DumpSource } from '../restore/import/dump-source.ts';
import { importDump } from '../restore/import/import-dump.ts';
import { askAssertion } from './ask-assertions.ts';
import type { DrillNotes } from './drill-notes.ts';
import { isFaultOfBackup } from './drill-outcome.ts';
import { chooseSample, restoreSample, type SampleArchive, type SampleResult } from './media-sample.ts';
import type { Scratch } from './scratch.ts';
import { restoreZipSample } from './zip-sample.ts';

/** A backup with the ways to its bytes, and where it is tried. */
export interface DrillWork {
  readonly id: string;
  readonly backup: Backup;
  readonly settings: Pick<DrillSettings, 'assertions' | 'sampleFiles'>;
  readonly scratch: Scratch;
  /** A folder of this computer for files that are restored; emptied by whoever made it. */
  readonly folder: string;
  /** Databases that are registered, which a condition must not name. */
  readonly live: readonly string[];
  readonly sourceOf: (dump: Dump) => DumpSource;
  readonly listOf: (artifact: MediaArtifact | BundleArtifact, signal: AbortSignal) => Promise<readonly ListedFile[]>;
  readonly archivesOf: (artifact: MediaArtifact) => Promise<readonly SampleArchive[]>;
  readonly openZip: (artifact: BundleArtifact) => Promise<OpenZip>;
  /** Null: what is wrong with it was not found, and `opened` says whether anybody could look inside. */
  readonly checkSettings: (artifact: ConfigArtifact) => Promise<{ readonly opened: boolean; readonly problem: AppError | null }>;
}

interface Restored {
  readonly artifact: Dump;
  readonly schema: string;
}

/**
 * Restores a backup for trial and compares. What is found is in `notes`, also when this throws: the reason of the signal, or what kept the drill from being
 * carried through. What speaks against the backup is not thrown but noted.
 */
export async function runDrill(work: DrillWork, notes: DrillNotes, job: JobContext): Promise<void> {
  const { artifacts } = work.backup;
  const restored: Restored[] = [];
  for (const artifact of dumpsOf(artifacts)) {
    const schema = await blaming(work, artifact, notes, job, () => restoreDatabase(work, artifact, notes, job));
    if (schema !== null) restored.push({ artifact, schema });
  }
  if (restored.length > 0 && work.settings.assertions.length > 0)
    await notes.phase('Asking the conditions', () => askAll(work, restored, notes, job));
  for (const artifact of artifacts) {
    if (work.settings.sampleFiles === 0) break;
    if (isMedia(artifact)) await blaming(work, artifact, notes, job, () => sampleFiles(work, artifact, notes, job));
    if (artifact.part === 'bundle' && artifact.counts.files > 0)
      await blaming(work, artifact, notes, job, () => sampleZip(work, artifact, notes, job));
  }
  for (const artifact of artifacts) {
    if (artifact.part === 'config')
      await blaming(work, artifact, notes, job, () => notes.phase('Opening the settings', () => openSettings(work, artifact, notes)));
  }
  if (notes.faults.length === 0 && notes.unasked !== null) throw notes.unasked;
}

/** Null when it threw what only the backup can be blamed for, which is noted. */
async function blaming<T>(
  work: DrillWork,
  artifact: Artifact | Dump,
  notes: DrillNotes,
  job: JobContext,
  attempt: () => Promise<T>,
): Promise<T | null> {
  try {
    return await attempt();
  } catch (error) {
    job.signal.throwIfAborted();
    const dumpedFrom = artifact.part === 'database' ? artifact.serverVersion : null;
    if (!(error instanceof AppError) || !isFaultOfBackup(error, dumpedFrom, work.scratch.serverVersion)) throw error;
    if (DAMAGE.has(error.code)) notes.isDamaged = true;
    notes.fault(`${artifact.file}: ${error.message}`);
    return null;
  }
}

const DAMAGE = new Set<ErrorCode>(['import.copy-damaged', 'verify.read-failed', 'zip.damaged']);

async function restoreDatabase(work: DrillWork, artifact: Dump, notes: DrillNotes, job: JobContext): Promise<string> {
  const { scratch } = work;
  const { database, bytes } = artifact;
  const { signal } = job;
  const schema = await notes.restoring(
    `Importing ${database}`,
    async () => {
      const made = await scratch.makeSchema(artifact, signal);
      const source = work.sourceOf(artifact);
      const importing = importDump({
        target: scratch.target,
        schema: made,
        artifact,
        source,
        tables: null,
        content: 'all',
        signal,
        onProgress: (progress) => job.advance(progress.bytes),
      });
      await importing.catch(async (error: unknown) => {
        signal.throwIfAborted();
        throw (await bentBy(error, source, artifact, job)) ?? error;
      });
      return made;
    },
    bytes,
  );
  const { differences, tables, rows } = await notes.restoring(`Comparing ${database}`, async () => {
    await using session = await scratch.target.session(schema, signal);
    return await compareSchema(session, schema, artifact.inventory, { tables: null, content: 'all', signal });
  });
  notes.databases.push({ database, tables, rows, differences: [...differences] });
  for (const difference of differences) notes.fault(`${database}: ${difference}`);
  return schema;
}

async function askAll(
  { settings, scratch, live }: DrillWork,
  restored: readonly Restored[],
  notes: DrillNotes,
  job: JobContext,
): Promise<void> {
  for (const assertion of settings.assertions) {
    job.signal.throwIfAborted();
    const on = restored.find(({ artifact }) => assertion.database === null || artifact.database === assertion.database);
    if (on === undefined) {
      notes.assertions.push({ ...assertion, found: `the backup has no database ${assertion.database ?? ''}`, ok: false });
      notes.fault(`${assertion.title}: the backup has no database ${assertion.database ?? ''}`);
      continue;
    }
    try {
      await using session = await scratch.target.session(on.schema, job.signal);
      const result = await askAssertion(session, assertion, on.artifact.capturedFrom, live);
      notes.assertions.push(result);
      if (!result.ok) notes.fault(`${assertion.title}: found ${result.found}`);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'drill.assertion-refused') throw error;
      notes.unasked ??= error;
      job.log(error.message);
    }
  }
}

async function sampleFiles(work: DrillWork, artifact: MediaArtifact, notes: DrillNotes, job: JobContext): Promise<void> {
  const { signal } = job;
  const result = await notes.phase(`Restoring a sample of ${artifact.folders.join(', ')}`, async () => {
    const files = chooseSample(await work.listOf(artifact, signal), work.settings.sampleFiles, work.id);
    return restoreSample({ files, archives: await work.archivesOf(artifact), folder: work.folder, signal });
  });
  noteSample(notes, result);
}

async function sampleZip(work: DrillWork, artifact: BundleArtifact, notes: DrillNotes, { signal }: JobContext): Promise<void> {
  const result = await notes.phase(`Restoring a sample of the files in ${artifact.file}`, async () => {
    const files = chooseSample(await work.listOf(artifact, signal), work.settings.sampleFiles, work.id);
    await using zip = await work.openZip(artifact);
    return await restoreZipSample({ files, zip, name: artifact.file, folder: work.folder, signal });
  });
  noteSample(notes, result);
}

function noteSample(notes: DrillNotes, result: SampleResult): void {
  const before: NonNullable<Drill['media']> = notes.media ?? { sampled: 0, bytes: 0, differences: [] };
  notes.media = {
    sampled: before.sampled + result.sampled,
    bytes: before.bytes + result.bytes,
    differences: [...before.differences, ...result.differences],
  };
  if (result.differences.length > 0) notes.isDamaged = true;
  for (const difference of result.differences) notes.fault(difference);
}

async function openSettings({ checkSettings }: DrillWork, artifact: ConfigArtifact, notes: DrillNotes): Promise<void> {
  const { opened, problem } = await checkSettings(artifact);
  notes.settings = problem !== null ? 'differs' : opened ? 'opened' : 'no-key';
  if (problem !== null) throw problem;
}
