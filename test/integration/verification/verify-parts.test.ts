import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { openStream } from '../../../src/main/sealing/age.ts';
import type { OpenSealed } from '../../../src/main/verification/check-config.ts';
import { type VerifiableLevel, verifyBackup } from '../../../src/main/verification/verify-backup.ts';
import type { BundleArtifact, MediaArtifact } from '../../../src/shared/model/artifact.ts';
import { BackupId, ArtifactId } from '../../../src/shared/model/ids.ts';
import { hoursBefore, sampleSource } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper, smallDump } from '../places/place-folder.ts';
import {
  configParts,
  countsOf,
  listFile,
  listOf,
  makeFiles,
  mediaParts,
  relabel,
  registered as register,
  replaceFile,
  stored,
  tarOf,
  writeParts,
  type WrittenBackup,
} from './part-folder.ts';

interface Lab extends WrittenBackup {
  readonly keeper: PlaceKeeper;
  readonly openSealed: OpenSealed | null;
  readonly password?: string;
}

const job = () => ({ jobId: randomUUID(), signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} });
const newId = () => BackupId.parse(randomUUID());

async function check(lab: Lab, level: VerifiableLevel = 'sound') {
  const { keeper, password } = lab;
  const { problem } = await verifyBackup(
    { ...lab, store: openFolderStore(keeper.place), level, archivePassword: password === undefined ? null : async () => password },
    job(),
  );
  return problem;
}

async function mediaLab(): Promise<Lab> {
  const keeper = await makeKeeper(scratchFolder());
  const folder = scratchFolder();
  makeFiles(folder);
  const id = newId();
  const site = register();
  return { keeper, openSealed: null, ...(await writeParts(keeper, site, id, await mediaParts(site, id, tarOf(folder)))) };
}

function flipBit(path: string, offset: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 1;
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}

const mediaOf = ({ manifest }: Pick<WrittenBackup, 'manifest'>): MediaArtifact => {
  const [artifact] = manifest.backup.artifacts;
  if (artifact?.part !== 'media') throw new Error('no media');
  return artifact;
};

/** The lab with another archive, as if it had always been this one. */
const withTar = (lab: Lab, tar: Buffer): Lab => {
  const next = replaceFile(lab, 'media.tar.gz', gzipSync(tar));
  const artifact = { ...mediaOf(next), uncompressedBytes: tar.length };
  return { ...lab, ...relabel(next, [artifact]) };
};

