import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDatabasePrograms } from '../../../src/main/drills/find-programs.ts';
import { processesOf } from '../../../src/main/drills/folder-processes.ts';
import { startPrivateServer } from '../../../src/main/drills/private-server.ts';
import { makeScratchFolder, removeScratchFolder } from '../../../src/main/drills/scratch-folder.ts';
import { newScratchId } from '../../../src/main/drills/scratch-name.ts';
import { scratchRecordsIn } from '../../../src/main/drills/scratch-records.ts';
import { sweepFolders } from '../../../src/main/drills/sweep-leftovers.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { never, problemOf } from '../servers/lab-servers.ts';

const programs = async () => {
  const found = await findDatabasePrograms();
  if (found === null) throw new Error('the lab needs a database server');
  return found;
};

async function privateServer() {
  const id = newScratchId();
  const records = scratchRecordsIn(scratchFolder());
  const folder = await makeScratchFolder({ id, records, needed: 1 });
  const server = await startPrivateServer({ programs: await programs(), folder: folder.path, id, signal: never });
  return { id, records, folder, server };
}

describe('a database server of its own', () => {
  it('listens to no network, belongs to this account alone, and lets nobody in without its password', async () => {
    const { folder, server } = await privateServer();
    try {
      await using session = await server.target.session(null, never);
      expect(await session.query('SELECT @@skip_networking AS off, @@log_bin AS logs, @@event_scheduler AS events')).toEqual([
        { off: 1, logs: 0, events: 'OFF' },
      ]);
      expect(statSync(folder.path).mode & 0o777).toBe(0o700);
      expect(await session.query("SELECT User, Host FROM mysql.user WHERE authentication_string = '' AND User <> 'mariadb.sys'")).toEqual(
        [],
      );
      expect(readdirSync(folder.path)).not.toContain('start.sql');
    } finally {
      await folder.remove();
    }
    expect([existsSync(folder.path), await processesOf(folder.path)]).toEqual([false, []]);
  });

  it('that a killed app left running is ended at the next start, and its folder goes', async () => {
    const { id, records, folder, server } = await privateServer();
    expect(await processesOf(folder.path)).toEqual([server.pid]);
    await sweepFolders(records, silentLogger);
    expect(await processesOf(folder.path)).toEqual([server.pid]);
    records.abandon(id);
    await sweepFolders(records, silentLogger);
    expect([existsSync(folder.path), await processesOf(folder.path), await records.leftovers()]).toEqual([false, [], []]);
  });

  it('that does not start says why and leaves nothing', async () => {
    const id = newScratchId();
    const records = scratchRecordsIn(scratchFolder());
    const folder = await makeScratchFolder({ id, records, needed: 1 });
    const broken = { ...(await programs()), server: '/bin/false' };
    const problem = await problemOf(startPrivateServer({ programs: broken, folder: folder.path, id, signal: never }));
    expect(problem.code).toBe('drill.server-not-started');
    const noData = { ...(await programs()), install: '/bin/false' };
    await folder.remove();
    const again = await makeScratchFolder({ id, records, needed: 1 });
    expect((await problemOf(startPrivateServer({ programs: noData, folder: again.path, id, signal: never }))).code).toBe(
      'drill.server-not-started',
    );
    await again.remove();
    expect([existsSync(folder.path), await records.leftovers()]).toEqual([false, []]);
  });

  it('is found where its programs are, and not where one is missing', async () => {
    expect(await findDatabasePrograms({ folders: [scratchFolder()] })).toBeNull();
    const folder = scratchFolder();
    writeFileSync(join(folder, 'mariadbd'), '#!/bin/sh\necho "mariadbd  Ver 11.4.2-MariaDB for Linux"\n', { mode: 0o755 });
    writeFileSync(join(folder, 'mariadb'), '', { mode: 0o755 });
    expect(await findDatabasePrograms({ folders: [folder] })).toBeNull();
    writeFileSync(join(folder, 'mariadb-install-db'), '', { mode: 0o755 });
    expect(await findDatabasePrograms({ folders: [join(folder, '..', '*')] })).not.toBeNull();
    expect(await findDatabasePrograms({ folders: ['relative', folder] })).toMatchObject({ flavour: 'mariadb', version: '11.4.2' });
  });
});

describe('the folder of a drill', () => {
  it('is not made where there is no room', async () => {
    const records = scratchRecordsIn(scratchFolder());
    const problem = await problemOf(makeScratchFolder({ id: newScratchId(), records, needed: 1e18 }));
    expect(problem).toMatchObject({ code: 'drill.no-room', detail: expect.stringContaining('free') as string });
    expect(await records.leftovers()).toEqual([]);
  });

  it('is deleted only where it bears our mark: a note that names another folder deletes nothing', async () => {
    const id = newScratchId();
    const parent = scratchFolder();
    const other = join(parent, 'Documents');
    const unmarked = join(parent, `holdfast-drill-${id}`);
    for (const folder of [other, unmarked]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'thesis.txt'), 'x');
      await removeScratchFolder({ kind: 'folder', id, folder });
      expect(readdirSync(folder)).toEqual(['thesis.txt']);
    }
  });
});
