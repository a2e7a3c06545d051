import { randomBytes } from 'node:crypto';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PIECE_BYTES, sftpWindowFor } from '../../../src/main/servers/ssh/sftp-session.ts';
import { isRoot } from '../../lab/accounts.ts';
import { type DelayProxy, startDelayProxy } from '../../lab/delay-proxy.ts';
import { type Sshd, startSshd } from '../../lab/sshd.ts';
import { linkTo, type Linked, never, serverFor } from './lab-servers.ts';

const MIB = 1024 * 1024;

let sshd: Sshd;
let far: DelayProxy;
let near: Linked;
let nearId: string;
beforeAll(async () => {
  sshd = await startSshd({ sftpOnly: true });
  far = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 20 });
  const server = serverFor(sshd);
  near = linkTo([server]);
  nearId = server.id;
});
afterAll(async () => {
  await near[Symbol.asyncDispose]();
  await far.stop();
  await sshd.stop();
});

async function fileOf(bytes: Buffer, name: string): Promise<string> {
  const path = join(sshd.home, name);
  await writeFile(path, bytes);
  if (isRoot()) await chown(path, sshd.account.uid, sshd.account.gid);
  return path;
}

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe('files of an account that may run no command', () => {
  test('come byte for byte, from wherever they are asked for', async () => {
    const bytes = randomBytes(3 * PIECE_BYTES + 1);
    const path = await fileOf(bytes, 'odd size');
    await near.links.withSftp(nearId, never, async (sftp) => {
      for (const from of [0, 1, PIECE_BYTES - 1, PIECE_BYTES, bytes.length - 1, bytes.length]) {
        expect((await whole(sftp.read(path, from, never))).equals(bytes.subarray(from))).toBe(true);
      }
    });
  });

  test('come over a long line in order, however many requests are under way', async () => {
    const server = serverFor(sshd, { port: far.port });
    await using line = linkTo([server]);
    const bytes = randomBytes(12 * MIB);
    const path = await fileOf(bytes, 'far');
    const there = join(sshd.home, 'written from far');
    await line.links.withSftp(server.id, never, async (sftp) => {
      expect((await whole(sftp.read(path, 0, never))).equals(bytes)).toBe(true);
      const writer = await sftp.write(there, 0, never);
      await writer.write(bytes);
      await writer.finish();
    });
    expect((await readFile(there)).equals(bytes)).toBe(true);
  });

  test('leave the line usable when a reader stops early or is told to', async () => {
    const path = await fileOf(randomBytes(8 * MIB), 'stopped');
    await near.links.withSftp(nearId, never, async (sftp) => {
      for await (const _ of sftp.read(path, 0, never)) break;
      const stop = new AbortController();
      const reason = new Error('cancelled');
      const reading = async () => {
        for await (const _ of sftp.read(path, 0, stop.signal)) stop.abort(reason);
      };
      await expect(reading()).rejects.toBe(reason);
      expect(await sftp.stat(path, never)).toMatchObject({ kind: 'file', bytes: 8 * MIB });
    });
  });

  test('are told apart: what is not there, what is refused, what is a folder', async () => {
    await near.links.withSftp(nearId, never, async (sftp) => {
      const folder = join(sshd.home, 'made');
      expect(await sftp.stat(join(folder, 'x'), never)).toBeNull();
      expect(await sftp.makeFolder(folder, never)).toBe(true);
      expect(await sftp.makeFolder(folder, never)).toBe(false);
      await expect(sftp.list(join(folder, 'x'), never)).rejects.toMatchObject({ reason: 'missing' });
      await expect(sftp.makeFolder('/proc/nobody-may', never)).rejects.toMatchObject({ name: 'RemoteFileError' });
      await sftp.removeFile(join(folder, 'x'), never);
      await sftp.removeFolder(folder, never);
      expect(await sftp.room(sshd.home, never)).toMatchObject({ freeBytes: expect.any(Number), totalBytes: expect.any(Number) });
    });
  });

  test('cannot be read by a command, which is said as such', async () => {
    await expect(
      near.shell((shell) => shell.run({ program: { name: 'tried', text: 'echo here' }, args: [], signal: never })),
    ).rejects.toMatchObject({
      code: 'ssh.no-shell',
    });
  });
});

test('as much is under way as the line needs, and never more than memory should hold', () => {
  expect(sftpWindowFor(0)).toBe(16 * PIECE_BYTES);
  expect(sftpWindowFor(75)).toBe(32 * MIB);
  expect(sftpWindowFor(10_000)).toBe(32 * MIB);
});
