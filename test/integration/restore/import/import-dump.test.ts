import { cachedDataVersionTag } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canLetBuffersGather } from '../../../../src/main/support/steady-heap.ts';
import { readTruth } from '../../../lab/inventory.ts';
import { startLab, type Lab } from '../../../lab/lab.ts';
import { NASTY_SCHEMA } from '../../dump-index/nasty-schema.ts';
import { linkTo, serverFor, type Linked } from '../../servers/lab-servers.ts';
import { dumpFrom, dumpOf, emptySchema, importOf, targetFor } from './import-lab.ts';

let lab: Lab;
let linked: Linked;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  linked = linkTo([serverFor(lab.sshd)]);
});

afterAll(async () => {
  await linked[Symbol.asyncDispose]();
  await lab.stop();
});

describe.each([1, 3])('an import over %i sessions', (sessions) => {
  test.each(['gzip', 'zstd', 'none'] as const)(
    'brings back the practice site from a dump compressed with %s, to the last byte',
    async (compression) => {
      const { database } = lab.site;
      const dump = dumpFrom(await dumpOf(lab.mariadb, database), database, compression);
      const schema = await emptySchema(lab.mariadb, `${database}__hf_${compression}${sessions}`);
      const result = await targetFor(lab.mariadb, await fullUser(), linked)((target) => importOf(dump, target, schema, { sessions }));
      const truth = await readTruth(lab.mariadb, database);
      const found = await readTruth(lab.mariadb, schema);
      expect({ ...found, events: undoDisable(found.events, result.enabledEvents) }).toEqual(truth);
      expect(result).toMatchObject({ sessions, tables: Object.keys(truth.tables).length, sha256: dump.artifact.sha256 });
      expect(result.rows).toBe(Object.values(truth.tables).reduce((sum, { rows }) => sum + rows, 0));
    },
  );

  test('brings back tables, code and rows that look like parts of a dump', async () => {
    await lab.mariadb.createDatabase(`nasty${sessions}`);
    await lab.mariadb.script(NASTY_SCHEMA, { database: `nasty${sessions}` });
    const dump = dumpFrom(await dumpOf(lab.mariadb, `nasty${sessions}`), `nasty${sessions}`);
    const schema = await emptySchema(lab.mariadb, `nasty__hf_${sessions}`);
    const result = await targetFor(lab.mariadb, await fullUser(), linked)((target) => importOf(dump, target, schema, { sessions }));
    const found = await readTruth(lab.mariadb, schema);
    const truth = await readTruth(lab.mariadb, `nasty${sessions}`);
    // The checksum of a versioned table counts since when its rows hold, and that is since the import.
    expect({ ...found, tables: timeless(found.tables), events: undoDisable(found.events, result.enabledEvents) }).toEqual({
      ...truth,
      tables: timeless(truth.tables),
    });
  });
});

test.runIf(canLetBuffersGather(process.versions.v8))('an import lets buffers gather, and only while it runs', async () => {
  const { database } = lab.site;
  const dump = dumpFrom(await dumpOf(lab.mariadb, database), database);
  const schema = await emptySchema(lab.mariadb, `${database}__hf_gather`);
  // Another one for other flags of V8.
  const usual = cachedDataVersionTag();
  const meanwhile = new Set<number>();
  const onProgress = () => void meanwhile.add(cachedDataVersionTag());
  await targetFor(lab.mariadb, await fullUser(), linked)((target) => importOf(dump, target, schema, { onProgress }));
  expect(meanwhile.size).toBe(1);
  expect(meanwhile).not.toContain(usual);
  expect(cachedDataVersionTag()).toBe(usual);
});

async function fullUser() {
  return lab.mariadb.createUser({ access: 'full', database: lab.site.database });
}

function timeless<T extends { readonly checksum: unknown; readonly create: string }>(tables: Readonly<Record<string, T>>) {
  const isVersioned = ({ create }: T) => create.includes('WITH SYSTEM VERSIONING');
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, isVersioned(table) ? { ...table, checksum: null } : table]),
  );
}

/** Events are made disabled; the others were that before. */
function undoDisable(events: Readonly<Record<string, string>>, enabled: readonly string[]) {
  return Object.fromEntries(
    Object.entries(events).map(([name, text]) => [name, enabled.includes(name) ? text.replace(' DISABLE', ' ENABLE') : text]),
  );
}
