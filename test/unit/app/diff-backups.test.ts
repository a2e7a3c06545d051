import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { diffManifests, type ReadFileList } from '../../../src/main/app/diff-backups.ts';
import type { ListedFile } from '../../../src/main/archive/file-list.ts';
import type { BundleArtifact } from '../../../src/shared/model/artifact.ts';
import { ArtifactId, SourceId } from '../../../src/shared/model/ids.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import {
  hoursBefore,
  NOON,
  sampleArtifact,
  sampleManifest,
  sampleServer,
  sampleSite,
  sampleSource,
  sampleZippedDump,
} from '../model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource, sampleMediaArtifact, sampleMediaSource } from '../part-samples.ts';

const server = sampleServer();
const site = sampleSite(server);
const database = sampleSource(site);
const media = sampleMediaSource(site, { folders: ['storage/app'] });
const config = sampleConfigSource(site);

const inventory = (tables: Record<string, number | null>, objects: Partial<BundleArtifact['dumps'][number]['inventory']> = {}) => ({
  tables: Object.entries(tables).map(([name, rows]) => ({ name, rows, definition: null, data: null })),
  views: [],
  routines: [],
  triggers: [],
  events: [],
  ...objects,
});
const backupOf = (artifacts: Manifest['backup']['artifacts'], startedAt = hoursBefore(1)) =>
  sampleManifest(site, server, [database], { artifacts, startedAt });
const file = (path: string, content: string, changes: Partial<ListedFile> = {}): ListedFile => ({
  path: Buffer.from(path),
  type: 'file',
  bytes: content.length,
  mtimeNs: 1n,
  mode: 0o644,
  uid: 1000,
  gid: 1000,
  user: 'deploy',
  group: 'deploy',
  target: null,
  sha256: Buffer.from(content).toString('hex').padEnd(64, '0'),
  at: 0,
  ...changes,
});
const bundle = (changes: Partial<BundleArtifact> = {}): BundleArtifact => ({
  id: ArtifactId.parse(randomUUID()),
  sourceId: SourceId.parse(randomUUID()),
  part: 'bundle',
  kind: 'full',
  format: 'zip',
  encrypted: false,
  file: 'aurora.zip',
  bytes: 100,
  sha256: 'ab'.repeat(32),
  compression: 'none',
  uncompressedBytes: 200,
  capturedFrom: NOON,
  capturedTo: NOON,
  dumps: [],
  fileList: { file: 'aurora.files.jsonl.gz', bytes: 10, sha256: 'cd'.repeat(32) },
  counts: { files: 2, bytes: 10, folders: 0, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: 0 },
  ...changes,
});
const noLists: ReadFileList = async () => {
  throw new Error('no list is to be read');
};

describe('databases', () => {
  it('are compared table by table: new, gone and other counts of rows, and the rest is counted', async () => {
    const before = backupOf([
      sampleArtifact(database, { inventory: inventory({ orders: 10, users: 5, carts: 7 }, { views: ['open'], triggers: ['audit'] }) }),
    ]);
    const after = backupOf([
      sampleArtifact(database, {
        inventory: inventory({ orders: 12, users: 5, coupons: 0 }, { views: ['open'], routines: ['procedure tidy'] }),
      }),
    ]);
    expect((await diffManifests(before, after, noLists)).databases).toEqual([
      {
        database: 'aurora_shop',
        onlyIn: null,
        tables: [
          { name: 'carts', change: 'gone', rowsBefore: 7, rowsAfter: null },
          { name: 'coupons', change: 'new', rowsBefore: null, rowsAfter: 0 },
          { name: 'orders', change: 'rows', rowsBefore: 10, rowsAfter: 12 },
        ],
        sameTables: 1,
        objectsAdded: ['procedure tidy'],
        objectsRemoved: ['trigger audit'],
      },
    ]);
  });

  it('that are in one backup alone are named', async () => {
    const other = sampleArtifact(database, { database: 'blog' });
    const diff = await diffManifests(backupOf([sampleArtifact(database)]), backupOf([sampleArtifact(database), other]), noLists);
    expect(diff.databases.map(({ database: name, onlyIn }) => [name, onlyIn])).toEqual([
      ['aurora_shop', null],
      ['blog', 'after'],
    ]);
  });

  it('without rows, or without structure, say nothing of what they cannot know', async () => {
    const full = backupOf([sampleArtifact(database, { inventory: inventory({ orders: 10 }, { views: ['open'] }) })]);
    const structure = backupOf([
      sampleArtifact(database, { kind: 'structure', inventory: inventory({ orders: null }, { views: ['open'] }) }),
    ]);
    const data = backupOf([sampleArtifact(database, { kind: 'data', inventory: inventory({ orders: 10 }) })]);
    const same = { tables: [], sameTables: 1, objectsAdded: [], objectsRemoved: [] };
    expect((await diffManifests(full, structure, noLists)).databases[0]).toMatchObject(same);
    expect((await diffManifests(full, data, noLists)).databases[0]).toMatchObject(same);
  });

  it('in a zip the server made compare with our own dump of them', async () => {
    const zip = bundle({
      counts: { ...bundle().counts, files: 0 },
      dumps: [sampleZippedDump('aurora_shop', { inventory: inventory({ orders: 3 }) })],
    });
    const diff = await diffManifests(
      backupOf([zip]),
      backupOf([sampleArtifact(database, { inventory: inventory({ orders: 4 }) })]),
      noLists,
    );
    expect(diff.databases[0]?.tables).toEqual([{ name: 'orders', change: 'rows', rowsBefore: 3, rowsAfter: 4 }]);
    expect(diff.media).toEqual([]);
  });
});

