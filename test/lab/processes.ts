import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const HAS_PROC = existsSync('/proc/self/stat');

/** Pid and start together name one process for ever; a pid alone is given to somebody else after a while. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque: clock ticks since boot on Linux, a date elsewhere. */
  readonly started: string;
}

export interface RunningProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** The program's own name, `sshd`. */
  readonly name: string;
}

/** Undefined when no such process runs (a zombie no longer runs). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    if (HAS_PROC) {
      const fields = statFields(pid);
      return fields[0] === 'Z' ? undefined : { pid, started: fields[19] ?? '' };
    }
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return started === '' ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** The fields after the name, which may itself hold spaces and brackets: state, parent, ... */
function statFields(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

export function listProcesses(): readonly RunningProcess[] {
  if (!HAS_PROC) return listWithPs();
  return procPids().flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, parent] = statFields(pid);
      if (state === 'Z') return [];
      return [{ pid, parentPid: Number(parent), name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) }];
    } catch {
      return [];
    }
  });
}

function procPids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function listWithPs(): readonly RunningProcess[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match ? [{ pid: Number(match[1]), parentPid: Number(match[2]), name: match[3]?.split('/').pop() ?? '' }] : [];
    });
}

/** All processes below `pid`, nearest first. */
export function descendantsOf(pid: number): readonly RunningProcess[] {
  const all = listProcesses();
  const found: RunningProcess[] = [];
  const parents = [pid];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    for (const child of all) {
      if (child.parentPid !== parent) continue;
      found.push(child);
      parents.push(child.pid);
    }
  }
  return found;
}

/**
 * Processes whose environment holds `entry` (`NAME=value`), as far as this user may look.
 * Finds what a remote command left behind even after it lost its parent.
 */
export function processesWithEnvironment(entry: string): readonly number[] {
  if (!HAS_PROC) {
    return execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
      .split('\n')
      .filter((line) => `${line} `.includes(` ${entry} `))
      .map((line) => Number.parseInt(line, 10));
  }
  return procPids().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry);
    } catch {
      return false;
    }
  });
}

/** True when the signal was sent; false when the process is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
