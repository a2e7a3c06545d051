import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdsFiles } from '../../../../src/shared/model/artifact.ts';
import { dumpsOf } from '../../../../src/shared/model/dump.ts';
import type { BackupId, SourceId } from '../../../../src/shared/model/ids.ts';
import type { Job } from '../../../../src/shared/model/job.ts';
import type { DatabaseChoice, MediaChoice } from '../../../../src/shared/model/restore.ts';
import { ask, workOf } from '../app-folder.ts';
import type { RestoreWorld } from './restore-world.ts';

export const FOLDER = 'storage/app/Aurora';

export interface SpatieOptions {
  readonly password?: string;
  readonly gzip?: boolean;
  /** Flags of mysqldump. */
  readonly flags?: readonly string[];
  /** Folder of the site that goes in. */
  readonly include?: string;
  /** Names begin below the site's folder, as with `relative_path` in spatie's settings. */
  readonly relative?: boolean;
}

/** The site's `php artisan backup:run`: a zip of spatie/laravel-backup in its own folder, finished an hour ago. Returns its path. */
export function spatieBackup(
  { lab }: Pick<RestoreWorld, 'lab'>,
  name: string,
  { password, gzip = false, flags = [], include = 'public', relative = false }: SpatieOptions = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-spatie-'));
  try {
    mkdirSync(join(folder, 'db-dumps'));
    const { socket, admin } = lab.mariadb;
    const dump = join(folder, 'db-dumps', `mysql-${lab.site.database}.sql`);
    const how = ['--skip-lock-tables', '--routines', '--events', '--hex-blob', ...flags, `--result-file=${dump}`, lab.site.database];
    const env = { ...process.env, MYSQL_PWD: admin.password };
    execFileSync('mysqldump', [`--socket=${socket}`, `--user=${admin.name}`, ...how], { env });
    if (gzip) execFileSync('gzip', [dump]);
    const target = join(lab.site.root, FOLDER, name);
    mkdirSync(join(lab.site.root, FOLDER), { recursive: true });
    rmSync(target, { force: true });
    const seal = password === undefined ? [] : ['-mem=AES256', `-p${password}`];
    const add = (cwd: string, what: string) => execFileSync('7z', ['a', '-tzip', ...seal, target, what], { cwd, stdio: 'ignore' });
    add(folder, 'db-dumps');
    // Absolute paths without their first slash, as spatie stores them where no relative path is set.
    if (relative) add(lab.site.root, include);
    else add('/', join(lab.site.root, include).slice(1));
    return finished({ lab }, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A zip of any content in the folder spatie writes to: the lines of Python say `zip.write(...)` and the like, with the site's folder as `root`. Returns its path. */
export function zipByPython({ lab }: Pick<RestoreWorld, 'lab'>, name: string, lines: string): string {
  const target = join(lab.site.root, FOLDER, name);
  mkdirSync(join(lab.site.root, FOLDER), { recursive: true });
  const program = `import os, sys, zipfile, warnings
warnings.simplefilter("ignore")
root = sys.argv[2]
top = root.lstrip("/")
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as zip:
${lines
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`;
  execFileSync('python3', ['-c', program, target, lab.site.root]);
  return finished({ lab }, target);
}

/** Belongs to the account of the site, and was made an hour ago. */
function finished({ lab }: Pick<RestoreWorld, 'lab'>, target: string): string {
  const hourAgo = Math.floor(Date.now() / 1000) - 3600;
  utimesSync(target, hourAgo, hourAgo);
  execFileSync('chown', ['-R', `${lab.sshd.account.uid}:${lab.sshd.account.gid}`, join(lab.site.root, FOLDER)]);
  return target;
}

/** Registers the folder spatie writes to, once. */
export async function watchSpatie({ app, site }: Pick<RestoreWorld, 'app' | 'site'>): Promise<SourceId> {
  const draft = {
    kind: 'server-backups' as const,
    folders: [FOLDER],
    patterns: ['*.zip', '*.tar.gz'],
    take: 'all-new' as const,
    zone: null,
  };
  const { id } = await ask(app, 'source.put', { siteId: site.id, sourceId: null, draft });
  return id;
}

export async function adoptZip(
  { app, site }: Pick<RestoreWorld, 'app' | 'site'>,
  path: string,
): Promise<{ readonly job: Job; readonly backupId: BackupId }> {
  const job = await workOf(app, () => ask(app, 'adopt.start', { siteId: site.id, paths: [path] }));
  if (job.backupId === null) throw new Error(`${job.state}: ${job.problem?.title} ${job.problem?.detail}`);
  return { job, backupId: job.backupId };
}

/** The files in the zip of a backup. */
export async function zipFiles(
  { app }: Pick<RestoreWorld, 'app'>,
  backupId: BackupId,
  mode: MediaChoice['mode'],
  change: Partial<Pick<MediaChoice, 'compareBy' | 'paths'>> = {},
): Promise<MediaChoice[]> {
  const { backup } = await ask(app, 'backup.details', { backupId });
  return backup.artifacts.filter(holdsFiles).map(({ id }) => ({ artifactId: id, mode, compareBy: 'time', paths: [], ...change }));
}

/** The dumps of a backup, chosen whole or by table. */
export async function dumpChoice({ app }: Pick<RestoreWorld, 'app'>, backupId: BackupId, tables: DatabaseChoice['tables'] = null) {
  const { backup } = await ask(app, 'backup.details', { backupId });
  return dumpsOf(backup.artifacts).map(({ id }): DatabaseChoice => ({ artifactId: id, tables, content: 'all' }));
}
