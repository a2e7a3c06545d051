import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { ListedFile } from '../../../src/main/archive/file-list.ts';
import { indexArchiveFile } from '../../../src/main/archive/index-archive-file.ts';
import { writeFileList } from '../../../src/main/archive/write-file-list.ts';
import { sumsSha256Of } from '../../../src/main/manifest/write-manifest.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { newIdentity, recipientOf, sealStream } from '../../../src/main/sealing/age.ts';
import { type Artifact, filesOf, type MediaCounts } from '../../../src/shared/model/artifact.ts';
import type { BackupId } from '../../../src/shared/model/ids.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import { sampleManifest } from '../../unit/model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource, sampleMediaArtifact, sampleMediaSource } from '../../unit/part-samples.ts';
import { register, type Registered } from '../places/place-folder.ts';

/** A file of a backup that is to be written. */
export interface Written {
  readonly file: string;
  readonly content: Buffer;
}

export interface Parts {
  readonly artifacts: readonly Artifact[];
  readonly files: readonly Written[];
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
export const stored = ({ file, content }: Written) => ({ file, bytes: content.length, sha256: sha256(content) });

/** Files of a site, with a name that is no UTF-8 and one with a line break, made in `folder`. */
export function makeFiles(folder: string): void {
  mkdirSync(join(folder, 'storage/app/deep'), { recursive: true });
  writeFileSync(join(folder, 'storage/app/one.txt'), 'one');
  writeFileSync(join(folder, 'storage/app/deep/two\nlines.bin'), Buffer.alloc(70_000, 7));
  writeFileSync(Buffer.concat([Buffer.from(join(folder, 'storage/app/caf')), Buffer.of(0xe9)]), 'latin');
  symlinkSync('one.txt', join(folder, 'storage/app/link'));
}

/** What GNU tar makes of a folder of files. */
export function tarOf(folder: string, names: readonly string[] = ['storage']): Buffer {
  return execFileSync('tar', ['-C', folder, '-cf', '-', ...names], { maxBuffer: 16 * 1024 * 1024 });
}

/** The list of a tar as a capture writes it. */
export async function listOf(tar: Buffer, at = 0): Promise<readonly ListedFile[]> {
  const { entries } = await indexArchiveFile(Readable.from([tar]), { compression: 'none', signal: new AbortController().signal });
  return entries.map(({ path, type, bytes, mtimeNs, mode, uid, gid, user, group, target, sha256: hash }) => ({
    path,
    type,
    bytes,
    mtimeNs,
    mode,
    uid,
    gid,
    user,
    group,
    target,
    sha256: hash,
    at,
  }));
}

export async function listFile(list: readonly ListedFile[], file = 'media.files.jsonl.gz'): Promise<Written> {
  const pieces: Buffer[] = [];
  await writeFileList(list, async (piece) => void pieces.push(piece));
  return { file, content: Buffer.concat(pieces) };
}

export function countsOf(list: readonly ListedFile[]): MediaCounts {
  const of = (type: ListedFile['type']) => list.filter((entry) => entry.type === type);
  return {
    files: of('file').length,
    bytes: of('file').reduce((sum, { bytes }) => sum + bytes, 0),
    folders: of('folder').length,
    links: of('link').length,
    added: 0,
    changed: 0,
    removed: 0,
    touched: 0,
    skipped: 0,
  };
}

/** A media artifact; `list` defaults to what the tar holds. `chain`: of the backups before. */
export async function mediaParts(
  { site }: Registered,
  backupId: BackupId,
  tar: Buffer,
  { list, chain = [] }: { readonly list?: readonly ListedFile[]; readonly chain?: readonly BackupId[] } = {},
): Promise<Parts> {
  const state = list ?? (await listOf(tar));
  const archive = { file: 'media.tar.gz', content: gzipSync(tar) };
  const fileList = await listFile(state);
  const artifact = sampleMediaArtifact(sampleMediaSource(site), {
    ...stored(archive),
    compression: 'gzip',
    uncompressedBytes: tar.length,
    fileList: stored(fileList),
    counts: countsOf(state),
    chain: [...chain, backupId],
  });
  return { artifacts: [artifact], files: [archive, fileList] };
}

/** A sealed tar of settings, and the key that opens it. */
export async function configParts({ site }: Registered, tar: Buffer): Promise<Parts & { readonly identity: string }> {
  const identity = await newIdentity();
  const recipients = [await recipientOf(identity)];
  const content = await buffer(sealStream(recipients, Readable.from([tar])));
  const entries = (await listOf(tar)).filter(({ type }) => type === 'file').map(({ path, bytes }) => ({ name: path.toString(), bytes }));
  const file = { file: 'config.tar.age', content };
  const artifact = sampleConfigArtifact(sampleConfigSource(site), { ...stored(file), uncompressedBytes: tar.length, recipients, entries });
  return { artifacts: [artifact], files: [file], identity };
}

export interface WrittenBackup {
  readonly manifest: Manifest;
  readonly location: string;
  readonly sumsSha256: string;
}

/** A backup in a place, of these parts. */
export async function writeParts(keeper: PlaceKeeper, registered: Registered, backupId: BackupId, parts: Parts): Promise<WrittenBackup> {
  const { server, site, source } = registered;
  const { draft, folder } = await keeper.beginBackup(site.name, '2026-11-21T110000Z-full');
  for (const { file, content } of parts.files) {
    const writer = await draft.writeArtifact(file);
    await writer.write(content);
    await writer.finish();
  }
  const bytes = parts.artifacts.flatMap(filesOf).reduce((sum, each) => sum + each.bytes, 0);
  const manifest = sampleManifest(site, server, [source], { id: backupId, folder, bytes, artifacts: [...parts.artifacts] });
  return { manifest, location: await draft.commit(manifest), sumsSha256: sumsSha256Of(manifest) };
}

/**
 * As if the backup had always had these files: sizes and hashes agree, in manifest and sums, so only what is inside can tell. Returns the manifest that is the
 * measure then.
 */
export function replaceFile({ manifest, location }: WrittenBackup, file: string, content: Buffer): WrittenBackup {
  writeFileSync(join(location, file), content);
  const now = stored({ file, content });
  const artifacts = manifest.backup.artifacts.map((artifact): Artifact => {
    if (artifact.file === file) return { ...artifact, ...now };
    return 'fileList' in artifact && artifact.fileList.file === file ? { ...artifact, fileList: now } : artifact;
  });
  return relabel({ manifest, location }, artifacts, [now]);
}

/** Other artifacts in the manifest, with files and sums that agree. */
export function relabel(
  { manifest, location }: Pick<WrittenBackup, 'manifest' | 'location'>,
  artifacts: readonly Artifact[],
  changed: readonly { readonly file: string; readonly sha256: string }[] = [],
): WrittenBackup {
  const next: Manifest = { ...manifest, backup: { ...manifest.backup, artifacts: [...artifacts] } };
  const text = `${JSON.stringify(next, null, 2)}\n`;
  writeFileSync(join(location, 'manifest.json'), text);
  let sums = readFileSync(join(location, 'SHA256SUMS'), 'utf8');
  for (const { file, sha256: hash } of [...changed, { file: 'manifest.json', sha256: sha256(Buffer.from(text)) }]) {
    sums = sums
      .split('\n')
      .map((line) => (line.endsWith(`  ${file}`) ? `${hash}  ${file}` : line))
      .join('\n');
  }
  writeFileSync(join(location, 'SHA256SUMS'), sums);
  return { manifest: next, location, sumsSha256: sha256(Buffer.from(sums)) };
}

export const registered = (): Registered => register();
