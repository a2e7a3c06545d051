import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { filesOf } from '../../shared/model/artifact.ts';
import { MANIFEST_VERSION, Manifest } from '../../shared/model/manifest.ts';
import { AppError } from '../errors/app-error.ts';
import { errnoOf } from '../support/durable-files.ts';
import { MANIFEST_FILE } from './companions.ts';

/** What lies there as manifest.json. Everything but `read` says why in `reason`, one sentence. */
export type ManifestReading =
  | { readonly state: 'read'; readonly manifest: Manifest }
  | { readonly state: 'missing'; readonly reason: string }
  | { readonly state: 'unreadable'; readonly reason: string }
  | { readonly state: 'damaged'; readonly reason: string }
  | { readonly state: 'from-newer-app'; readonly reason: string };

/** A manifest of 100,000 tables has 20 MB; what is larger is something else and is not read into memory. */
const MAX_BYTES = 64 * 1024 * 1024;

const Head = z.object({ format: z.literal('holdfast-manifest'), version: z.int().positive() });

/** Reads and checks a backup's manifest. Never throws for what is on the disk. */
export async function readManifest(folder: string): Promise<ManifestReading> {
  const path = join(folder, MANIFEST_FILE);
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > MAX_BYTES) return { state: 'damaged', reason: `${path} has ${size} bytes, more than any manifest.` };
    return parseManifest(await file.readFile('utf8'), path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return { state: 'missing', reason: `${path} is not there.` };
    return { state: 'unreadable', reason: `${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export function parseManifest(text: string, path: string = MANIFEST_FILE): ManifestReading {
  const damaged = (why: string): ManifestReading => ({ state: 'damaged', reason: `${path}: ${why}` });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
  const head = Head.safeParse(content);
  if (!head.success) return damaged('not a manifest that Holdfast wrote.');
  if (head.data.version > MANIFEST_VERSION) {
    const reason = `${path} has version ${head.data.version}; this Holdfast reads up to ${MANIFEST_VERSION}.`;
    return { state: 'from-newer-app', reason };
  }
  const parsed = Manifest.safeParse(content);
  if (!parsed.success) return damaged(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const disorder = disorderOf(parsed.data);
  return disorder === null ? { state: 'read', manifest: parsed.data } : damaged(disorder);
}

/** The reading as a value or a thrown problem, for callers who can do nothing without a manifest. */
export function manifestOf(reading: ManifestReading): Manifest {
  switch (reading.state) {
    case 'read':
      return reading.manifest;
    case 'from-newer-app':
      throw new AppError('manifest.from-newer-app', { detail: reading.reason });
    case 'missing':
    case 'unreadable':
    case 'damaged':
      throw new AppError('verify.manifest-missing', { detail: reading.reason });
  }
}

/** What a schema cannot see: paths that lead out of the folder, and parts that belong to different backups. Null when all is well. */
function disorderOf({ backup, site, server, sources }: Manifest): string | null {
  if (!isPlainFileName(backup.folder)) return 'the folder it names is not a plain name.';
  for (const { file } of backup.artifacts.flatMap(filesOf)) {
    if (!isPlainFileName(file)) return `the artifact ${JSON.stringify(file)} is not a plain file name.`;
  }
  if (backup.siteId !== site.id) return 'its backup and its site do not belong together.';
  if (backup.serverId !== server.id) return 'its backup and its server do not belong together.';
  if (sources.some((source) => source.siteId !== site.id)) return 'a source of it belongs to another site.';
  return null;
}

/** Whether a name from a manifest may be joined to a folder. */
function isPlainFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= 255;
}
