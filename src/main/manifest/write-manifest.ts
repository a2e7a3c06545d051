import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { filesOf } from '../../shared/model/artifact.ts';
import { Manifest } from '../../shared/model/manifest.ts';
import { writeNewFile } from '../support/durable-files.ts';
import { formatChecksums } from './checksums.ts';
import { MANIFEST_FILE, RESTORE_FILE, SUMS_FILE } from './companions.ts';
import { restoreByHand } from './restore-by-hand.ts';

/**
 * Writes manifest.json, RESTORE.txt and SHA256SUMS (which covers the artifacts and the other two) into `folder`, fsynced. The caller syncs
 * the folder. Throws what the system says.
 */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const { manifestText, restoreText, sums } = textsOf(manifest);
  await writeNewFile(join(folder, MANIFEST_FILE), manifestText);
  await writeNewFile(join(folder, RESTORE_FILE), restoreText);
  await writeNewFile(join(folder, SUMS_FILE), sums);
}

/**
 * SHA-256 (lower-case hex) of the SHA256SUMS that `writeManifest` writes. It covers everything else in the folder, so kept elsewhere it tells
 * when any of it was changed. Of this version of Holdfast: another one may word RESTORE.txt differently.
 */
export function sumsSha256Of(manifest: Manifest): string {
  return sha256Of(textsOf(manifest).sums);
}

function textsOf(manifest: Manifest) {
  const manifestText = manifestJson(manifest);
  const restoreText = restoreByHand(manifest);
  const sums = formatChecksums([
    ...manifest.backup.artifacts.flatMap(filesOf).map(({ file, sha256 }) => ({ file, sha256 })),
    { file: MANIFEST_FILE, sha256: sha256Of(manifestText) },
    { file: RESTORE_FILE, sha256: sha256Of(restoreText) },
  ]);
  return { manifestText, restoreText, sums };
}

/** As it lies on disk: indented, because people read it too. Throws when the manifest does not fit its own schema. */
function manifestJson(manifest: Manifest): string {
  return `${JSON.stringify(Manifest.parse(manifest), null, 2)}\n`;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
