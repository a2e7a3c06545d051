import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import type { Restore } from '../../src/shared/model/restore.ts';
import { BIG_SERVER_CONFIG, createBigDatabase } from '../../test/lab/big-database.ts';
import { startLab, type Lab } from '../../test/lab/lab.ts';
import { median, medianRatio, spread } from './statistics.ts';

export interface RestoreBenchOptions {
  /** Size of the rows, in MB (10^6 bytes). */
  readonly megabytes: number;
  readonly rounds: number;
}

/** One of five tables, about a tenth of the rows. */
const TABLE = 'payments';

/** What is to be reached, against `gunzip | ssh mysql` in the same round. */
const REACH = { aside: 0.6, 'in place': 1.1, 'one table': 1 } as const;
type Way = keyof typeof REACH;

/** `gunzip -c dump | ssh host mysql` against a restore beside the live data, in place, and of one table, each from the same copy on this computer. */
export async function benchRestore({ megabytes, rounds }: RestoreBenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    console.log(`Making a database of ${megabytes} MB on the practice server.`);
    await using lab = await startBigLab(megabytes);
    const bench = await prepare(lab, folder);
    const byHand: number[] = [];
    const alone: number[] = [];
    const ours = new Map<Way, number[]>();
    const switches: number[] = [];
    const peaks: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      byHand.push(await importByHand(bench, ''));
      console.log(`  by hand          ${byHand.at(-1)?.toFixed(2)} s`);
      alone.push(await importByHand(bench, TABLE));
      console.log(`  by hand, ${TABLE} ${alone.at(-1)?.toFixed(2)} s`);
      for (const way of Object.keys(REACH) as Way[]) {
        const run = await restore(bench, way);
        ours.set(way, [...(ours.get(way) ?? []), run.seconds]);
        if (way === 'aside') switches.push(run.switchSeconds);
        peaks.push(run.peakRss);
        console.log(
          `  ${way.padEnd(16)} ${run.seconds.toFixed(2)} s  switch ${run.switchSeconds.toFixed(2)} s  RSS ${formatBytes(run.peakRss)}`,
        );
      }
    }
    console.log(`\n${table(ours, byHand, alone, switches, peaks)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startBigLab(megabytes: number): Promise<Lab> {
  const lab = await startLab({ mariadb: { config: BIG_SERVER_CONFIG }, site: { media: false, rows: false } });
  await lab.mariadb.sql(`DROP DATABASE ${lab.site.database}`);
  await createBigDatabase(lab.mariadb, { database: lab.site.database, megabytes });
  return lab;
}

interface Bench {
  readonly lab: Lab;
  readonly home: string;
  readonly knownHosts: string;
  /** The compressed dump in its place on this computer. */
  readonly dump: string;
}

async function prepare(lab: Lab, folder: string): Promise<Bench> {
  const home = await mkdtemp(join(folder, 'home-'));
  const { host, port, user, keyFile, fingerprint } = lab.sshd;
  const bench = { lab, home, knownHosts: join(folder, 'known_hosts') };
  await writeFile(bench.knownHosts, `${lab.sshd.knownHostsLine}\n`);
  await holdfast(home, 'place', 'set', join(home, 'backups'));
  const words = `server add --name bench --address ${host} --port ${port} --user ${user} --accept-host-key ${fingerprint}`.split(' ');
  await holdfast(home, ...words, '--key', keyFile);
  await holdfast(home, 'site', 'add', '--server', 'bench', '--root', lab.site.root, '--name', 'bench');
  await holdfast(home, 'backup', 'run', 'bench', '--compression', 'gzip');
  const files = await readdir(join(home, 'backups'), { recursive: true });
  const dump = files.find((file) => file.endsWith('.sql.gz'));
  if (dump === undefined) throw new Error('the backup has no dump');
  return { ...bench, dump: join(home, 'backups', dump) };
}

/** Into an empty database beside the live one. `only`: the lines of one table, cut out by a person's sed. Seconds. */
async function importByHand({ lab, knownHosts, dump }: Bench, only: string): Promise<number> {
  const options = join(lab.sshd.home, 'bench.cnf');
  const { user } = lab.site;
  const password = user.password.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  await writeFile(options, `[client]\nhost=${lab.mariadb.host}\nport=${lab.mariadb.port}\nuser=${user.name}\npassword="${password}"\n`, {
    mode: 0o644,
  });
  await lab.mariadb.sql('DROP DATABASE IF EXISTS by_hand; CREATE DATABASE by_hand');
  const ssh = `ssh -F none -i '${lab.sshd.keyFile}' -o UserKnownHostsFile='${knownHosts}' -o IdentitiesOnly=yes -p ${lab.sshd.port} ${lab.sshd.user}@${lab.sshd.host}`;
  const cut = only === '' ? '' : `| sed -n '/^-- Table structure for table .${only}./,/^-- Table structure for table .[^${only[0]}]/p'`;
  const begun = performance.now();
  await run(['sh', '-c', `gunzip -c '${dump}' ${cut} | ${ssh} "mysql --defaults-file=${options} by_hand"`], {});
  const seconds = (performance.now() - begun) / 1000;
  await lab.mariadb.sql('DROP DATABASE by_hand');
  return seconds;
}

const WORDS: Readonly<Record<Way, readonly string[]>> = {
  aside: ['--branch', 'data-damaged', '--method', 'swap'],
  'in place': ['--branch', 'data-damaged', '--method', 'in-place'],
  'one table': ['--branch', 'table-dropped', '--tables', TABLE, '--action', 'replace'],
};

/** The built app's own commands, each in a process of its own. What is timed is the step that brings the rows in. */
async function restore({ home }: Bench, way: Way) {
  const { stdout, peakRss } = await holdfast(home, 'restore', 'run', 'bench', ...WORDS[way], '--no-maintenance', '--confirm', 'bench');
  const { restore: done } = JSON.parse(stdout) as { readonly restore: Restore };
  if (done.state !== 'done') throw new Error(`${way}: ${done.state} ${done.problem?.detail ?? ''}`);
  const seconds = secondsOf(done, way === 'in place' ? 'in-place' : 'import');
  const switchSeconds = way === 'in place' ? 0 : secondsOf(done, 'switch');
  await holdfast(home, 'restore', 'let-go', done.id, '--confirm', 'bench');
  return { seconds, switchSeconds, peakRss };
}

function secondsOf({ plan, steps }: Restore, kind: string): number {
  const id = plan.steps.find((step) => step.kind === kind)?.id;
  const step = steps.find((each) => each.id === id);
  return (Date.parse(step?.endedAt ?? '') - Date.parse(step?.startedAt ?? '')) / 1000;
}

function holdfast(home: string, ...words: readonly string[]) {
  const program = fileURLToPath(new URL('one-command.mjs', import.meta.url));
  return run([process.execPath, program, ...words, '--json'], { HOLDFAST_HOME: home });
}

async function run([program = '', ...args]: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const texts = ['', '', ''];
  for (const [at, stream] of [child.stdout, child.stderr, child.stdio[3]].entries()) {
    stream?.on('data', (text: Buffer) => (texts[at] += text.toString()));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const [stdout = '', stderr = '', peakRss = ''] = texts;
  // A warning (migrations that were not run) is the end of a restore that is done.
  if (code !== 0 && !stdout.includes('"state": "done"')) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`);
  return { stdout, peakRss: Number(peakRss) };
}

function table(
  ours: ReadonlyMap<Way, readonly number[]>,
  byHand: readonly number[],
  alone: readonly number[],
  switches: readonly number[],
  peaks: readonly number[],
): string {
  const rows = [...ours].map(([way, seconds]) => {
    const against = way === 'one table' ? alone : byHand;
    const ratio = medianRatio(seconds, against);
    const figures = [`${median(seconds).toFixed(2)} s`, `${median(against).toFixed(2)} s`, `${ratio.toFixed(3)}x`, `<= ${REACH[way]}x`];
    return `| ${[way, ...figures, ratio <= REACH[way] ? 'reached' : 'NOT reached'].join(' | ')} |`;
  });
  return [
    '| Import of a dump | median | by hand | ratio, median of rounds | reach | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `switch of schemas: ${spread(switches)} s; peak memory of the app (RSS): median ${formatBytes(median(peaks))}, worst ${formatBytes(Math.max(...peaks))}`,
  ].join('\n');
}
