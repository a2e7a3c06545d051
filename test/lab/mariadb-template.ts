import { createHash } from 'node:crypto';
import { existsSync, lstatSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isRoot, needAccount, type Account } from './accounts.ts';
import { FOLDER_PREFIX, needTool, run } from './tools.ts';

/** Raised when the template is made in another way, so that old ones are not used any more. */
const TEMPLATE_VERSION = '1';

/** MariaDB refuses to run as root. */
export function databaseAccount(): Account | undefined {
  return isRoot() ? needAccount('mysql') : undefined;
}

/**
 * Copies a data folder with the system tables alone to `target`. The first call on a computer takes some seconds;
 * the result is kept beside other temporary files and copied from then on.
 */
export async function copySystemTables(target: string): Promise<void> {
  // The system's own cp keeps the owner and copies without reading where the file system can.
  const reflink = process.platform === 'linux' ? ['--reflink=auto'] : [];
  await run('cp', ['-R', '-p', ...reflink, await systemTables(), target]);
}

async function systemTables(): Promise<string> {
  const server = await needTool('mariadbd', 'mysqld');
  const install = await needTool('mariadb-install-db', 'mysql_install_db');
  const version = await run(server, ['--no-defaults', '--version']);
  return keepInCache(`${TEMPLATE_VERSION} ${version}`, async (folder) => {
    const account = databaseAccount();
    await run(install, [
      '--no-defaults',
      ...(account ? [`--user=${account.name}`] : []),
      `--datadir=${folder}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--innodb-log-file-size=8M',
    ]);
  });
}

/**
 * The folder made by `fill` for this key, made once per computer. It appears under its final name only when it is complete;
 * of two that are made at once, one is thrown away.
 */
async function keepInCache(key: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = await cacheFolder();
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  const final = join(cache, name);
  if (existsSync(final)) return final;
  const making = await mkdtemp(join(cache, `${name}.partial-`));
  try {
    const account = databaseAccount();
    if (account) await chown(making, account.uid, account.gid);
    await fill(making);
    await rename(making, final).catch((error: unknown) => {
      if (!existsSync(final)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return final;
}

async function cacheFolder(): Promise<string> {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `${FOLDER_PREFIX}cache-${uid}`);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  // Others must not be able to swap a data folder that root starts a server on; user mysql must get through to write it.
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== uid) throw new Error(`${folder} belongs to somebody else; the lab does not trust it.`);
  await chmod(folder, 0o711);
  return folder;
}
