import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import { BIG_SERVER_CONFIG, createBigDatabase } from '../../test/lab/big-database.ts';
import { startLab, type Lab } from '../../test/lab/lab.ts';
import { median, medianRatio, spread } from './statistics.ts';

const COMPRESSIONS = ['gzip', 'zstd'] as const;
type Tool = (typeof COMPRESSIONS)[number];

/** The same command Holdfast runs on the server, as a person would type it. */
const BY_HAND = { gzip: 'gzip -6', zstd: 'zstd -q -3' } as const satisfies Record<Tool, string>;
const FLAGS = '--single-transaction --quick --hex-blob --routines --triggers --events --default-character-set=utf8mb4 --no-tablespaces';

interface Run {
  readonly seconds: number;
  /** Of the process that runs the app, in bytes; 0 for the run by hand. */
  readonly peakRss: number;
  readonly bytes: number;
}

/** `ssh host 'mysqldump | gzip' > file` against a whole backup: hash, dump index, gate, fsync, manifest, catalog and the read back. */
export async function benchDatabaseBackup(options: { readonly megabytes: number; readonly rounds: number }): Promise<void> {
  console.log(`Making a database of ${options.megabytes} MB on the practice server.`);
  await using lab = await startLab({ mariadb: { config: BIG_SERVER_CONFIG }, site: { media: false, rows: false } });
  // The site's empty database makes room for the big one of the same name.
  await lab.mariadb.sql(`DROP DATABASE ${lab.site.database}`);
  const big = await createBigDatabase(lab.mariadb, { database: lab.site.database, megabytes: options.megabytes });
  console.log(`${formatBytes(big.bytes)} of data, about ${big.rows} rows; ${options.rounds} rounds, interleaved.\n`);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    const runs = new Map<string, Run[]>();
    const note = (name: string, run: Run) => {
      runs.set(name, [...(runs.get(name) ?? []), run]);
      console.log(`  ${name.padEnd(16)} ${run.seconds.toFixed(2)} s  ${formatBytes(run.bytes)}`);
    };
    for (let round = 0; round < options.rounds; round += 1) {
      for (const tool of COMPRESSIONS) {
        note(`by hand, ${tool}`, await byHand(lab, tool, folder));
        note(`Holdfast, ${tool}`, await byHoldfast(lab, tool, folder));
      }
    }
    console.log(`\n${report(runs)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function byHand(lab: Lab, tool: Tool, folder: string): Promise<Run> {
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
  await promisify(execFile)('sh', ['-c', `${ssh} "${command}" > '${file}'`]);
  const seconds = (performance.now() - begun) / 1000;
  const { size } = await stat(file);
  await rm(file);
  return { seconds, peakRss: 0, bytes: size };
}

/** In a process of its own, so that its memory is that of the app and nothing else. */
async function byHoldfast(lab: Lab, tool: Tool, folder: string): Promise<Run> {
  const home = await mkdtemp(join(folder, 'home-'));
  const child = spawn(
    process.execPath,
    [
      '--import',
      './scripts/text-modules.mjs',
      fileURLToPath(new URL('one-backup.ts', import.meta.url)),
      JSON.stringify(requestFor(lab, tool, home)),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, 'close')) as [number];
  await rm(home, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the backup ended with ${code}`);
  return JSON.parse(output) as Run;
}

function requestFor(lab: Lab, tool: Tool, home: string): OneBackup {
  const { host, port, user, keyFile, fingerprint } = lab.sshd;
  return { home, host, port, user, keyFile, fingerprint, root: lab.site.root, compression: tool };
}

/** What the child process is told. */
export interface OneBackup {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  readonly fingerprint: string;
  readonly root: string;
  readonly compression: Tool;
}

function report(runs: ReadonlyMap<string, readonly Run[]>): string {
  const secondsOf = (name: string) => (runs.get(name) ?? []).map(({ seconds }) => seconds);
  const rows: [string, string, number, number][] = [
    ['Holdfast, gzip', 'by hand, gzip', 1.05, 0],
    ['Holdfast, zstd', 'by hand, zstd', 1.05, 0],
    ['Holdfast, zstd', 'by hand, gzip', 0.5, 0],
  ];
  const lines = rows.map(([ours, theirs, reach]) => {
    const ratio = medianRatio(secondsOf(ours), secondsOf(theirs));
    const verdict = ratio <= reach ? 'reached' : 'NOT reached';
    return `| ${ours} / ${theirs} | ${median(secondsOf(ours)).toFixed(2)} s | ${median(secondsOf(theirs)).toFixed(2)} s | ${ratio.toFixed(3)}x | <= ${reach}x | ${verdict} |`;
  });
  const rss = [...runs.values()].flat().map(({ peakRss }) => peakRss);
  const peak = Math.max(...rss);
  return [
    '| Wall time of a whole database backup | median | against | ratio, median of rounds | reach | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    `| Peak memory of the app's process (RSS) | ${formatBytes(peak)} | | | < 250 MB | ${peak < 250e6 ? 'reached' : 'NOT reached'} |`,
    '',
    ...[...runs].map(([name, list]) => `${name.padEnd(16)} ${spread(list.map(({ seconds }) => seconds))} s`),
  ].join('\n');
}
