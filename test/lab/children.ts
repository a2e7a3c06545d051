import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { descendantsOf, identify, isRunning, processesWithEnvironment, signalProcess, type ProcessIdentity } from './processes.ts';
import { FOLDER_PREFIX } from './tools.ts';

/** Set by the global set-up of a test run and inherited by its workers: children of the run can be told from a neighbour's. */
export const RUN_VARIABLE = 'HOLDFAST_LAB_RUN';

/** What must go when a child goes. Written down before anybody can lose it. */
interface ChildRecord {
  readonly what: string;
  readonly child: ProcessIdentity;
  readonly parent: ProcessIdentity;
  readonly run: string;
  readonly folder: string;
  /** A throwaway account of the operating system that belongs to this child. */
  readonly account: string | undefined;
}

export interface ChildOptions {
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Output of the child is appended here. */
  readonly logFile: string;
  /** The child's scratch folder; removed with it when its parent dies. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly account?: string | undefined;
}

export interface LabChild {
  readonly pid: number;
  hasExited(): boolean;
  /** Sends the signal, waits, and kills after `graceMs`. Resolves when the process is gone. */
  end(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

const own = new Map<number, { readonly record: ChildRecord; readonly file: string }>();
let watchesExit = false;

/** Starts a server process and registers it, so that it is ended even when nobody comes back for it. */
export async function startChild(options: ChildOptions): Promise<LabChild> {
  sweepOrphans();
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', log, log],
    // A session of its own: Ctrl-C in the terminal of a demo reaches the demo, which then ends its servers in order.
    detached: true,
    env: options.env ?? { PATH: process.env['PATH'], LANG: 'C.UTF-8' },
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${options.what} did not start.`);
  register(pid, options);
  child.unref();
  void exited.then(() => forget(pid));
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    hasExited,
    async end(signal, graceMs) {
      if (hasExited()) return;
      child.ref();
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

function register(pid: number, options: ChildOptions): void {
  const child = identify(pid);
  const parent = identify(process.pid);
  // Gone already: its log says why, and there is nothing left to end.
  if (!child || !parent) return;
  const { what, folder, account } = options;
  const record: ChildRecord = { what, child, parent, run: process.env[RUN_VARIABLE] ?? '', folder, account };
  const file = join(registryFolder(), `${pid}.json`);
  writeFileSync(`${file}.partial`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.partial`, file);
  own.set(pid, { record, file });
  if (watchesExit) return;
  watchesExit = true;
  process.once('exit', () => {
    for (const { record: left, file: leftFile } of own.values()) endRecorded(left, leftFile);
  });
}

function forget(pid: number): void {
  const entry = own.get(pid);
  if (!entry) return;
  own.delete(pid);
  rmSync(entry.file, { force: true });
}

/** Ends every child whose parent is dead. Called before each start and at the beginning of a test run. */
export function sweepOrphans(): void {
  endWhere((record) => !isRunning(record.parent));
}

/** Ends every child of one test run, whether its parent lives or not. */
export function endChildrenOfRun(run: string): readonly string[] {
  return endWhere((record) => record.run === run || !isRunning(record.parent));
}

export interface ListedChild {
  readonly what: string;
  readonly pid: number;
  readonly parent: number;
}

/** What is registered right now and still runs. */
export function listChildren(): readonly ListedChild[] {
  return readRecords()
    .filter(({ record }) => isRunning(record.child))
    .map(({ record: { what, child, parent } }) => ({ what, pid: child.pid, parent: parent.pid }));
}

function endWhere(matches: (record: ChildRecord) => boolean): readonly string[] {
  const ended: string[] = [];
  for (const { record, file } of readRecords()) {
    if (!matches(record)) continue;
    ended.push(`${record.what} (${record.child.pid})`);
    endRecorded(record, file);
  }
  return ended;
}

/** The home folder of whoever signs in to a server with this scratch folder; it names what was started over that server. */
export function homeIn(folder: string): string {
  return join(folder, 'home');
}

function isLabFolder(folder: string): boolean {
  return dirname(folder) === realpathSync(tmpdir()) && basename(folder).startsWith(FOLDER_PREFIX);
}

/** Synchronous, because it also runs while this process exits. */
function endRecorded(record: ChildRecord, file: string): void {
  const left = isRunning(record.child) ? [record.child.pid, ...descendantsOf(record.child.pid).map(({ pid }) => pid)] : [];
  for (const pid of [...left, ...processesWithEnvironment(`HOME=${homeIn(record.folder)}`)]) signalProcess(pid, 'SIGKILL');
  if (record.account) {
    try {
      execFileSync('userdel', [record.account], { stdio: 'ignore' });
    } catch {
      // Removed by its own lab in the meantime.
    }
  }
  if (isLabFolder(record.folder)) {
    rmSync(record.folder, { recursive: true, force: true, maxRetries: 3 });
  }
  rmSync(file, { force: true });
}

function readRecords(): readonly { readonly record: ChildRecord; readonly file: string }[] {
  const folder = registryFolder();
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const file = join(folder, name);
      try {
        return [{ record: JSON.parse(readFileSync(file, 'utf8')) as ChildRecord, file }];
      } catch {
        // Another process has just removed it.
        return [];
      }
    });
}

/** One per user and computer. Refuses a folder that another user could have filled with pids of his choice. */
function registryFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `${FOLDER_PREFIX}children-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || (process.platform !== 'win32' && (stat.uid !== uid || (stat.mode & 0o077) !== 0))) {
    throw new Error(`${folder} belongs to somebody else; the lab does not trust it.`);
  }
  return folder;
}
