import { rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf } from '../../shared/model/artifact.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { COMPANION_FILES } from '../manifest/companions.ts';
import { writeManifest } from '../manifest/write-manifest.ts';
import { syncFolder } from '../support/durable-files.ts';
import { openArtifact, type OpenArtifact } from './artifact-writer.ts';
import { endOwnership } from './owner-file.ts';
import type { BackupDraft } from './place-keeper.ts';
import { caseKey, isSafeFileName } from './safe-name.ts';
import { writeProblem } from './write-problem.ts';

export interface DraftFolders {
  /** Where it is written. */
  readonly partial: string;
  /** Where it will be. */
  readonly final: string;
  readonly ownerFile: string;
  /** This draft made the site's folder, so it goes again when nothing comes into it. */
  readonly madeSiteFolder: boolean;
}

/** What the draft keeps of each file, written here or taken in. */
type DraftFile = Pick<OpenArtifact, 'finished' | 'abandon'>;

/** See BackupDraft for the states. Both ends are final: after `commit` or `discard` the draft does nothing more. */
export function openDraft(folders: DraftFolders): BackupDraft {
  const { partial, final, ownerFile, madeSiteFolder } = folders;
  const siteFolder = dirname(final);
  const artifacts = new Map<string, DraftFile>();
  let state: 'open' | 'committed' | 'discarded' = 'open';

  async function writeArtifact(file: string) {
    if (state !== 'open') throw new Error(`${partial} is ${state}`);
    refuseName(file, artifacts);
    const artifact = await openArtifact(join(partial, file));
    artifacts.set(caseKey(file), artifact);
    return artifact.writer;
  }

  async function takeIn(path: string, file: string, known: { readonly bytes: number; readonly sha256: string }): Promise<void> {
    if (state !== 'open') throw new Error(`${partial} is ${state}`);
    refuseName(file, artifacts);
    try {
      const { size } = await stat(path);
      if (size !== known.bytes) throw new Error(`it has ${size} bytes, not ${known.bytes}`);
      await rename(path, join(partial, file));
    } catch (error) {
      throw writeProblem(error, path);
    }
    artifacts.set(caseKey(file), { finished: () => known, abandon: () => Promise.resolve() });
  }

  async function commit(manifest: Manifest): Promise<string> {
    if (state !== 'open') throw new Error(`${partial} is ${state}`);
    refuseOther(manifest, final, artifacts);
    let renamed = false;
    try {
      await writeManifest(partial, manifest);
      await syncFolder(partial);
      await rename(partial, final);
      renamed = true;
      await syncFolder(siteFolder);
    } catch (error) {
      // A final name may not stay for a backup that is reported as failed, nor for half of one while it is removed.
      if (renamed) await rename(final, partial).catch(() => {});
      await remove();
      throw writeProblem(error, renamed ? final : partial);
    }
    state = 'committed';
    // The backup is there. An owner file that cannot be removed is nobody's from now on, and the next sweep takes it.
    await endOwnership(ownerFile).catch(() => {});
    return final;
  }

  /**
   * The folder goes before its owner file, so that no sweep meets it ownerless while it may still be written to. What cannot be removed now is
   * nobody's from here on, and the next sweep takes it: a clean-up that fails must not hide why it was needed.
   */
  async function remove(): Promise<string | null> {
    state = 'discarded';
    for (const artifact of artifacts.values()) await artifact.abandon().catch(() => {});
    const gone = await rm(partial, { recursive: true, force: true, maxRetries: 3 }).then(
      () => true,
      () => false,
    );
    await endOwnership(ownerFile).catch(() => {});
    // Not empty: another backup came into it meanwhile.
    if (madeSiteFolder) await rmdir(siteFolder).catch(() => {});
    return gone ? null : partial;
  }

  async function discard(): Promise<string | null> {
    return state === 'open' ? remove() : null;
  }

  return { writeArtifact, takeIn, commit, discard };
}

function refuseName(file: string, artifacts: ReadonlyMap<string, DraftFile>): void {
  const key = caseKey(file);
  if (!isSafeFileName(file)) throw new Error(`artifact name is not safe on every system: ${JSON.stringify(file)}`);
  if (artifacts.has(key) || COMPANION_FILES.some((companion) => caseKey(companion) === key)) {
    throw new Error(`artifact name is taken: ${JSON.stringify(file)}`);
  }
}

/** A manifest that does not describe these very files is a fault of the program: nothing may get a final name with it. */
function refuseOther(manifest: Manifest, final: string, artifacts: ReadonlyMap<string, DraftFile>): void {
  const { backup } = manifest;
  if (join(dirname(final), backup.folder) !== final) throw new Error(`manifest of ${backup.folder} committed to ${final}`);
  const named = backup.artifacts.flatMap(filesOf);
  if (named.length !== artifacts.size) throw new Error(`${artifacts.size} files written, manifest names others`);
  for (const { file, bytes, sha256 } of named) {
    const written = artifacts.get(caseKey(file))?.finished() ?? null;
    if (written?.bytes !== bytes || written.sha256 !== sha256) throw new Error(`manifest does not describe ${file} as it was written`);
  }
}
