import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const GONE_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;
/** Arguments with which a database server is told the folder it works in. */
const OPTIONS = ['--defaults-file=', '--datadir='];

/**
 * Ends database servers that were started for this folder, which nobody else's can be: the folder's name is random and made for one drill. Told by their
 * command line and never by a number alone, which may belong to another process by now.
 */
export async function endProcessesOf(folder: string): Promise<void> {
  const until = Date.now() + GONE_WITHIN_MS;
  for (;;) {
    const running = await processesOf(folder);
    if (running.length === 0) return;
    if (Date.now() > until) throw new Error(`process ${running.join(', ')} of ${folder} does not end`);
    for (const pid of running) kill(pid);
    await wait(LOOK_EVERY_MS);
  }
}

/** Process ids, without this one. */
export async function processesOf(folder: string): Promise<readonly number[]> {
  const wanted = OPTIONS.map((option) => `${option}${folder}${sep}`);
  const all = await (process.platform === 'linux' ? fromProc() : fromTools());
  return all.filter(({ pid, line }) => pid !== process.pid && wanted.some((part) => line.includes(part))).map(({ pid }) => pid);
}

interface Running {
  readonly pid: number;
  readonly line: string;
}

async function fromProc(): Promise<readonly Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const running: Running[] = [];
  for (const pid of pids) {
    try {
      running.push({ pid: Number(pid), line: await readFile(`/proc/${pid}/cmdline`, 'utf8') });
    } catch {
      // It has ended meanwhile.
    }
  }
  return running;
}

async function fromTools(): Promise<readonly Running[]> {
  const [tool, args] =
    process.platform === 'win32'
      ? ([
          'powershell.exe',
          [
            '-NoProfile',
            '-NonInteractive',
            '-Command',
            'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }',
          ],
        ] as const)
      : (['ps', ['-A', '-ww', '-o', 'pid=,args=']] as const);
  const { stdout } = await promisify(execFile)(tool, args, { maxBuffer: 64 * 1024 * 1024, timeout: 30_000 });
  return stdout.split('\n').flatMap((text) => {
    const [, pid, line] = /^\s*(\d+)\s+(.*)$/.exec(text) ?? [];
    return pid === undefined || line === undefined ? [] : [{ pid: Number(pid), line }];
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself, or looked for again in a moment.
  }
}