describe('a media archive', () => {
  test.each(['present', 'intact', 'sound'] as const)('is shown to be %s as it was made, whatever the names in it', async (level) => {
    expect(await check(await mediaLab(), level)).toBeNull();
  });

  const faults: readonly (readonly [string, string, VerifiableLevel, (lab: Lab) => void])[] = [
    ['a missing archive', 'verify.artifact-missing', 'present', ({ location }) => rmSync(join(location, 'media.tar.gz'))],
    ['a missing list', 'verify.artifact-missing', 'present', ({ location }) => rmSync(join(location, 'media.files.jsonl.gz'))],
    ['a list cut short', 'verify.size-differs', 'present', ({ location }) => truncateSync(join(location, 'media.files.jsonl.gz'), 40)],
    ['one flipped bit in the archive', 'verify.hash-differs', 'intact', ({ location }) => flipBit(join(location, 'media.tar.gz'), 300)],
    ['one flipped bit in the list', 'verify.hash-differs', 'intact', ({ location }) => flipBit(join(location, 'media.files.jsonl.gz'), 60)],
  ];
  test.each(faults)('with %s is found out', async (_what, code, level, damage) => {
    const lab = await mediaLab();
    damage(lab);
    expect((await check(lab, level))?.code).toBe(code);
    expect((await check(lab))?.code).toBe(code);
  });

  test('that stops before its end, though its compression is whole', async () => {
    const lab = await mediaLab();
    const tar = gunzipSync(readFileSync(join(lab.location, 'media.tar.gz')));
    const problem = await check(withTar(lab, tar.subarray(0, tar.length / 2)));
    expect(problem).toMatchObject({ code: 'verify.archive-unreadable' });
  });

  test('that lacks its end mark', async () => {
    const lab = await mediaLab();
    const tar = gunzipSync(readFileSync(join(lab.location, 'media.tar.gz')));
    let end = tar.length;
    while (tar.subarray(end - 512, end).every((byte) => byte === 0)) end -= 512;
    const problem = await check(withTar(lab, tar.subarray(0, end + (end % 512))));
    expect(problem?.code).toBe('verify.archive-unreadable');
    expect(problem?.detail).toContain('end mark');
  });

  test('whose compression is cut', async () => {
    const lab = await mediaLab();
    const whole = readFileSync(join(lab.location, 'media.tar.gz'));
    const cut = { ...lab, ...replaceFile(lab, 'media.tar.gz', whole.subarray(0, whole.length - 9)) };
    expect((await check(cut))?.code).toBe('verify.archive-unreadable');
  });

  test('with other bytes, a file less and a file more than its list says, each of them named', async () => {
    const lab = await mediaLab();
    const other = scratchFolder();
    makeFiles(other);
    rmSync(join(other, 'storage/app/deep'), { recursive: true });
    writeFileSync(join(other, 'storage/app/one.txt'), 'two');
    writeFileSync(join(other, 'storage/app/shell.php'), '<?php');
    const problem = await check(withTar(lab, tarOf(other)));
    expect(problem?.code).toBe('verify.archive-differs');
    for (const text of [
      'storage/app/one.txt: other bytes than the list says',
      'storage/app/deep/two\\nlines.bin: in the list, not in the archive',
      'storage/app/shell.php: in the archive, not in the list',
    ]) {
      expect(problem?.detail).toContain(text);
    }
  });

  test('whose list was cut, or is of another state than the manifest counts', async () => {
    const lab = await mediaLab();
    const whole = gunzipSync(readFileSync(join(lab.location, 'media.files.jsonl.gz'))).toString();
    const cut = { ...lab, ...replaceFile(lab, 'media.files.jsonl.gz', gzipSync(whole.split('\n').slice(0, 3).join('\n'))) };
    expect((await check(cut))?.code).toBe('verify.file-list-differs');
    const counts = { ...mediaOf(lab).counts, files: 99 };
    const recounted = { ...lab, ...replaceFile(lab, 'media.files.jsonl.gz', gzipSync(whole)) };
    const problem = await check({ ...recounted, ...relabel(recounted, [{ ...mediaOf(recounted), counts }]) });
    expect(problem).toMatchObject({ code: 'verify.file-list-differs', detail: expect.stringContaining('3 files, the manifest says 99') });
  });

  test('of changes alone is measured by what lies in it, not by what lies in the archives before it', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const folder = scratchFolder();
    makeFiles(folder);
    const before = await listOf(tarOf(folder));
    writeFileSync(join(folder, 'storage/app/new.txt'), 'new');
    const tar = tarOf(folder, ['storage/app/new.txt']);
    const list = [...before, ...(await listOf(tar, 1))];
    const id = newId();
    const site = register();
    const written = await writeParts(keeper, site, id, await mediaParts(site, id, tar, { list, chain: [newId()] }));
    expect(await check({ keeper, openSealed: null, ...written })).toBeNull();
  });
});

