import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { readFileList } from '../../../src/main/archive/read-file-list.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { SecretStore } from '../../../src/main/support/secret-store.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import { isMedia, type MediaArtifact } from '../../../src/shared/model/artifact.ts';
import type { BackupId, PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import { isActive, type Job } from '../../../src/shared/model/job.ts';
import type { S3Place, ThisComputerPlace } from '../../../src/shared/model/place.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { restoreCommands } from '../manifest/restore-commands-of.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { ask, host } from './app-folder.ts';

const FOLDER = 'storage/app/public';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

const HASH_EACH = `cd "$1" && find ${FOLDER} -type f -exec sh -c '
  for f do sha256sum <"$f" | cut -c1-64 | tr -d "\\n"; printf " "; printf "%s" "$f" | od -An -v -tx1 | tr -d " \\n"; echo; done' sh {} +`;

/** The hash of every file as the server itself computes it now, by the bytes of its path in hex. */
function hashesOnServer(): ReadonlyMap<string, string> {
  return hashesIn(lab.site.root);
}

function hashesIn(root: string): ReadonlyMap<string, string> {
  const printed = execFileSync('sh', ['-c', HASH_EACH, 'sh', root], { maxBuffer: 64 * 1024 * 1024 });
  const lines = printed.toString().trim().split('\n');
  return new Map(lines.map((line) => [line.slice(65), line.slice(0, 64)]));
}

/** Unpacks the files with the very commands of RESTORE.txt, deletions included, and hashes what is there then. */
function filesByHand(location: string): ReadonlyMap<string, string> {
  const commands = restoreCommands(readFileSync(join(location, 'RESTORE.txt'), 'utf8'));
  const from = commands.indexOf('mkdir media_restored');
  const last = commands.lastIndexOf('END');
  // A full needs two lines, a chain one for each archive and the program that takes deletions back.
  const script = commands.slice(from, last < from ? from + 2 : last + 1).join('\n');
  execFileSync('bash', ['-euc', script], { cwd: location });
  return hashesIn(join(location, 'media_restored'));
}

/** What the list of a backup says, read from the folder of this computer. */
async function hashesInList(place: ThisComputerPlace, location: string, artifact: MediaArtifact): Promise<ReadonlyMap<string, string>> {
  const store = openFolderStore(place);
  const found = new Map<string, string>();
  for await (const file of readFileList(store.read(location, artifact.fileList.file, 0, new AbortController().signal)))
    if (file.sha256 !== null) found.set(file.path.toString('hex'), file.sha256);
  return found;
}

async function ended(app: App, { id }: Job): Promise<Job> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = app.on('job.changed', (changed) => {
    if (changed.id === id && !isActive(changed.state)) resolve();
  });
  const find = async () => (await ask(app, 'job.list', undefined)).find((job) => job.id === id);
  const before = await find();
  if (before === undefined || isActive(before.state)) await promise;
  stop();
  return (await find()) ?? Promise.reject(new Error(`job ${id} is not in the list`));
}

async function allEnded(app: App): Promise<readonly Job[]> {
  for (;;) {
    const jobs = await ask(app, 'job.list', undefined);
    const active = jobs.filter(({ state }) => isActive(state));
    if (active.length === 0) return jobs;
    for (const job of active) await ended(app, job);
  }
}

async function register(app: App): Promise<SiteId> {
  const server = await ask(app, 'server.add', {
    name: 'practice',
    address: lab.sshd.host,
    port: lab.sshd.port,
    user: lab.sshd.user,
    authentication: { method: 'key-file', path: lab.sshd.keyFile, hasPassphrase: false },
    jumpServerId: null,
  });
  await ask(app, 'server.pin-host-key', { serverId: server.id, fingerprint: lab.sshd.fingerprint });
  const [found] = await ask(app, 'site.detect', { serverId: server.id, root: lab.site.root });
  if (found === undefined) throw new Error('the practice site was not found');
  const { root, profile, framework, url, databases } = found;
  const { id: siteId } = await ask(app, 'site.add', {
    serverId: server.id,
    name: 'aurora-market',
    root,
    profile,
    framework,
    url,
    databases,
  });
  const media = { kind: 'media', folders: [FOLDER], excludes: [], symlinks: 'keep', compression: null } as const;
  await ask(app, 'source.put', { siteId, sourceId: null, draft: { ...media, folders: [...media.folders], excludes: [] } });
  await ask(app, 'source.put', { siteId, sourceId: null, draft: { kind: 'config', envFile: '.env', extraFiles: [] } });
  return siteId;
}

async function addBucket(app: App, { id: _id, ...settings }: S3Place, secretAccessKey: string): Promise<PlaceId> {
  return (await ask(app, 'place.add', { ...settings, secretAccessKey })).id;
}

