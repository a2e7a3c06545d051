import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { serverFile } from '../../../../src/main/cron/server-file.ts';
import { makeLabFolder, needTool } from '../../../lab/tools.ts';

/** The shells that stand behind /bin/sh on servers. */
export const SHELLS = ['dash', 'bash', 'busybox'] as const;
export type Shell = (typeof SHELLS)[number];

export type Settings = Readonly<Record<string, string | readonly string[]>>;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly shell?: Shell;
  /** All there is besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Replaces the short PATH of cron. */
  readonly path?: string;
  readonly words?: readonly string[];
}

const Kind = z.object({
  result: z.enum(['ok', 'warning', 'failed', 'running', 'never']),
  last_start: z.string().nullable(),
  last_end: z.string().nullable(),
  last_success: z.string().nullable(),
  last_failure: z.string().nullable(),
  last_failure_reason: z.string().nullable(),
  warning: z.string().nullable(),
  duration_seconds: z.int().nullable(),
  file: z.string().nullable(),
  files: z.array(z.string()),
  size_bytes: z.int().nullable(),
  count: z.int(),
  total_bytes: z.int(),
  oldest: z.string().nullable(),
  newest: z.string().nullable(),
  expected_last: z.string().nullable(),
  expected_next: z.string().nullable(),
});

/** Everything the head of the file promises of status.json. */
const Status = z.object({
  format: z.literal('holdfast-server-status/1'),
  script_version: z.string(),
  site: z.string(),
  server: z.string(),
  profile: z.string(),
  written_at: z.iso.datetime(),
  utc_offset: z.string(),
  last_backup: z.string().nullable(),
  last_backup_type: z.string().nullable(),
  last_backup_file: z.string().nullable(),
  last_backup_size: z.string().nullable(),
  last_backup_success: z.boolean().nullable(),
  full_backup_count: z.int(),
  incremental_backup_count: z.int(),
  total_backup_size: z.string(),
  total_backup_bytes: z.int(),
  last_pull: z.string().nullable(),
  first_run: z.string(),
  disk: z.object({ percent: z.int(), limit_percent: z.int(), free_bytes: z.int(), total_bytes: z.int() }),
  kinds: z.object({ database: Kind, structure: Kind, media: Kind, application: Kind, cleanup: Kind, monitor: Kind }),
  conditions: z.array(z.object({ code: z.string(), since: z.string(), text: z.string(), last_message: z.string().nullable() })),
});
export type Status = z.infer<typeof Status>;

/** A site on a server with the private folder of its backups. */
export interface ServerSite extends AsyncDisposable {
  /** The private folder. */
  readonly folder: string;
  readonly root: string;
  /** Programs that stand before those of the system. */
  readonly bin: string;
  configure(settings: Settings): Promise<void>;
  /** A script that stands before a program of the system. */
  program(name: string, text: string): Promise<void>;
  run(command: string, options?: RunOptions): Promise<Ended>;
  status(): Promise<Status>;
  /** Names in backups/KIND, sorted. */
  backups(kind: string): Promise<readonly string[]>;
  log(): Promise<string>;
}

/** As A2 writes it and the file reads it: one line for each value. */
export function siteConf(settings: Settings): string {
  const quote = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`;
  return Object.entries(settings)
    .flatMap(([key, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${key}=${quote(one)}\n`))
    .join('');
}

/** `parent`: where the private folder goes; else a folder of the test's own. */
export async function makeServerSite(settings: Settings = {}, parent?: string): Promise<ServerSite> {
  const lab = await makeLabFolder('server-file');
  const root = join(lab, 'the site');
  const bin = join(lab, 'bin');
  const folder = join(parent ?? lab, 'shop-1f8e6e1e');
  await mkdir(root);
  await mkdir(bin);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'holdfast-server.sh'), serverFile.text, { mode: 0o700 });

  async function configure(more: Settings): Promise<void> {
    const text = siteConf({ SITE_NAME: "Aurora's market", SITE_ROOT: root, PROFILE: 'laravel', ...settings, ...more });
    await writeFile(join(folder, 'site.conf'), text, { mode: 0o600 });
  }
  async function run(command: string, { shell = 'dash', env = {}, path, words = [] }: RunOptions = {}): Promise<Ended> {
    const script = join(folder, 'holdfast-server.sh');
    const args = [...(shell === 'busybox' ? ['sh'] : []), script, command, ...words];
    const program = await needTool(shell);
    return new Promise((resolve) => {
      const options = { env: { PATH: path ?? `${bin}:/usr/bin:/bin`, ...env }, cwd: '/' };
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
      child.stdin?.end();
    });
  }
  await configure({});
  return {
    folder,
    root,
    bin,
    configure,
    run,
    async program(name, text) {
      await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
      await chmod(join(bin, name), 0o755);
    },
    async status() {
      return Status.parse(JSON.parse(await readFile(join(folder, 'status.json'), 'utf8')));
    },
    async backups(kind) {
      return (await readdir(join(folder, 'backups', kind))).toSorted();
    },
    log: () => readFile(join(folder, 'backup_log.txt'), 'utf8'),
    async [Symbol.asyncDispose]() {
      await rm(lab, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
