import { statfs } from 'node:fs/promises';

export interface FileSystemFacts {
  /** What this account may still write, in bytes; null when the system does not say. */
  readonly freeBytes: number | null;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** `f_type` of Linux's statfs(2), from linux/magic.h and the sources of the file systems. */
const KINDS = new Map<number, 'network' | 'memory' | 'fat' | 'exfat'>([
  [0x6969, 'network'], // NFS
  [0x517b, 'network'], // SMB
  [0xff534d42, 'network'], // CIFS
  [0xfe534d42, 'network'], // SMB 2 and 3
  [0x5346414f, 'network'], // AFS
  [0x01021997, 'network'], // 9P
  [0x00c36400, 'network'], // Ceph
  [0x01021994, 'memory'], // tmpfs
  [0x858458f6, 'memory'], // ramfs
  [0x4d44, 'fat'],
  [0x2011bab0, 'exfat'],
]);

const WARNINGS = {
  network: 'The folder lies on a network drive: backups fail while it is not connected, and who may read it is decided elsewhere.',
  memory: 'The folder lies in the memory of this computer: everything in it is gone after a restart.',
  fat: 'The drive is formatted as FAT: a file cannot be larger than 4 GB, and everybody who uses this computer can read the backups.',
  exfat: 'The drive is formatted as exFAT: everybody who uses this computer can read the backups.',
} as const;

/** `folder`: one that exists. */
export async function fileSystemOf(folder: string): Promise<FileSystemFacts> {
  const share = /^(?:\\\\[^?.]|\/run\/user\/\d+\/gvfs\/)/u.test(folder) ? [WARNINGS.network] : [];
  try {
    const { type, bavail, bsize } = await statfs(folder);
    const kind = process.platform === 'linux' ? KINDS.get(type) : undefined;
    return { freeBytes: bavail * bsize, warnings: kind === undefined ? share : [...new Set([...share, WARNINGS[kind]])] };
  } catch {
    return { freeBytes: null, warnings: share };
  }
}

/** Whether a file may have 4 GB at most. False where the system does not say: there the write itself fails. */
export async function isFat(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const { type } = await statfs(folder);
  return KINDS.get(type) === 'fat';
}
