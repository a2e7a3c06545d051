import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startDelayProxy } from '../../../lab/delay-proxy.ts';
import { linkTo } from '../../servers/lab-servers.ts';
import { dumpFrom, emptySchema, importOf, sourceOf, targetFor } from '../import/import-lab.ts';
import { whole, type PreparedImport } from './import-step-lab.ts';
import type { ImportOrder } from './import-victim.ts';
import { expectImported, startImportWorld, type ImportWorld } from './import-world.ts';

const VICTIM = join(import.meta.dirname, 'import-victim.ts');
const TEXT_MODULES = join(import.meta.dirname, '../../../../scripts/text-modules.mjs');

let lab: ImportWorld;
beforeAll(async () => {
  lab = await startImportWorld();
}, 60_000);
afterEach(() => lab.sweep());
afterAll(() => lab[Symbol.asyncDispose]());

describe('an import', () => {
  it('begins anew when the line to the server is cut in the middle', async () => {
    const { sshd } = lab.lab;
    await using proxy = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 0 });
    const { server } = lab.target;
    await using far = linkTo([{ ...server, port: proxy.port }]);
    const prepared = await lab.held((time) => {
      if (time === 1) proxy.cut();
    });
    await prepared.import.run({ connections: far.links });
    expect(prepared.copy.readFrom).toEqual([0, 0]);
    await expectImported(lab, prepared);
  });

  it('ends what an earlier one left running on the server, behind a line that went silent', async () => {
    const { sshd } = lab.lab;
    await using proxy = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 0 });
    const far = linkTo([{ ...lab.target.server, port: proxy.port }]);
    onTestFinished(() => far[Symbol.asyncDispose]());
    const stop = new AbortController();
    const prepared = await lab.held(async (time) => {
      if (time > 1) return;
      await vi.waitUntil(async () => (await lab.clientsIn(prepared.import.schemas.aside)).length > 0);
      proxy.freeze();
      stop.abort(new Error('the app has ended'));
    });
    await expect(prepared.import.run({ connections: far.links, signal: stop.signal })).rejects.toThrow('the app has ended');
    const left = await lab.clientsIn(prepared.import.schemas.aside);
    expect(left.length).toBeGreaterThan(0);
    await prepared.import.run();
    expect((await lab.clientsIn(prepared.import.schemas.aside)).filter((id) => left.includes(id))).toEqual([]);
    await expectImported(lab, prepared);
  });

  it('is done by the next run of an app that was killed half way, or taken back by it', async () => {
    for (const way of ['run', 'undo'] as const) {
      const prepared = await lab.prepareImport({ sql: lab.sql, places: [whole] });
      await killHalfWay(prepared);
      expect(await lab.schemasLeft()).toEqual([prepared.import.schemas.aside]);
      expect(await lab.truth('shop')).toEqual(lab.before);
      await prepared.import[way]();
      if (way === 'run') await expectImported(lab, prepared);
      expect(await lab.schemasLeft()).toEqual([]);
    }
  });

  it('begins anew when the database ends one of its sessions', async () => {
    const prepared = await lab.held(async (time) => {
      if (time > 1) return;
      const [first] = await lab.clientsIn(prepared.import.schemas.aside);
      await lab.lab.mariadb.sql(`KILL ${first}`);
    });
    await prepared.import.run();
    expect(prepared.copy.readFrom).toEqual([0, 0]);
    await expectImported(lab, prepared);
  });

  it('that is not begun anew says that it did not finish', async () => {
    const schema = await emptySchema(lab.lab.mariadb, 'ended');
    const dump = dumpFrom(lab.sql, 'shop');
    const bytes: Buffer[] = [];
    for await (const piece of dump.source.read(0, new AbortController().signal)) bytes.push(Buffer.from(piece));
    const [half] = [Buffer.concat(bytes).length >> 1];
    const source = {
      name: 'This computer',
      async *read() {
        yield Buffer.concat(bytes).subarray(0, half);
        await vi.waitUntil(async () => (await lab.clientsIn(schema)).length > 0);
        for (const id of await lab.clientsIn(schema)) await lab.lab.mariadb.sql(`KILL ${id}`);
        yield* sourceOf(Buffer.concat(bytes).subarray(half)).read(0, new AbortController().signal);
      },
    };
    await targetFor(
      lab.lab.mariadb,
      lab.operator,
      lab.linked,
    )(async (target) => {
      await expect(importOf({ ...dump, source }, target, schema)).rejects.toMatchObject({ code: 'import.not-finished' });
    });
  });
});

/** Another process imports until half of the dump went in, and is killed there. */
async function killHalfWay({ work, target, access }: PreparedImport): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { safetyOf: _safetyOf, copies, ...rest } = work;
  const bytes: Buffer[] = [];
  const [copy] = copies;
  for await (const piece of copy!.store.read(copy!.location, work.artifact.file, 0, new AbortController().signal))
    bytes.push(Buffer.from(piece));
  const dumpFile = join(folder, 'dump');
  const orderFile = join(folder, 'order');
  writeFileSync(dumpFile, Buffer.concat(bytes));
  const order: ImportOrder = { work: rest, target, secrets: Object.fromEntries(access.secrets.kept), dumpFile };
  writeFileSync(orderFile, JSON.stringify(order), { mode: 0o600 });
  const child = spawn(process.execPath, ['--import', TEXT_MODULES, VICTIM, orderFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}