describe('sealed settings', () => {
  async function configLab() {
    const keeper = await makeKeeper(scratchFolder());
    const folder = scratchFolder();
    mkdirSync(join(folder, 'holdfast'));
    writeFileSync(join(folder, '.env'), 'APP_KEY=base64:secret\n');
    writeFileSync(join(folder, 'holdfast/crontab.txt'), '* * * * * true\n');
    const site = register();
    const parts = await configParts(site, tarOf(folder, ['.env', 'holdfast']));
    const written = await writeParts(keeper, site, newId(), parts);
    const openSealed: OpenSealed = (chunks) => openStream([parts.identity], chunks);
    return { keeper, ...written, openSealed, sealed: join(written.location, 'config.tar.age') };
  }

  test('are sound as they were made, with the key and without it', async () => {
    const lab = await configLab();
    expect(await check(lab)).toBeNull();
    expect(await check({ ...lab, openSealed: null })).toBeNull();
    const { identity } = await configParts(register(), tarOf(scratchFolder(), ['.']));
    expect(await check({ ...lab, openSealed: (chunks) => openStream([identity], chunks) })).toBeNull();
  });

  test('are found out by a flipped bit where every byte is read', async () => {
    const lab = await configLab();
    flipBit(lab.sealed, 300);
    expect((await check(lab, 'intact'))?.code).toBe('verify.hash-differs');
  });

  test('that are damaged are found out with the key, and where their beginning is damaged without it too', async () => {
    const lab = await configLab();
    const whole = readFileSync(lab.sealed);
    const broken = Buffer.from(whole);
    broken[broken.length - 3]! ^= 1;
    const later = { ...lab, ...replaceFile(lab, 'config.tar.age', broken) };
    expect((await check(later))?.code).toBe('verify.sealed-unreadable');
    const cut = { ...lab, ...replaceFile(lab, 'config.tar.age', whole.subarray(0, whole.length - 100)) };
    expect((await check(cut))?.code).toBe('verify.sealed-unreadable');
    const noHeader = { ...lab, openSealed: null, ...replaceFile(lab, 'config.tar.age', whole.subarray(0, 60)) };
    expect((await check(noHeader))?.code).toBe('verify.sealed-unreadable');
    const foreign = { ...lab, openSealed: null, ...replaceFile(lab, 'config.tar.age', Buffer.from('APP_KEY=plain')) };
    expect((await check(foreign))?.detail).toContain('does not begin as a file sealed with age');
  });

  test('that hold other entries than the manifest says are found out with the key', async () => {
    const lab = await configLab();
    const [artifact] = lab.manifest.backup.artifacts;
    if (artifact?.part !== 'config') throw new Error('no settings');
    const entries = [
      { name: '.env', bytes: 9 },
      { name: 'composer.lock', bytes: 1 },
    ];
    const problem = await check({ ...lab, ...relabel(lab, [{ ...artifact, entries }]) });
    expect(problem?.code).toBe('verify.config-differs');
    expect(problem?.detail).toContain(
      '.env: 22 bytes, the manifest says 9; composer.lock: in the manifest, not in it; holdfast/crontab.txt: in it, not in the manifest',
    );
  });
});

