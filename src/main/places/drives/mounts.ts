import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, parse, relative, isAbsolute, sep } from 'node:path';

/** Where to look for drives; tests have roots of their own. */
export interface DriveLookup {
  readonly platform?: NodeJS.Platform;
  /** macOS: the folder of volumes. */
  readonly volumes?: string;
  /** Linux: the table of mounts in the form of `/proc/self/mountinfo`. */
  readonly mountTable?: string;
  /** Linux: folders below which drives are mounted. */
  readonly roots?: readonly string[];
}

export interface Mount {
  readonly mount: string;
  readonly label: string;
}

const LINUX_ROOTS = ['/media', '/run/media', '/mnt'];
/** Of a kind that holds no files of the operator. */
const NOT_A_DRIVE = new Set([
  'proc',
  'sysfs',
  'devtmpfs',
  'cgroup',
  'cgroup2',
  'autofs',
  'squashfs',
  'overlay',
  'fuse.portal',
  'fuse.gvfsd-fuse',
]);
/** A letter whose network is gone answers after a minute or never; nobody waits for it. */
const LETTER_TIMEOUT_MS = 2_000;

/** Drives that are mounted now. Never throws: what cannot be looked at is not there. */
export async function listMounts(lookup: DriveLookup = {}): Promise<readonly Mount[]> {
  const platform = lookup.platform ?? process.platform;
  if (platform === 'win32') return windowsLetters();
  if (platform === 'darwin') return macVolumes(lookup.volumes ?? '/Volumes');
  const roots = lookup.roots ?? LINUX_ROOTS;
  return (await linuxMounts(lookup)).filter(({ mount }) => roots.some((root) => mount.startsWith(`${root}/`)));
}

/** Where the drive that holds this folder is mounted: `E:\`, `/Volumes/Vault-A`, else the root. */
export async function mountOf(folder: string, lookup: DriveLookup = {}): Promise<string> {
  const { root } = parse(folder);
  const platform = lookup.platform ?? process.platform;
  if (platform === 'win32') return root;
  const mounts = platform === 'darwin' ? await listMounts(lookup) : await linuxMounts(lookup);
  const real = await realpath(folder).catch(() => folder);
  return mounts
    .map(({ mount }) => mount)
    .filter((mount) => isBelow(real, mount) && isBelow(folder, mount))
    .reduce((longest, mount) => (mount.length > longest.length ? mount : longest), root);
}

function isBelow(folder: string, mount: string): boolean {
  const below = relative(mount, folder);
  return !isAbsolute(below) && below.split(sep)[0] !== '..';
}

async function linuxMounts(lookup: DriveLookup): Promise<readonly Mount[]> {
  const table = await readFile(lookup.mountTable ?? '/proc/self/mountinfo', 'utf8').catch(() => '');
  return parseMountTable(table);
}

/** Mount points of `/proc/self/mountinfo` (proc(5)), the ones of the system's own left out. Of two on one point the later one counts. */
export function parseMountTable(table: string): readonly Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of table.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4];
    const kind = after.split(' ')[0] ?? '';
    if (point === undefined || NOT_A_DRIVE.has(kind)) continue;
    const mount = Buffer.from(unescapeOctal(point), 'latin1').toString('utf8');
    mounts.set(mount, { mount, label: basename(mount) });
  }
  return [...mounts.values()];
}

/** The kernel writes space, tab, line feed and backslash as `\040` and the like. */
function unescapeOctal(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/\\(?<code>[0-7]{3})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

async function macVolumes(volumes: string): Promise<readonly Mount[]> {
  const names = await readdir(volumes).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const mount = join(volumes, name);
      // The disk the system was started from is a link to the root.
      const isDrive = (await realpath(mount).catch(() => '/')) !== '/' && ((await stat(mount).catch(() => null))?.isDirectory() ?? false);
      return isDrive ? [{ mount, label: name }] : [];
    }),
  );
  return found.flat();
}

async function windowsLetters(): Promise<readonly Mount[]> {
  const system = (process.env['SystemDrive'] ?? 'C:').toUpperCase();
  const letters = Array.from({ length: 24 }, (_, index) => `${String.fromCharCode('C'.charCodeAt(0) + index)}:`);
  const found = await Promise.all(
    letters
      .filter((letter) => letter !== system)
      .map(async (letter) => ((await answersInTime(stat(`${letter}\\`))) ? [{ mount: `${letter}\\`, label: letter }] : [])),
  );
  return found.flat();
}

async function answersInTime(asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LETTER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([
      late,
      asked.then(
        () => true,
        () => false,
      ),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