const open = (home: string, secrets: SecretStore): Promise<App> => createApp({ home, host, secrets, logger: silentLogger });

/** Changes 50 files of the media folder, five of them by being new, deletes 5, and touches two. */
function changeFiles(): void {
  const folder = join(lab.site.root, FOLDER, 'products');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const [n, file] of files.slice(0, 45).entries()) writeFileSync(file, `changed ${n}`);
  for (let n = 0; n < 5; n += 1) writeFileSync(join(folder, `new ${n}.jpg`), `new ${n}`);
  for (const file of files.slice(45, 50)) rmSync(file);
  chmodSync(files[60] ?? '', 0o640);
  utimesSync(files[61] ?? '', new Date(), new Date());
}

test(
  'a recovery point survives the loss of this computer, and every file comes back with the hash the server has',
  { timeout: 180_000 },
  async () => {
    const secrets = createMemorySecretStore();
    const home = scratchFolder();
    const drive = scratchFolder();
    await using bucket = await makeS3Place(await sharedRadosgw());
    const folder = join(home, 'backups');
    let app = await open(home, secrets);
    let full: Job;
    let backupId: BackupId;
    let built: Job;
    let truth: ReadonlyMap<string, string>;
    try {
      await ask(app, 'place.set-folder', { folder });
      const siteId = await register(app);
      const driveId = (await ask(app, 'place.add', { kind: 'drive', name: 'Vault-A', offsite: true, folder: join(drive, 'copies') })).id;
      const s3Id = await addBucket(app, bucket.place, bucket.secret);
      expect((await ask(app, 'place.test', { placeId: s3Id })).usable).toBe(true);
      const policy = await ask(app, 'site.policy', { siteId });
      await ask(app, 'site.set-policy', { siteId, policy: { ...policy, copyTo: [driveId, s3Id] } });

      full = await ended(app, await ask(app, 'backup.start', { siteId }));
      expect(full).toMatchObject({ state: 'succeeded' });
      await allEnded(app);
      changeFiles();
      const incremental = await ended(app, await ask(app, 'backup.start', { siteId, kind: 'incremental' }));
      expect(incremental).toMatchObject({ state: 'succeeded' });
      backupId = incremental.backupId as BackupId;
      truth = hashesOnServer();
      built = await ended(app, await ask(app, 'backup.synthesize', { backupId }));
      expect(built).toMatchObject({ state: 'succeeded' });
      await allEnded(app);
      await ask(app, 'copy.catch-up', undefined);
      expect((await allEnded(app)).filter(({ state }) => state !== 'succeeded')).toEqual([]);

      const details = await ask(app, 'backup.details', { backupId });
      expect(new Map(details.copies.map(({ place, copy }) => [place.kind, copy.proof.failure]))).toEqual(
        new Map([
          ['drive', null],
          ['s3', null],
          ['this-computer', null],
        ]),
      );
      expect(details.backup.artifacts.find(isMedia)?.counts).toMatchObject({ added: 5, changed: 45, removed: 5, files: truth.size });
      expect((await ask(app, 'site.status', { siteId })).board).toMatchObject({ held: true });
    } finally {
      await app.close();
    }

    // The computer is lost, with its catalog and its copies, and the drive with it.
    for (const lost of [home, drive]) rmSync(lost, { recursive: true });
    mkdirSync(home);
    app = await open(home, secrets);
    try {
      const place = await ask(app, 'place.set-folder', { folder });
      await addBucket(app, bucket.place, bucket.secret);
      expect(await ended(app, await ask(app, 'catalog.rebuild', undefined))).toMatchObject({ state: 'succeeded' });
      const known = (await ask(app, 'backup.list', { siteId: null })).map(({ id }) => id);
      expect(new Set(known)).toEqual(new Set([full.backupId, backupId, built.backupId]));
      const wanted = [backupId, built.backupId as BackupId];
      expect(await ended(app, await ask(app, 'copy.pull', { backupIds: wanted, fromPlaceId: null }))).toMatchObject({ state: 'succeeded' });
      for (const id of wanted) {
        expect(await ended(app, await ask(app, 'backup.verify', { backupId: id, level: 'sound' }))).toMatchObject({ state: 'succeeded' });
        const { backup, copies } = await ask(app, 'backup.details', { backupId: id });
        const here = copies.find(({ place: where }) => where.kind === 'this-computer');
        const artifact = backup.artifacts.find(isMedia);
        if (here === undefined || artifact === undefined) throw new Error('the files are not on this computer');
        expect(here.copy.proof.level).toBe('sound');
        expect(await hashesInList(place, here.copy.location, artifact)).toEqual(truth);
        expect(filesByHand(here.copy.location)).toEqual(truth);
      }
    } finally {
      await app.close();
    }
  },
);