describe('a zip the server made', () => {
  async function zipLab(password?: string): Promise<Lab> {
    const keeper = await makeKeeper(scratchFolder());
    const folder = scratchFolder();
    mkdirSync(join(folder, 'db-dumps'));
    makeFiles(folder);
    const { sql, rows } = smallDump();
    writeFileSync(join(folder, 'db-dumps/mysql-shop.sql'), sql);
    const zip = join(scratchFolder(), 'backup.zip');
    const seal = password === undefined ? [] : [`-p${password}`, '-mem=AES256'];
    execFileSync('7z', ['a', '-tzip', ...seal, zip, 'db-dumps', 'storage/app/one.txt'], { cwd: folder, stdio: 'pipe' });
    const archive = { file: 'backup.zip', content: readFileSync(zip) };
    const list = (await listOf(tarOf(folder, ['storage/app/one.txt']))).filter(({ type }) => type === 'file');
    const fileList = await listFile(list, 'backup.files.jsonl.gz');
    const site = register();
    const artifact: BundleArtifact = {
      id: ArtifactId.parse(randomUUID()),
      sourceId: sampleSource(site.site).id,
      part: 'bundle',
      kind: 'full',
      format: 'zip',
      ...stored(archive),
      compression: 'none',
      uncompressedBytes: archive.content.length,
      capturedFrom: hoursBefore(1),
      capturedTo: hoursBefore(1),
      encrypted: password !== undefined,
      dumps: [
        {
          id: ArtifactId.parse(randomUUID()),
          path: 'db-dumps/mysql-shop.sql',
          database: 'shop',
          kind: 'full',
          compression: 'none',
          bytes: sql.length,
          sha256: createHash('sha256').update(sql).digest('hex'),
          uncompressedBytes: sql.length,
          serverVersion: null,
          dumpTool: null,
          characterSets: [],
          inventory: {
            tables: [{ name: 'orders', rows, definition: null, data: null }],
            views: [],
            routines: [],
            triggers: [],
            events: [],
          },
        },
      ],
      fileList: stored(fileList),
      counts: countsOf(list),
    };
    const written = await writeParts(keeper, site, newId(), { artifacts: [artifact], files: [archive, fileList] });
    return { keeper, openSealed: null, ...written, ...(password !== undefined && { password }) };
  }

  const bundleOf = ({ manifest }: Lab): BundleArtifact => {
    const [artifact] = manifest.backup.artifacts;
    if (artifact?.part !== 'bundle') throw new Error('no zip');
    return artifact;
  };

  test.each([[undefined], ['a secret']])('is sound as it was made (password: %s)', async (password) => {
    const lab = await zipLab(password);
    expect(await check(lab)).toBeNull();
  });

  test('that is encrypted is compared by its names and sizes where the password is not known, or another one', async () => {
    const { password: _, ...lab } = await zipLab('a secret');
    expect(await check(lab)).toBeNull();
    expect(await check({ ...lab, password: 'not this one' })).toBeNull();
    const [dump] = bundleOf(lab).dumps;
    const relabelled = relabel(lab, [{ ...bundleOf(lab), dumps: [{ ...dump!, path: 'db-dumps/other.sql' }] }]);
    expect((await check({ ...lab, ...relabelled }))?.detail).toContain('db-dumps/other.sql: in the manifest, not in the zip');
  });

  test('whose table of contents is cut off, or in which a byte of a file is another one', async () => {
    const lab = await zipLab();
    const whole = readFileSync(join(lab.location, 'backup.zip'));
    const cut = { ...lab, ...replaceFile(lab, 'backup.zip', whole.subarray(0, whole.length - 30)) };
    expect((await check(cut))?.code).toBe('verify.archive-unreadable');
    const broken = Buffer.from(whole);
    broken[broken.indexOf('mysql-shop.sql') + 40]! ^= 0xff;
    const damaged = { ...lab, ...replaceFile(lab, 'backup.zip', broken) };
    expect((await check(damaged))?.code).toBe('verify.archive-unreadable');
  });

  test('whose dump or files are not what the manifest says', async () => {
    const lab = await zipLab();
    const bundle = bundleOf(lab);
    const [dump] = bundle.dumps;
    const tables = [{ name: 'orders', rows: 51, definition: null, data: null }];
    const dumps = [{ ...dump!, inventory: { ...dump!.inventory, tables } }];
    const rows = await check({ ...lab, ...relabel(lab, [{ ...bundle, dumps }]) });
    expect(rows?.detail).toContain('db-dumps/mysql-shop.sql: table orders: 50 rows, the manifest says 51');
    const list = gunzipSync(readFileSync(join(lab.location, 'backup.files.jsonl.gz'))).toString();
    const other = gzipSync(list.replace(/"sha256":"../, '"sha256":"00'));
    const back = { ...lab, ...relabel(lab, [bundle]) };
    const problem = await check({ ...back, ...replaceFile(back, 'backup.files.jsonl.gz', other) });
    expect(problem).toMatchObject({ code: 'verify.archive-differs', detail: expect.stringContaining('one.txt: other bytes') });
  });
});