describe('files', () => {
  const own = (chain: readonly Manifest['backup'][] = []) =>
    sampleMediaArtifact(media, { chain: [...chain.map(({ id }) => id), backupOf([]).backup.id] });

  it('of one source are compared by their lists, and a new script stands out', async () => {
    const [old, now] = [own(), own()];
    const lists = new Map([
      [old.id, [file('storage/app/a.jpg', 'a'), file('storage/app/b.jpg', 'b')]],
      [now.id, [file('storage/app/a.jpg', 'aa'), file('storage/app/x.php', '<?php')]],
    ]);
    const diff = await diffManifests(backupOf([old]), backupOf([now]), async (_id, { id }) => lists.get(id) ?? []);
    expect(diff.media).toHaveLength(1);
    expect(diff.media[0]).toMatchObject({
      sourceId: media.id,
      onlyIn: null,
      added: { files: 1, bytes: 5 },
      changed: { files: 1, bytesBefore: 1, bytesAfter: 2 },
      removed: { files: 1, bytes: 1 },
      executables: [{ name: 'storage/app/x.php', change: 'added', executable: true }],
    });
  });

  it('of a source that one backup lacks are named as such', async () => {
    const now = own();
    const diff = await diffManifests(backupOf([]), backupOf([now]), async () => [file('storage/app/a.jpg', 'a')]);
    expect(diff.media).toMatchObject([{ sourceId: media.id, onlyIn: 'after', added: { files: 1 } }]);
  });

  it('in a zip the server made are found below the site folder, and compare by their bytes alone', async () => {
    const [zip, now] = [bundle(), own()];
    const lists = new Map<string, ListedFile[]>([
      [
        zip.id,
        [
          file('srv/aurora market/storage/app/a.jpg', 'a', { uid: 0, gid: 0, mtimeNs: 99n, mode: 0 }),
          file('srv/aurora market/storage/app/gone.jpg', 'g'),
          file('srv/aurora market/vendor/lib.php', 'not of the source'),
        ],
      ],
      [now.id, [file('storage/app/a.jpg', 'a'), file('storage/app/new.jpg', 'new')]],
    ]);
    const diff = await diffManifests(backupOf([zip]), backupOf([now]), async (_id, { id }) => lists.get(id) ?? []);
    expect(diff.media).toMatchObject([
      { sourceId: media.id, onlyIn: null, added: { files: 1, bytes: 3 }, removed: { files: 1, bytes: 1 }, touched: 0, same: 1 },
    ]);
  });
});

describe('an archive the server made', () => {
  it('compares with our own sources by the files it holds, and says of a source that it does not hold it', async () => {
    const uploads = sampleMediaSource(site, { folders: ['public/uploads'] });
    const archive = sampleMediaArtifact(sampleMediaSource(site, { folders: ['storage'] }), { chain: [backupOf([]).backup.id] });
    const [app, other] = [media, uploads].map((source) => sampleMediaArtifact(source, { chain: [backupOf([]).backup.id] }));
    if (app === undefined || other === undefined) throw new Error('no artifacts');
    const lists = new Map<string, ListedFile[]>([
      [archive.id, [file('storage/app/a.jpg', 'a', { uid: 0 }), file('storage/logs/x.log', 'log')]],
      [app.id, [file('storage/app/a.jpg', 'b')]],
      [other.id, [file('public/uploads/u.jpg', 'u')]],
    ]);
    const adopted = sampleManifest(site, server, [], { artifacts: [archive], trigger: 'adopted' });
    const diff = await diffManifests(adopted, backupOf([app, other]), async (_id, { id }) => lists.get(id) ?? []);
    expect(diff.media).toMatchObject([
      { sourceId: media.id, onlyIn: null, changed: { files: 1 }, removed: { files: 0 }, same: 0 },
      { sourceId: uploads.id, onlyIn: 'after', added: { files: 1 } },
    ]);
  });
});

describe('settings', () => {
  const settings = (changes: Parameters<typeof sampleConfigArtifact>[1]) => backupOf([sampleConfigArtifact(config, changes)]);

  it('say what changed without telling any of it', async () => {
    const before = settings({
      applicationKey: { name: 'APP_KEY', fingerprint: 'a'.repeat(16) },
      versions: { php: '8.2.28', framework: 'Laravel 11.31' },
      entries: [
        { name: '.env', bytes: 1000 },
        { name: 'composer.lock', bytes: 5000 },
      ],
    });
    const after = settings({
      applicationKey: { name: 'APP_KEY', fingerprint: 'b'.repeat(16) },
      versions: { php: '8.3.14', framework: 'Laravel 11.31' },
      entries: [
        { name: '.env', bytes: 1020 },
        { name: 'requirements.txt', bytes: 10 },
      ],
    });
    expect((await diffManifests(before, after, noLists)).config).toEqual([
      'APP_KEY is another one: what was encrypted with the old one cannot be read with the new one.',
      'PHP went from 8.2.28 to 8.3.14.',
      '.env has 1.02\u00a0kB instead of 1.00\u00a0kB.',
      'composer.lock is gone from the settings.',
      'requirements.txt is new among the settings.',
    ]);
    expect((await diffManifests(before, before, noLists)).config).toEqual([]);
    expect((await diffManifests(before, backupOf([]), noLists)).config).toEqual(['The settings are only in the earlier backup.']);
  });
});
