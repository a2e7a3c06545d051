import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newScratchId } from '../../../src/main/drills/scratch-name.ts';
import { scratchRecordsIn } from '../../../src/main/drills/scratch-records.ts';
import { type ServerScratchOptions, withServerScratch } from '../../../src/main/drills/server-scratch.ts';
import { sweepSchemas } from '../../../src/main/drills/sweep-leftovers.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { SiteId } from '../../../src/shared/model/ids.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { type Linked, linkTo, memorySecrets, never, problemOf, serverFor } from '../servers/lab-servers.ts';

let lab: Lab;
let server: Server;
let linked: Linked;
const PASSWORD = `d#rill'"\\`;
const siteId = randomUUID() as SiteId;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  server = serverFor(lab.sshd);
  linked = linkTo([server]);
  await lab.mariadb.createUser({ access: 'read-only', database: lab.site.database, name: 'drill', password: PASSWORD });
  await lab.mariadb.sql("REVOKE ALL PRIVILEGES, GRANT OPTION FROM drill@'%'");
  await lab.mariadb.sql("GRANT ALL PRIVILEGES ON `%\\_\\_hf\\_drill\\_%`.* TO drill@'%'");
});
afterAll(async () => {
  await linked[Symbol.asyncDispose]();
  await lab.stop();
});

function optionsFor(user: string, password: string, home: string, changes: Partial<ServerScratchOptions> = {}): ServerScratchOptions {
  const { host, port } = lab.mariadb;
  const target = { kind: 'server', serverId: server.id, address: { host, port, socket: null }, user } as const;
  const common = { connections: linked.links, records: scratchRecordsIn(home), registered: [], signal: never, log: () => {} };
  return { id: newScratchId(), siteId, serverName: server.name, target, password, ...common, ...changes };
}

const schemas = async () => (await lab.mariadb.sql("SHOW DATABASES LIKE '%hf_drill%'")).map((row) => Object.values(row)[0]);

describe('a scratch database on a server', () => {
  it('is made for the drill, and gone when it ends or fails', async () => {
    const home = scratchFolder();
    const artifact = { database: lab.site.database, schemaDefaults: { characterSet: 'utf8mb4', collation: 'utf8mb4_unicode_ci' } };
    const seen = await withServerScratch(optionsFor('drill', PASSWORD, home), async (scratch) => {
      expect(scratch.name).toMatch(/^a scratch database on server on \d+, MariaDB \d/);
      const schema = await scratch.makeSchema(artifact, never);
      await using session = await scratch.target.session(schema, never);
      await session.query('CREATE TABLE t (id INT)');
      return await schemas();
    });
    expect(seen).toEqual([expect.stringMatching(/^aurora_market__hf_drill_[0-9a-f]{12}$/)]);
    expect(await schemas()).toEqual([]);
    const failing = withServerScratch(optionsFor('drill', PASSWORD, home), async (scratch) => {
      await scratch.makeSchema(artifact, never);
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await schemas()).toEqual([]);
    expect(await scratchRecordsIn(home).leftovers()).toEqual([]);
  });

  it('is gone also after a cancel', async () => {
    const cancel = new AbortController();
    const cancelled = withServerScratch(optionsFor('drill', PASSWORD, scratchFolder(), { signal: cancel.signal }), async (scratch) => {
      await scratch.makeSchema({ database: 'shop' }, cancel.signal);
      expect(await schemas()).toHaveLength(1);
      cancel.abort(new Error('cancelled'));
      cancel.signal.throwIfAborted();
    });
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(await schemas()).toEqual([]);
  });

  it('is dropped at the next start where the app was killed, and nothing else is', async () => {
    const home = scratchFolder();
    const { target } = optionsFor('drill', PASSWORD, home);
    const id = newScratchId();
    const left = `shop__hf_drill_${id}`;
    await lab.mariadb.createDatabase(left);
    await lab.mariadb.createDatabase('shop__hf_drill_of_nobody');
    const records = scratchRecordsIn(home);
    await records.put({ kind: 'schemas', id, siteId, serverId: target.serverId, address: target.address, user: 'drill', schemas: [left] });
    expect(await records.leftovers()).toEqual([]);
    records.abandon(id);
    const secrets = memorySecrets({ [`drill:${siteId}`]: PASSWORD });
    await sweepSchemas({ records, connections: linked.links, secrets, logger: silentLogger }, never);
    expect(await schemas()).toEqual(['shop__hf_drill_of_nobody']);
    expect(await records.leftovers()).toEqual([]);
    await lab.mariadb.sql('DROP DATABASE shop__hf_drill_of_nobody');
  });

  it('a note that names a live schema drops nothing', async () => {
    const records = scratchRecordsIn(scratchFolder());
    const { target } = optionsFor('aurora', lab.site.user.password, '');
    const id = newScratchId();
    await records.put({
      kind: 'schemas',
      id,
      siteId,
      serverId: server.id,
      address: target.address,
      user: 'aurora',
      schemas: [lab.site.database],
    });
    records.abandon(id);
    const secrets = memorySecrets({ [`drill:${siteId}`]: lab.site.user.password });
    await sweepSchemas({ records, connections: linked.links, secrets, logger: silentLogger }, never);
    expect(await lab.mariadb.sql(`SHOW DATABASES LIKE '${lab.site.database}'`)).toHaveLength(1);
  });

  it('is refused with the account of a registered site, by whatever name the server goes', async () => {
    const site = sampleSite(server);
    const { host, port, socket } = lab.mariadb;
    for (const address of [
      { host, port, socket: null },
      { host: 'localhost', port, socket: null },
      { host: 'localhost', port: 3306, socket },
    ]) {
      const source = sampleSource(site, { database: lab.site.database, address, user: 'Aurora' });
      const options = optionsFor('aurora', lab.site.user.password, scratchFolder(), { registered: [{ serverId: server.id, source }] });
      const problem = await problemOf(withServerScratch(options, () => Promise.resolve()));
      expect(problem).toMatchObject({
        code: 'drill.target-is-live',
        detail: expect.stringContaining(`account of ${lab.site.database}`) as string,
      });
    }
  });

  it.each(['full', 'shared'] as const)(
    'is refused with a %s account that could write to a live schema, and says to which',
    async (access) => {
      const user = await lab.mariadb.createUser({ access, database: lab.site.database });
      const problem = await problemOf(withServerScratch(optionsFor(user.name, user.password, scratchFolder()), () => Promise.resolve()));
      expect(problem.code).toBe('drill.target-reaches-live');
      expect(problem.detail).toContain(access === 'full' ? 'ON *.*' : 'ON `aurora\\_market`.*');
      expect(problem.detail).toContain('GRANT ALL PRIVILEGES ON `%\\_\\_hf\\_drill\\_%`.*');
      expect(problem.detail).not.toContain(user.password);
      expect(await schemas()).toEqual([]);
    },
  );
});
