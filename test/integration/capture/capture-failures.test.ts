import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from 'mysql2/promise';
import { signalProcess } from '../../lab/processes.ts';
import { waitFor } from '../../lab/tools.ts';
import { startCaptureLab, type CaptureLab } from './capture-lab.ts';
import { databaseIn } from './database-in.ts';

let tried: CaptureLab;
beforeAll(async () => {
  tried = await startCaptureLab();
  // The dump takes tables by name: everything before this one has been sent when it stops here.
  await tried.lab.mariadb.sql('CREATE TABLE zz_gate (a INT) ENGINE=InnoDB; INSERT INTO zz_gate VALUES (1); CREATE TABLE zzz_last (a INT)', {
    database: tried.source.database,
  });
});
afterAll(() => tried[Symbol.asyncDispose]());

/** Holds the dump still in the middle: it waits for a table another session has locked. */
async function closeGate(): Promise<Connection> {
  const connection = await tried.lab.mariadb.connect({ database: tried.source.database });
  await connection.query('LOCK TABLES zz_gate WRITE');
  return connection;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The dump program at the gate: it runs, and the database says that it waits for the lock. */
function dumpAtGate(): Promise<number> {
  return waitFor('the dump to wait at the gate', 15_000, async () => {
    const waiting = await tried.lab.mariadb.sql(
      "SELECT 1 AS one FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'",
    );
    if (waiting.length === 0) return undefined;
    return tried.lab.sshd.remoteProcesses().find((pid) => /^\S*(mysqldump|mariadb-dump) /.test(commandLine(pid)));
  });
}

/** Runs a capture, does something to it in the middle, and returns how it ended. */
async function inTheMiddle(act: (dumpPid: number, gate: Connection) => Promise<void> | void, signal?: AbortSignal): Promise<unknown> {
  const gate = await closeGate();
  try {
    const ended = tried.capture({}, signal === undefined ? {} : { signal }).then(
      () => new Error('the capture succeeded'),
      (error: unknown) => error,
    );
    await act(await dumpAtGate(), gate);
    return await ended;
  } finally {
    gate.destroy();
  }
}

async function expectNothingLeft(): Promise<void> {
  expect(await tried.leftovers()).toEqual([]);
  await tried.serverIsQuiet();
}

describe('a dump that fails leaves nothing and says why', () => {
  it('when the dump program is killed half way', async () => {
    const error = await inTheMiddle((pid) => void signalProcess(pid, 'SIGKILL'));
    expect(error).toMatchObject({ code: 'capture.dump-failed', detail: expect.stringContaining('was killed (signal 9)') });
    await expectNothingLeft();
  });

  it('when the compressor is killed half way', async () => {
    const error = await inTheMiddle((_dump, gate) => {
      const zstd = tried.lab.sshd.remoteProcesses().find((pid) => /^\S*zstd /.test(commandLine(pid)));
      signalProcess(zstd ?? 0, 'SIGKILL');
      gate.destroy();
    });
    expect(error).toMatchObject({ code: 'capture.stage-failed', detail: expect.stringContaining('zstd was killed (signal 9)') });
    await expectNothingLeft();
  });

  it('when the connection is lost, although the dump is silent', async () => {
    const error = await inTheMiddle(() => void tried.lab.sshd.killConnections());
    expect(error).toMatchObject({ code: 'ssh.connection-lost' });
    await expectNothingLeft();
  });

  it('when the database server goes away', async () => {
    const error = await inTheMiddle(async () => {
      const [row] = await tried.lab.mariadb.sql(
        "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'",
      );
      await tried.lab.mariadb.sql(`KILL ${Number(row?.['id'])}`);
    });
    expect(error).toMatchObject({ code: 'capture.dump-failed' });
    await expectNothingLeft();
  });

  it('when a privilege is taken away in the middle', async () => {
    const { mariadb, site } = tried.lab;
    const { database } = tried.source;
    const user = await mariadb.createUser({ access: 'shared', database, name: 'revoked' });
    site.writeEnv(user);
    try {
      const error = await inTheMiddle(async (_pid, gate) => {
        await mariadb.sql(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'revoked'@'%'`);
        gate.destroy();
      });
      expect(error).toMatchObject({ code: 'database.access-denied', detail: expect.stringContaining('denied') });
    } finally {
      site.writeEnv(site.user);
    }
    await expectNothingLeft();
  });

  it('when a table vanishes in the middle', async () => {
    const { mariadb } = tried.lab;
    const { database } = tried.source;
    const error = await inTheMiddle(async (_pid, gate) => {
      await mariadb.sql('DROP TABLE zzz_last', { database });
      gate.destroy();
    });
    await mariadb.sql('CREATE TABLE zzz_last (a INT)', { database });
    expect(error).toMatchObject({
      code: expect.stringMatching(/^capture\.(dump-failed|inventory-differs)$/),
      detail: expect.stringContaining('zzz_last'),
    });
    await expectNothingLeft();
  });

  it('when the operator cancels, although the dump is silent', async () => {
    const controller = new AbortController();
    const error = await inTheMiddle(() => controller.abort(), controller.signal);
    expect(error).toMatchObject({ name: 'AbortError' });
    await expectNothingLeft();
  });
});

describe('what is no dump is refused', () => {
  const with_ = (script: string) =>
    startCaptureLab({ site: { rows: false }, sshd: { programs: { 'mariadb-dump': script, mysqldump: script } } });
  const version = 'case "$*" in *--version*) echo "mysqldump  Ver 10.19 Distrib 10.11.0-MariaDB"; exit 0;; *--help*) exit 0;; esac';

  it.each([
    ['capture.empty', 'a dump of no bytes', 'exit 0'],
    ['capture.truncated', 'a dump without its end mark', 'echo "-- MariaDB dump 10.19"; echo "CREATE TABLE a (a INT);"'],
    [
      'capture.inventory-differs',
      'a dump that lacks tables',
      'echo "-- MariaDB dump 10.19"; echo "-- Dump completed on 2026-11-21  2:00:00"',
    ],
    ['capture.dump-failed', 'a program that does not know its options', 'echo "unknown option --hex-blob" >&2; exit 7'],
  ])('%s: %s', async (code, _what, words) => {
    await using lab = await with_(`#!/bin/sh\n${version}\n${words}\n`);
    await lab.lab.mariadb.sql('CREATE TABLE a (a INT); INSERT INTO a VALUES (1); CREATE TABLE b (a INT)', {
      database: lab.source.database,
    });
    await expect(lab.capture()).rejects.toMatchObject({ code });
    expect(await lab.leftovers()).toEqual([]);
  });

  it('capture.no-dump-tool: a dump program that does not run', async () => {
    await using lab = await with_('#!/bin/sh\necho "error while loading shared libraries" >&2\nexit 127\n');
    await expect(lab.capture()).rejects.toMatchObject({ code: 'capture.no-dump-tool', detail: expect.stringContaining('does not run') });
    expect(await lab.leftovers()).toEqual([]);
  });

  it('capture.unreadable: a compressor that writes something else', async () => {
    await using lab = await startCaptureLab({
      site: { rows: false },
      sshd: { programs: { zstd: '#!/bin/sh\ncat >/dev/null\nseq 1 20000\n' } },
    });
    await expect(lab.capture({ compression: 'zstd' })).rejects.toMatchObject({ code: 'capture.unreadable' });
    expect(await lab.leftovers()).toEqual([]);
    await lab.serverIsQuiet();
  });

  it('capture.compression-missing: a compression the server does not have', async () => {
    await using lab = await startCaptureLab({ site: { rows: false }, sshd: { without: ['zstd'] } });
    await expect(lab.capture({ compression: 'zstd' })).rejects.toMatchObject({ code: 'capture.compression-missing' });
    expect(databaseIn((await lab.capture()).manifest).compression).toBe('gzip');
  });
});
