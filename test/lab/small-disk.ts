import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot } from './accounts.ts';
import { findTool, makeLabFolder, run } from './tools.ts';

export type ImageKind = 'exfat' | 'vfat' | 'tmpfs';

export interface Image extends AsyncDisposable {
  /** Where it is mounted. */
  readonly mount: string;
}

/** A small disk of its own, mounted. Works only as root on a Linux whose kernel has the file system; see `canMount`. */
export async function makeImage(kind: ImageKind, megabytes: number): Promise<Image> {
  await using parts = new AsyncDisposableStack();
  const folder = await makeLabFolder('disk');
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const mount = join(folder, 'mount');
  await mkdir(mount);
  if (kind === 'tmpfs') {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', mount]);
  } else {
    const file = join(folder, 'image');
    await run('truncate', ['-s', `${megabytes}M`, file]);
    await run(kind === 'exfat' ? 'mkfs.exfat' : 'mkfs.vfat', [file]);
    await run('mount', ['-t', kind, '-o', 'loop', file, mount]);
  }
  parts.defer(async () => void (await run('umount', ['-l', mount])));
  const owned = parts.move();
  return { mount, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Tried once, for real: a kernel may lack the file system, a container the right to mount. */
export async function canMount(kind: ImageKind): Promise<boolean> {
  if (process.platform !== 'linux' || !isRoot()) return false;
  if (kind !== 'tmpfs' && (await findTool(`mkfs.${kind}`)) === undefined) return false;
  try {
    await using _ = await makeImage(kind, 16);
    return true;
  } catch {
    return false;
  }
}
