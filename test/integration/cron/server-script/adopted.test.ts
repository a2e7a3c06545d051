import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkArchive } from '../../../../src/main/capture/adopted/check-archive.ts';
import { checkDump } from '../../../../src/main/capture/adopted/check-dump.ts';
import type { CheckedFile } from '../../../../src/main/capture/adopted/checked-file.ts';
import { factsInFileName, stemOf } from '../../../../src/main/capture/adopted/facts-in-name.ts';
import { recognise } from '../../../../src/main/capture/adopted/recognise.ts';
import { sidecarFacts, type SidecarFacts } from '../../../../src/main/capture/adopted/sidecars.ts';
import { timeOfFile } from '../../../../src/main/capture/adopted/time-in-name.ts';
import { readSidecars } from '../../../../src/main/remote/adoption-programs.ts';
import { startMariadb, type Mariadb } from '../../../lab/mariadb.ts';
import { SHELLS, type ServerSite } from './server-site.ts';
import { makeShop } from './shop.ts';

let mariadb: Mariadb;
beforeAll(async () => {
  mariadb = await startMariadb();
  await mariadb.createDatabase('shop');
  await mariadb.script(
    'CREATE TABLE `odd ``name``` (id INT); CREATE TABLE t (id INT); INSERT INTO t VALUES (1);\nCREATE VIEW v AS SELECT * FROM t;\nCREATE SEQUENCE s;\nCREATE TABLE past (id INT) WITH SYSTEM VERSIONING;',
    { database: 'shop' },
  );
});
afterAll(() => mariadb.stop());

/** As Holdfast takes over what a server made itself. */
async function adopt(
  site: ServerSite,
  kind: string,
): Promise<{ readonly checked: CheckedFile; readonly beside: SidecarFacts; readonly name: string }> {
  const [name = ''] = await site.backups(kind);
  const path = join(site.folder, 'backups', kind, name);
  const answer = execFileSync('sh', ['-c', readSidecars.text, 'sh', path, '1048576', stemOf(name)]);
  const beside = sidecarFacts(answer, name);
  const clues = { named: factsInFileName(path), beside, siteDatabases: ['shop'] };
  const recognised = await recognise(path);
  const job = { signal: new AbortController().signal, advance: () => {} };
  const checked = await (recognised.what === 'tar' ? checkArchive : checkDump)(path, recognised, clues, job);
  return { checked, beside, name };
}

describe.each(SHELLS)('what the file made under %s', (shell) => {
  it('is taken over by Holdfast without a doubt', async () => {
    const user = await mariadb.createUser({ access: 'full', database: 'shop', name: `owner_${shell}` });
    await using site = await makeShop(mariadb, { user, settings: { MEDIA_FOLDERS: ['uploads'], COMPRESSION: 'zstd' } });
    await mkdir(join(site.root, 'uploads/empty'), { recursive: true });
    for (const name of ['a.jpg', 'b c.jpg', "d'e.jpg"]) await writeFile(join(site.root, 'uploads', name), name);
    for (const command of ['database', 'structure', 'media'])
      expect(await site.run(command, { shell })).toMatchObject({ code: 0, stderr: '' });

    const full = await adopt(site, 'database');
    expect(full.checked).toMatchObject({ kind: 'full', warnings: [] });
    expect(full.beside).toMatchObject({ type: 'full', database: 'shop', tables: 3, unread: [], hash: { algorithm: 'sha256' } });
    expect(full.name.endsWith('.sql.zst')).toBe(true);
    const { from, at } = timeOfFile(full.name, 0, 'Asia/Tokyo');
    expect(from).toBe('name');
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(120_000);

    const structure = await adopt(site, 'structure');
    expect(structure.checked).toMatchObject({ kind: 'structure', warnings: [] });
    const media = await adopt(site, 'media');
    expect(media.checked).toMatchObject({ kind: 'full', warnings: [] });
    expect(media.beside.files).toBe(3);
    expect(media.checked.list?.map(({ path }) => path.toString()).toSorted()).toEqual(
      ['uploads', 'uploads/a.jpg', 'uploads/b c.jpg', "uploads/d'e.jpg", 'uploads/empty'].toSorted(),
    );
  });
});
