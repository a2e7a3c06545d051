import { randomUUID } from 'node:crypto';
import { chown, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import { hostKeyOf } from '../../src/main/servers/ssh/fingerprint.ts';
import { ServerId } from '../../src/shared/model/ids.ts';
import type { Server } from '../../src/shared/model/server.ts';
import { startDelayProxy } from '../../test/lab/delay-proxy.ts';
import { sshArguments } from '../../test/lab/ssh-client.ts';
import { startSshd, type Sshd } from '../../test/lab/sshd.ts';
import { needTool, run } from '../../test/lab/tools.ts';
import { buildTransfer, oneTransfer, randomPieces } from './run-transfer.ts';
import { median, medianRatio, spread } from './statistics.ts';

export interface PullBenchOptions {
  /** Size of the file on a line without distance, in MB (10^6 bytes). */
  readonly megabytes: number;
  readonly rounds: number;
}

/** What is to be reached, as time of Holdfast / time of sftp. */
const NEAR_TO_REACH = 1.25;
const FAR_TO_REACH = 1 / 8;
const ONE_WAY_MS = 50;
/** Over distance sftp takes 52 s for this much: no more than that is compared. */
const FAR_MEGABYTES = 1000;

/** `sftp get` against a pull with SHA-256, fsync and rename, on loopback and over a round trip of 100 ms. */
export async function benchPull({ megabytes, rounds }: PullBenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const farMegabytes = Math.min(megabytes, FAR_MEGABYTES);
  try {
    await using sshd = await startSshd();
    await using transfer = await buildTransfer();
    const near = await makeFile(sshd, 'near.tar', megabytes * 1e6);
    const far = await makeFile(sshd, 'far.tar', farMegabytes * 1e6);
    await using line = await startDelayProxy({ targetPort: sshd.port, oneWayMs: ONE_WAY_MS });
    const rows: string[] = [];
    for (const [title, path, port, reach] of [
      [`${megabytes} MB on loopback`, near, sshd.port, NEAR_TO_REACH],
      [`${farMegabytes} MB over ${ONE_WAY_MS * 2} ms`, far, line.port, FAR_TO_REACH],
    ] as const) {
      console.log(`\n${title}`);
      rows.push(...(await compare(sshd, folder, { program: transfer.script, path, port, reach, rounds, title })));
    }
    console.log(
      `\n| Pull of one file | median | sftp get | ratio, median of rounds | reach | |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Compared {
  /** Makes one transfer. */
  readonly program: string;
  readonly title: string;
  readonly path: string;
  readonly port: number;
  readonly reach: number;
  readonly rounds: number;
}

async function compare(sshd: Sshd, folder: string, { program, title, path, port, reach, rounds }: Compared): Promise<readonly string[]> {
  const [ours, withDigest, theirs, peaks]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await bySftp(sshd, port, path, join(folder, 'by-sftp')));
    for (const [times, askForDigest] of [[ours, false] as const, [withDigest, true] as const]) {
      const target = join(folder, `ours-${randomUUID()}`);
      const answer = await oneTransfer(program, { kind: 'pull', server: serverFor(sshd, port), path, target, askForDigest });
      await rm(target);
      times.push(answer.seconds);
      peaks.push(answer.peakRss);
    }
    const last = (times: readonly number[]) => `${times.at(-1)?.toFixed(2)} s`;
    console.log(`  sftp ${last(theirs)}  Holdfast ${last(ours)}  and the server's own digest ${last(withDigest)}`);
  }
  console.log(`  sftp ${spread(theirs)} s, Holdfast ${spread(ours)} s; peak memory ${formatBytes(Math.max(...peaks))}`);
  const row = (name: string, times: readonly number[]) => {
    const ratio = medianRatio(times, theirs);
    const verdict = ratio <= reach ? 'reached' : 'NOT reached';
    return `| ${name} | ${median(times).toFixed(2)} s | ${median(theirs).toFixed(2)} s | ${ratio.toFixed(3)}x | <= ${reach}x | ${verdict} |`;
  };
  return [row(title, ours), row(`${title}, compared with the server's own digest`, withDigest)];
}

/** What the operator would type. It neither hashes nor syncs. */
async function bySftp(sshd: Sshd, port: number, path: string, target: string): Promise<number> {
  const args = (await sshArguments(sshd, { port })).map((word) => (word === '-p' ? '-P' : word));
  const destination = args.at(-1) ?? '';
  const sftp = await needTool('sftp');
  const begun = performance.now();
  await run(sftp, ['-q', ...args.slice(0, -1), `${destination}:${path}`, target]);
  const seconds = (performance.now() - begun) / 1000;
  await rm(target);
  return seconds;
}

function serverFor(sshd: Sshd, port: number): Server {
  const now = new Date().toISOString();
  const [, key = ''] = sshd.hostKeys[0]?.publicLine.split(' ') ?? [];
  return {
    id: ServerId.parse(randomUUID()),
    name: 'bench',
    address: sshd.host,
    port,
    user: sshd.user,
    authentication: { method: 'key-file', path: sshd.keyFile, hasPassphrase: false },
    jumpServerId: null,
    hostKey: { ...hostKeyOf(Buffer.from(key, 'base64')), pinnedAt: now },
    createdAt: now,
  };
}

/** Of bytes nothing can compress, in the account's home on the server. */
async function makeFile(sshd: Sshd, name: string, bytes: number): Promise<string> {
  const path = join(sshd.home, name);
  {
    await using file = await open(path, 'w');
    for await (const piece of randomPieces(bytes)) await file.write(piece);
  }
  if (process.getuid?.() === 0) await chown(path, sshd.account.uid, sshd.account.gid);
  return path;
}
