import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

/** Programs of one database server that this computer has. Absolute paths. */
export interface DatabasePrograms {
  readonly flavour: 'mariadb' | 'mysql';
  /** `10.11.14`. */
  readonly version: string;
  readonly server: string;
  readonly client: string;
  /** Makes a data folder; null: the server does it itself (MySQL). */
  readonly install: string | null;
}

export interface ProgramSearch {
  /** Looked through in this order; `*` stands for one part of a path. Absent: PATH and the usual folders. */
  readonly folders?: readonly string[];
}

const SUFFIX = process.platform === 'win32' ? '.exe' : '';
const SERVERS = ['mariadbd', 'mysqld'];
const CLIENTS = ['mariadb', 'mysql'];
const INSTALLERS = ['mariadb-install-db', 'mysql_install_db'];

/** Debian and its like, Homebrew on both kinds of Mac, MacPorts, the installers of MySQL and MariaDB, XAMPP. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  linux: ['/usr/sbin', '/usr/bin', '/usr/libexec', '/usr/local/sbin', '/usr/local/bin', '/usr/local/mysql/bin', '/opt/*/bin'],
  darwin: [
    '/opt/homebrew/bin',
    '/opt/homebrew/opt/*/bin',
    '/usr/local/bin',
    '/usr/local/opt/*/bin',
    '/usr/local/mysql*/bin',
    '/opt/local/lib/*/bin',
    '/Applications/XAMPP/xamppfiles/bin',
    '/Applications/XAMPP/xamppfiles/sbin',
  ],
  win32: [
    'C:\\Program Files\\MariaDB *\\bin',
    'C:\\Program Files\\MySQL\\MySQL Server *\\bin',
    'C:\\Program Files (x86)\\MariaDB *\\bin',
    'C:\\xampp\\mysql\\bin',
  ],
};

/** What to install, by system; for the details of `drill.no-server-program`. */
export const WHAT_TO_INSTALL = [
  'Debian, Ubuntu: apt install mariadb-server',
  'Fedora, RHEL: dnf install mariadb-server',
  'macOS: brew install mariadb',
  'Windows: winget install MariaDB.Server',
  'It need not run: a drill starts one of its own, and never touches that of the system.',
].join('\n');

/** The first database server whose programs are all there; null when none is. Looks anew each time: it may just have been installed. */
export async function findDatabasePrograms({ folders = usualFolders() }: ProgramSearch = {}): Promise<DatabasePrograms | null> {
  const expanded = (await Promise.all(folders.filter((folder) => isAbsolute(folder)).map(expand))).flat();
  for (const name of SERVERS) {
    for (const folder of expanded) {
      const server = await programIn([folder], [name]);
      if (server === null) continue;
      const found = await completed(server, [folder, ...expanded]);
      if (found !== null) return found;
    }
  }
  return null;
}

export function describePrograms({ flavour, version }: Pick<DatabasePrograms, 'flavour' | 'version'>): string {
  return `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`;
}

async function completed(server: string, folders: readonly string[]): Promise<DatabasePrograms | null> {
  const said = await versionOf(server);
  if (said === null) return null;
  const flavour = /mariadb/i.test(said) ? 'mariadb' : 'mysql';
  const client = await programIn(folders, CLIENTS);
  const install = flavour === 'mariadb' ? await programIn(folders, INSTALLERS) : null;
  if (client === null || (flavour === 'mariadb' && install === null)) return null;
  return { flavour, version: /\d+\.\d+\.\d+/.exec(said)?.[0] ?? 'of unknown version', server, client, install };
}

async function versionOf(server: string): Promise<string | null> {
  try {
    return (await promisify(execFile)(server, ['--no-defaults', '--version'], { timeout: 10_000 })).stdout;
  } catch {
    return null;
  }
}

async function programIn(folders: readonly string[], names: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    for (const name of names) {
      const path = join(folder, `${name}${SUFFIX}`);
      try {
        await access(path, constants.X_OK);
        return path;
      } catch {
        // Looked for in the next one.
      }
    }
  }
  return null;
}

function usualFolders(): readonly string[] {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...(USUAL[process.platform] ?? [])];
}

/** `/opt/x*` + `/bin`: every folder that is there, the newest version first. */
async function expand(folder: string): Promise<readonly string[]> {
  const star = folder.indexOf('*');
  if (star === -1) return [folder];
  const separator = process.platform === 'win32' ? '\\' : '/';
  const before = folder.lastIndexOf(separator, star);
  const after = folder.indexOf(separator, star);
  const [prefix, rest] = [folder.slice(before + 1, star), after === -1 ? '' : folder.slice(after + 1)];
  try {
    const names = await readdir(folder.slice(0, before + 1));
    return names
      .filter((name) => name.startsWith(prefix))
      .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((name) => join(folder.slice(0, before + 1), name, rest));
  } catch {
    return [];
  }
}
