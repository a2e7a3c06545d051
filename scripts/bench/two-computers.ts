import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/**
 * Whether the server's processes and those of this computer can be kept on processors of their own, as if they were two computers. Where they share
 * them, whatever the client does takes time from the dump itself, which it never does in real life.
 */
export function canBeApart(): boolean {
  if (process.platform !== 'linux' || cpus().length < 2) return false;
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** This process, and all it starts from now on, runs on the first processor: the server. */
export function becomeTheServer(): void {
  execFileSync('taskset', ['-a', '-p', '-c', '0', String(process.pid)], { stdio: 'ignore' });
}

/** In front of a command that belongs to the other computer. */
export const ON_THE_OTHER = ['taskset', '-c', '1'] as const;
