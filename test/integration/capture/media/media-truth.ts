import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What the file system itself says of an entry; no tool of a server between. */
export interface TrueEntry {
  readonly type: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  readonly mtimeNs: bigint;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly target: string | null;
}

/** Every entry below `folder` of `root`, the folder itself included, by the latin1 text of its path relative to the root. */
export function readTruth(root: string, folder: string): ReadonlyMap<string, TrueEntry> {
  const found = new Map<string, TrueEntry>();
  const visit = (path: Buffer) => {
    const full = Buffer.concat([Buffer.from(`${root}/`), path]);
    const stats = lstatSync(full, { bigint: true });
    const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
    found.set(path.toString('latin1'), {
      type,
      bytes: type === 'file' ? Number(stats.size) : 0,
      mtimeNs: stats.mtimeNs,
      mode: Number(stats.mode) & 0o7777,
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      target: type === 'link' ? readlinkSync(full, { encoding: 'buffer' }).toString('latin1') : null,
    });
    if (type !== 'folder') return;
    for (const name of readdirSync(full, { encoding: 'buffer' })) visit(Buffer.concat([path, Buffer.from('/'), name]));
  };
  visit(Buffer.from(folder));
  return found;
}

/** SHA-256 of every regular file of a truth, by the same keys. */
export function hashTruth(root: string, truth: ReadonlyMap<string, TrueEntry>): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const [key, { type }] of truth) {
    if (type !== 'file') continue;
    const bytes = readFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(key, 'latin1')]));
    hashes.set(key, createHash('sha256').update(bytes).digest('hex'));
  }
  return hashes;
}
