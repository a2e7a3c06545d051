import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTruth } from '../../lab/inventory.ts';
import { ask } from './app-folder.ts';
import { condition, drillWorld, type DrillWorld } from './drill-world.ts';

const PASSWORD = `s#cratch'"\\`;
let world: DrillWorld;

beforeAll(async () => {
  world = await drillWorld();
  const { mariadb, site } = world.lab;
  await mariadb.createUser({ access: 'read-only', database: site.database, name: 'drill', password: PASSWORD });
  await mariadb.sql("REVOKE ALL PRIVILEGES, GRANT OPTION FROM drill@'%'");
  await mariadb.sql("GRANT ALL PRIVILEGES ON `%\\_\\_hf\\_drill\\_%`.* TO drill@'%'");
});
afterAll(() => world[Symbol.asyncDispose]());

it('a drill in a scratch database of the site’s own server proves the copy, touches nothing live and leaves nothing', async () => {
  const { mariadb, site } = world.lab;
  const { id } = await world.backUp();
  const before = await readTruth(mariadb, site.database);
  const address = { host: mariadb.host, port: mariadb.port, socket: null };
  await world.settings({ target: { kind: 'server', serverId: world.server.id, address, user: 'drill' }, assertions: [condition({})] });
  expect((await world.drill()).job.problem?.code).toBe('drill.secret-missing');
  await ask(world.app, 'drill.set-target-password', { siteId: world.site.id, password: PASSWORD });
  // The server refuses triggers to ordinary accounts while it writes a binary log: nothing against the backup.
  const refused = await world.drill();
  expect(refused.job.problem).toMatchObject({ code: 'import.statement-refused', detail: expect.stringContaining('1419') as string });
  expect(refused.drill?.outcome).toBe('aborted');
  expect(await world.proofOf(id)).toMatchObject({ level: 'sound', failure: null });
  expect(await mariadb.sql("SHOW DATABASES LIKE '%hf_drill%'")).toEqual([]);
  await mariadb.sql('SET GLOBAL log_bin_trust_function_creators = 1');
  const { job, drill } = await world.drill();
  expect([job.state, job.problem?.detail]).toEqual(['succeeded', undefined]);
  expect(job.serverId).toBe(world.server.id);
  expect(drill).toMatchObject({ outcome: 'passed', databases: [{ database: site.database, differences: [] }], assertions: [{ ok: true }] });
  expect(drill?.targetName).toMatch(/^a scratch database on .+, MariaDB \d/);
  expect(await world.proofOf(id)).toMatchObject({ level: 'proven', failure: null });
  expect(await readTruth(mariadb, site.database)).toEqual(before);
  expect(await mariadb.sql("SHOW DATABASES LIKE '%hf_drill%'")).toEqual([]);
});

it('the password of a scratch database goes with its site', async () => {
  const secrets = join(world.home, 'secrets.json');
  expect(readFileSync(secrets, 'utf8')).toContain(`drill:${world.site.id}`);
  await ask(world.app, 'site.remove', { siteId: world.site.id });
  expect(readFileSync(secrets, 'utf8')).not.toContain('drill:');
});
