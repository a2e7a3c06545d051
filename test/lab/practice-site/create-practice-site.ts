import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, lchownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../accounts.ts';
import { isRoot } from '../accounts.ts';
import type { Mariadb } from '../mariadb.ts';
import type { Access, DatabaseUser, SchemaPrivilege } from '../mariadb-users.ts';
import { envFileText, type DatabaseAddress } from './env-file.ts';
import { loadPracticeDatabase } from './load-database.ts';
import { createMedia, type MediaSummary } from './media.ts';

export interface PracticeSiteOptions {
  /** The folder of the site on the server; must not exist yet. */
  readonly root: string;
  readonly mariadb: Mariadb;
  /** Who owns the files. Default: oneself. */
  readonly owner?: Account;
  /** Default: `aurora_market`. */
  readonly database?: string;
  /** What the user in `.env` may do. Default: full. */
  readonly access?: Access;
  /** Taken from a `shared` user. */
  readonly without?: readonly SchemaPrivilege[];
  /** What `.env` says. Default: DB_HOST and DB_PORT. */
  readonly address?: 'tcp' | 'socket';
  /** False leaves `storage/app/public` empty. Default: true. */
  readonly media?: boolean;
  /** False leaves the database empty. Default: true. */
  readonly rows?: boolean;
}

export interface PracticeSite {
  readonly root: string;
  readonly database: string;
  readonly envFile: string;
  readonly user: DatabaseUser;
  readonly address: DatabaseAddress;
  readonly media: MediaSummary | undefined;
  /** Writes `.env` anew for another user, as an operator would who changes the password. */
  writeEnv(user: DatabaseUser, address?: DatabaseAddress): void;
}

/** A password that every layer on the way (`.env`, shell, option file, SQL) wants to read in its own way. */
export const AWKWARD_PASSWORD = `p#w d$x'"q\\z%; \`id\` =`;

/** "aurora-market": a Laravel application with a database that hurts and media files that do too. */
export async function createPracticeSite(options: PracticeSiteOptions): Promise<PracticeSite> {
  const { root, mariadb, database = 'aurora_market' } = options;
  const request = { access: options.access ?? 'full', database, name: 'aurora', password: AWKWARD_PASSWORD } as const;
  const loaded = options.rows === false ? mariadb.createDatabase(database) : loadPracticeDatabase(mariadb, database);
  const user = await loaded.then(() => mariadb.createUser({ ...request, ...(options.without ? { without: options.without } : {}) }));
  const address: DatabaseAddress =
    options.address === 'socket' ? { kind: 'socket', path: mariadb.socket } : { kind: 'tcp', host: mariadb.host, port: mariadb.port };

  const media = layOutFiles(root, options.media ?? true);
  const envFile = join(root, '.env');
  const writeEnv = (newUser: DatabaseUser, newAddress = address) => {
    writeFileSync(envFile, envFileText({ appKey: APP_KEY, database, user: newUser, address: newAddress }), { mode: 0o600 });
    if (options.owner && isRoot()) chownSync(envFile, options.owner.uid, options.owner.gid);
  };
  writeEnv(user);
  if (options.owner && isRoot()) giveTo(root, options.owner);
  return { root, database, envFile, user, address, media, writeEnv };
}

/** The same on every run: whatever depends on it can be compared. It protects nothing. */
const APP_KEY = `base64:${createHash('sha256').update('aurora-market').digest('base64')}`;

const STORAGE_FOLDERS = ['app/public', 'framework/cache/data', 'framework/sessions', 'framework/views', 'logs'];

function layOutFiles(root: string, withMedia: boolean): MediaSummary | undefined {
  cpSync(join(import.meta.dirname, 'application'), root, { recursive: true });
  // A checkout on another system may have lost the mode.
  chmodSync(join(root, 'artisan'), 0o755);
  for (const folder of STORAGE_FOLDERS) mkdirSync(join(root, 'storage', folder), { recursive: true });
  mkdirSync(join(root, 'bootstrap', 'cache'), { recursive: true });
  // What `artisan storage:link` makes: an absolute link.
  symlinkSync(join(root, 'storage/app/public'), join(root, 'public/storage'));
  return withMedia ? createMedia(join(root, 'storage/app/public')) : undefined;
}

function giveTo(root: string, owner: Account): void {
  lchownSync(root, owner.uid, owner.gid);
  // As bytes: one of the names is not valid UTF-8 and would not be found again as text.
  for (const entry of readdirSync(root, { withFileTypes: true, encoding: 'buffer' })) {
    give(Buffer.concat([Buffer.from(`${root}/`), entry.name]), entry.isDirectory(), owner);
  }
}

function give(path: Buffer, isFolder: boolean, owner: Account): void {
  lchownSync(path, owner.uid, owner.gid);
  if (!isFolder) return;
  for (const entry of readdirSync(path, { withFileTypes: true, encoding: 'buffer' })) {
    give(Buffer.concat([path, Buffer.from('/'), entry.name]), entry.isDirectory(), owner);
  }
}
