import type { ListedFile } from '../../../../src/main/archive/file-list.ts';
import type { AccountLook, FolderLook } from '../../../../src/main/restore/media/look-at-folders.ts';

export function entry(path: string, change: Partial<ListedFile> = {}): ListedFile {
  const type = change.type ?? 'file';
  return {
    path: Buffer.from(path, 'latin1'),
    type,
    bytes: type === 'file' ? 10 : 0,
    mtimeNs: 1_700_000_000_000_000_000n,
    mode: type === 'folder' ? 0o755 : 0o644,
    uid: 1000,
    gid: 1000,
    user: 'shop',
    group: 'shop',
    target: type === 'link' ? Buffer.from('elsewhere') : null,
    sha256: type === 'file' ? 'a'.repeat(64) : null,
    at: 0,
    ...change,
  };
}

export const folder = (path: string, change: Partial<ListedFile> = {}): ListedFile => entry(path, { type: 'folder', ...change });

export const account: AccountLook = {
  uid: 1000,
  gids: new Set([1000, 33]),
  gidOfGroup: new Map([
    ['shop', 1000],
    ['www-data', 33],
  ]),
  tar: 'tar (GNU tar) 1.34',
  tools: new Set(['gzip']),
  quotas: [],
};

export const look: FolderLook = {
  folder: 'storage/app',
  state: 'folder',
  isLink: false,
  real: '/home/shop/site/storage/app',
  mayWriteParent: true,
  mayWriteInside: true,
  isWithParent: true,
  staged: null,
  disk: '/dev/sda1',
  free: 1_000_000_000,
  freeInodes: 1000,
  rights: { mode: 0o755, uid: 1000, gid: 1000 },
};
