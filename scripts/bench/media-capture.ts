import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostKeyOf } from '../../src/main/servers/ssh/fingerprint.ts';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import { ServerId } from '../../src/shared/model/ids.ts';
import type { Server } from '../../src/shared/model/server.ts';
import { buildProgram } from '../../test/lab/built-program.ts';
import { createMediaTree } from '../../test/lab/practice-site/media-tree.ts';
import { sshArguments } from '../../test/lab/ssh-client.ts';
import { startSshd, type Sshd } from '../../test/lab/sshd.ts';
import type { MediaCaptureAnswer, MediaCaptureRequest } from './media-requests.ts';
import { median, medianRatio, spread } from './statistics.ts';

export interface MediaBenchOptions {
  /** Default: 20,000. */
  readonly files?: number;
  /** Of all files together, in MB (10^6 bytes). Default: 1,000. */
  readonly megabytes?: number;
  readonly rounds: number;
}

/** What is to be reached, as time of Holdfast / time of the plain tool. */
const FULL_TO_REACH = 1.2;
const UNCHANGED_TO_REACH = 1;

/**
 * A full with the hash of every file against `ssh host 'tar cf - .' > file`, and an incremental of unchanged files against the second run of `rsync -a`. What
 * is timed of Holdfast is everything from the sign-in to the list of files on the disk, fsync included; of the plain tools the whole command.
 */
export async function benchMediaCapture({ files = 20_000, megabytes = 1_000, rounds }: MediaBenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    await using sshd = await startSshd();
    await using built = await buildProgram('scripts/bench/one-media-capture.ts');
    const root = join(sshd.home, 'site');
    console.log(`Making ${files} files of ${megabytes} MB on the practice server.`);
    createMediaTree(join(root, 'storage/app'), { files, bytes: megabytes * 1e6, seed: 'bench' });
    const ssh = [...(await sshArguments(sshd))];
    const destination = ssh.pop() ?? '';
    const command = ['ssh', ...ssh].map((word) => `'${word}'`).join(' ');
    const tar = `${command} ${destination} 'cd ${root} && tar cf - .' > '${join(folder, 'by-hand.tar')}'`;
    const rsync = `rsync -a -e "${command}" '${destination}:${root}/' '${join(folder, 'by-rsync')}/'`;

    const times = { full: [] as number[], tar: [] as number[], same: [] as number[], rsync: [] as number[] };
    const peaks: number[] = [];
    await timed(rsync);
    for (let round = 0; round < rounds; round += 1) {
      times.tar.push(await timed(tar));
      await rm(join(folder, 'by-hand.tar'));
      const request = { server: serverFor(sshd), root, folder };
      const full = await oneCapture(built.script, { ...request, previous: null });
      times.rsync.push(await timed(rsync));
      const same = await oneCapture(built.script, { ...request, previous: full });
      await rm(join(folder, full.backupId), { recursive: true });
      times.full.push(full.seconds);
      times.same.push(same.seconds);
      peaks.push(full.peakRss, same.peakRss);
      console.log(
        `  ${Object.entries(times)
          .map(([name, list]) => `${name} ${list.at(-1)?.toFixed(2)} s`)
          .join('  ')}`,
      );
    }
    const row = (name: string, ours: readonly number[], theirs: readonly number[], reach: number) => {
      const ratio = medianRatio(ours, theirs);
      const figures = [`${median(ours).toFixed(2)} s`, `${median(theirs).toFixed(2)} s`, `${ratio.toFixed(3)}x`, `<= ${reach}x`];
      return `| ${[name, ...figures, ratio <= reach ? 'reached' : 'NOT reached'].join(' | ')} |`;
    };
    console.log(
      [
        '',
        '| Media | median | by hand | ratio, median of rounds | reach | |',
        '| --- | --- | --- | --- | --- | --- |',
        row(`full, ${files} files, ${megabytes} MB, with every hash / ssh tar`, times.full, times.tar, FULL_TO_REACH),
        row('incremental, nothing changed / rsync -a, second run', times.same, times.rsync, UNCHANGED_TO_REACH),
        '',
        ...Object.entries(times).map(([name, list]) => `${name.padEnd(6)} ${spread(list)} s`),
        `peak memory ${formatBytes(Math.max(...peaks))}`,
      ].join('\n'),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the operator would type. Seconds. */
async function timed(command: string): Promise<number> {
  const begun = performance.now();
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return (performance.now() - begun) / 1000;
}

/** In a process of its own; `program`: the script. */
async function oneCapture(program: string, request: MediaCaptureRequest): Promise<MediaCaptureAnswer> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  let answer = '';
  child.stdout.on('data', (text: Buffer) => (answer += text.toString()));
  child.stdin.end(JSON.stringify(request));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the capture ended with ${code}`);
  return JSON.parse(answer) as MediaCaptureAnswer;
}

function serverFor(sshd: Sshd): Server {
  const now = new Date().toISOString();
  const [, key = ''] = sshd.hostKeys[0]?.publicLine.split(' ') ?? [];
  return {
    id: ServerId.parse(randomUUID()),
    name: 'bench',
    address: sshd.host,
    port: sshd.port,
    user: sshd.user,
    authentication: { method: 'key-file', path: sshd.keyFile, hasPassphrase: false },
    jumpServerId: null,
    hostKey: { ...hostKeyOf(Buffer.from(key, 'base64')), pinnedAt: now },
    createdAt: now,
  };
}
