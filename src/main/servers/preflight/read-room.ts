import readRoomText from '../../remote/read-room.sh';
import type { DiskReading } from '../../../shared/model/disk.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteShell } from '../ssh/remote-shell.ts';
import { amountSaid, readAnswer } from './answer.ts';

type Room = Omit<DiskReading, 'at'>;

/** What a server has, in bytes; null where it does not tell. `account`: what the provider lets the account use. */
export interface ServerRoom {
  readonly server: Room | null;
  readonly account: Room | null;
}

const readRoomProgram = { name: 'read-room', text: readRoomText } as const;
const BLOCK = 1024;

/** Only reads. Throws `ssh.*`. */
export async function readRoom(shell: RemoteShell, signal: AbortSignal): Promise<ServerRoom> {
  const { exitCode, stdout, stderr } = await shell.run({ program: readRoomProgram, args: [], signal });
  if (exitCode !== 0) throw new AppError('ssh.command-failed', { detail: `read-room ended with ${exitCode}: ${stderr.slice(-500)}` });
  return roomOf(stdout.toString('utf8'));
}

/** Pure. */
export function roomOf(text: string): ServerRoom {
  const answer = readAnswer(text);
  const disk = amountSaid(answer, 'disk');
  const quota = amountSaid(answer, 'quota');
  return {
    server: disk === null ? null : room(disk.size - disk.free, disk.size),
    // The program says used and limit.
    account: quota === null ? null : room(quota.size, quota.free),
  };
}

function room(used: number, total: number): Room | null {
  return total > 0 ? { usedBytes: Math.max(0, used) * BLOCK, totalBytes: total * BLOCK } : null;
}
