import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalProcess } from '../../lab/processes.ts';
import { waitFor } from '../../lab/tools.ts';
import { startCaptureLab, type CaptureLab } from './capture-lab.ts';

let tried: CaptureLab;
let password: string;
beforeAll(async () => {
  tried = await startCaptureLab();
  password = tried.lab.site.user.password;
  await tried.lab.mariadb.sql('CREATE TABLE zz_gate (a INT)', { database: tried.source.database });
});
afterAll(() => tried[Symbol.asyncDispose]());

/** Private folders the dump program makes on the server. */
function optionFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => new RegExp(`^holdfast-${tried.lab.sshd.account.uid}-\\w+-\\d+$`).test(name));
}

/** Another test may have a dump of its own under way with the same account. */
async function noOptionFolder(): Promise<void> {
  await waitFor('the option file to go', 8_000, async () => (optionFolders().length === 0 ? true : undefined));
}

/** Everything the system shows of running processes to whoever may look (here: everything, where this test is root). */
function whatProcessesShow(): string {
  const shown: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    for (const file of ['cmdline', 'environ']) {
      try {
        shown.push(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
      } catch {
        // Ended since, or not ours to read.
      }
    }
  }
  return shown.join('\n');
}

async function whileDumping<T>(look: () => Promise<T> | T): Promise<{ readonly seen: T; readonly ended: Promise<unknown> }> {
  const gate = await tried.lab.mariadb.connect({ database: tried.source.database });
  await gate.query('LOCK TABLES zz_gate WRITE');
  const ended = tried.capture().catch((error: unknown) => error);
  try {
    await waitFor('the dump to wait at the gate', 15_000, async () => {
      const waiting = await tried.lab.mariadb.sql(
        "SELECT 1 AS one FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'",
      );
      return waiting.length > 0 ? true : undefined;
    });
    return { seen: await look(), ended };
  } finally {
    gate.destroy();
  }
}

describe('the database password', () => {
  it('shows in no command line and no environment while the dump runs, and lies in a file only its owner may read', async () => {
    const { seen, ended } = await whileDumping(() => {
      const [folder = ''] = optionFolders();
      const file = join(tmpdir(), folder, 'client.cnf');
      return {
        processes: whatProcessesShow(),
        modes: [statSync(join(tmpdir(), folder)).mode & 0o777, statSync(file).mode & 0o777],
        file: readFileSync(file, 'utf8'),
      };
    });
    await ended;
    // The look itself works: it saw the dump program and where its option file lies.
    expect(seen.processes).toContain('--single-transaction');
    expect(seen.processes).toContain('client.cnf');
    expect(seen.processes).not.toContain(password);
    expect(seen.processes).not.toContain(password.slice(0, 6));
    expect(seen.modes).toEqual([0o700, 0o600]);
    expect(seen.file).toContain('password="p#w d$x');
  });

  it('is in no log, manifest or file of the backup', async () => {
    const { location } = await tried.capture();
    expect(tried.log.join('\n')).not.toContain(password.slice(0, 6));
    const kept = (await readdir(location)).map((name) => {
      const path = join(location, name);
      return name.endsWith('.zst')
        ? execFileSync('zstd', ['-dcq', path], { maxBuffer: 1 << 28 }).toString('latin1')
        : readFileSync(path, 'utf8');
    });
    expect(kept).toHaveLength(4);
    for (const content of kept) expect(content).not.toContain(password);
  });

  it('leaves no option file behind after a good end, a lost connection and a killed dump', async () => {
    await tried.capture();
    await noOptionFolder();

    const lost = await whileDumping(() => tried.lab.sshd.killConnections());
    expect(lost.seen).toBeGreaterThan(0);
    await lost.ended;
    await noOptionFolder();
  });

  it('is swept at the next dump when everything was killed outright', async () => {
    const killed = await whileDumping(() => {
      // First all stand still, so that none can tidy up after another.
      const pids = tried.lab.sshd.remoteProcesses();
      for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of pids) signalProcess(pid, signal);
      return optionFolders();
    });
    await killed.ended;
    expect(killed.seen).toHaveLength(1);
    expect(optionFolders()).toEqual(killed.seen);
    await tried.capture();
    expect(optionFolders()).toEqual([]);
  });
});
