import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import type { BackupDetails } from '../../src/shared/model/backup.ts';
import type { Job } from '../../src/shared/model/job.ts';
import { BIG_SERVER_CONFIG, createBigDatabase } from '../../test/lab/big-database.ts';
import { startLab, type Lab } from '../../test/lab/lab.ts';
import { backupsTable, type Run, type Runs, type Tool } from './report.ts';
import { becomeTheServer, canBeApart, ON_THE_OTHER } from './two-computers.ts';

/** The same compressor Holdfast runs on the server, as a person would type it. */
const BY_HAND = { gzip: 'gzip -6', zstd: 'zstd -q -3' } as const satisfies Record<Tool, string>;
const FLAGS = '--single-transaction --quick --hex-blob --routines --triggers --events --default-character-set=utf8mb4 --no-tablespaces';

export interface BenchOptions {
  /** Size of the rows, in MB (10^6 bytes). */
  readonly megabytes: number;
  readonly rounds: number;
}

/** `ssh host 'mysqldump | gzip' > file` against a whole backup: hash, dump index, gate, fsync, manifest, catalog and the read back. */
export async function benchDatabaseBackup({ megabytes, rounds }: BenchOptions): Promise<void> {
  const apart = canBeApart();
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    console.log(`Making a database of ${megabytes} MB on the practice server.`);
    await using lab = await startBigLab(megabytes);
    console.log('\nServer and client share the processors of this computer:');
    console.log(`\n${backupsTable(await interleave(lab, folder, rounds, ['gzip', 'zstd'], []))}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (!apart) return;
  becomeTheServer();
  const again = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    await using lab = await startBigLab(megabytes);
    console.log('\nServer and client each on a processor of its own, as on two computers:');
    console.log(`\n${backupsTable(await interleave(lab, again, rounds, ['zstd'], ON_THE_OTHER))}`);
  } finally {
    await rm(again, { recursive: true, force: true });
  }
}

async function startBigLab(megabytes: number): Promise<Lab> {
  const lab = await startLab({ mariadb: { config: BIG_SERVER_CONFIG }, site: { media: false, rows: false } });
  // The site's empty database makes room for the big one of the same name.
  await lab.mariadb.sql(`DROP DATABASE ${lab.site.database}`);
  await createBigDatabase(lab.mariadb, { database: lab.site.database, megabytes });
  return lab;
}

async function interleave(lab: Lab, folder: string, rounds: number, tools: readonly Tool[], prefix: readonly string[]): Promise<Runs> {
  const runs = new Map<string, Run[]>();
  const note = (name: string, run: Run) => {
    runs.set(name, [...(runs.get(name) ?? []), run]);
    console.log(`  ${name.padEnd(16)} ${run.seconds.toFixed(2)} s  ${formatBytes(run.bytes)}`);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of tools) {
      note(`by hand, ${tool}`, await byHand(lab, tool, folder, prefix));
      note(`Holdfast, ${tool}`, await byHoldfast(lab, tool, folder, prefix));
    }
  }
  return runs;
}

async function byHand(lab: Lab, tool: Tool, folder: string, prefix: readonly string[]): Promise<Run> {
  const options = join(lab.sshd.home, 'bench.cnf');
  const { user } = lab.site;
  const password = user.password.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  await writeFile(options, `[client]\nhost=${lab.mariadb.host}\nport=${lab.mariadb.port}\nuser=${user.name}\npassword="${password}"\n`, {
    mode: 0o644,
  });
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(knownHosts, `${lab.sshd.knownHostsLine}\n`);
  const file = join(folder, 'by-hand');
  const command = `mysqldump --defaults-file=${options} ${FLAGS} ${lab.site.database} | ${BY_HAND[tool]}`;
  const ssh = `ssh -F none -i '${lab.sshd.keyFile}' -o UserKnownHostsFile='${knownHosts}' -o IdentitiesOnly=yes -p ${lab.sshd.port} ${lab.sshd.user}@${lab.sshd.host}`;
  const begun = performance.now();
  await run([...prefix, 'sh', '-c', `${ssh} "${command}" > '${file}'`], {});
  const seconds = (performance.now() - begun) / 1000;
  const { size } = await stat(file);
  await rm(file);
  return { seconds, peakRss: 0, bytes: size };
}

/** The built app's own commands, each in a process of its own. What is timed is the job, from the row in the catalog to its end. */
async function byHoldfast(lab: Lab, tool: Tool, folder: string, prefix: readonly string[]): Promise<Run> {
  const home = await mkdtemp(join(folder, 'home-'));
  const { host, port, user, keyFile, fingerprint } = lab.sshd;
  const command = (...words: string[]) =>
    run([...prefix, process.execPath, fileURLToPath(new URL('one-command.mjs', import.meta.url)), ...words, '--json'], {
      HOLDFAST_HOME: home,
    });
  await command('place', 'set', join(home, 'backups'));
  const words = `server add --name bench --address ${host} --port ${port} --user ${user} --accept-host-key ${fingerprint}`.split(' ');
  await command(...words, '--key', keyFile);
  await command('site', 'add', '--server', 'bench', '--root', lab.site.root, '--name', 'bench');
  const { stdout, peakRss } = await command('backup', 'run', 'bench', '--compression', tool);
  await rm(home, { recursive: true, force: true });
  const { job, backup } = JSON.parse(stdout) as { readonly job: Job } & BackupDetails;
  const seconds = (Date.parse(job.endedAt ?? '') - Date.parse(job.createdAt)) / 1000;
  return { seconds, peakRss, bytes: backup.bytes };
}

async function run([program = '', ...args]: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const texts = ['', '', ''];
  for (const [at, stream] of [child.stdout, child.stderr, child.stdio[3]].entries()) {
    stream?.on('data', (text: Buffer) => (texts[at] += text.toString()));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const [stdout = '', stderr = '', peakRss = ''] = texts;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`);
  return { stdout, peakRss: Number(peakRss) };
}
