import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createFileSecretStore } from '../../../src/main/support/secret-stores.ts';
import { startLab } from '../../lab/lab.ts';
import { sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { serverFor } from '../servers/lab-servers.ts';
import { ask, choosePlace, host, workOf } from './app-folder.ts';

it('settings of a site are sealed with its backup, open with the printed page and age alone, and a new application key is shouted', async () => {
  await using lab = await startLab({ site: { media: false, rows: false } });
  const home = scratchFolder();
  const server = serverFor(lab.sshd);
  const site = sampleSite(server, { root: lab.site.root });
  const { mariadb } = lab;
  const source = sampleSource(site, {
    database: lab.site.database,
    address: { host: mariadb.host, port: mariadb.port, socket: null },
    access: { from: 'site-env', envFile: '.env' },
  });
  const keeper = await choosePlace(home, { server, site, source });
  const app = await createApp({ home, host, secrets: createFileSecretStore(join(home, 'secrets.json')), logger: silentLogger });
  onTestFinished(() => app.close());
  await ask(app, 'source.put', { siteId: site.id, sourceId: null, draft: { kind: 'config', envFile: '.env', extraFiles: [] } });
  const backUp = () =>
    workOf(app, () =>
      ask(app, 'backup.start', {
        siteId: site.id,
        kind: 'full',
        sourceIds: null,
        compression: null,
        label: null,
        verify: true,
        copyTo: null,
      }),
    );

  const first = await backUp();
  expect([first.state, first.problem?.detail]).toEqual(['succeeded', undefined]);
  const { backup, copies, restoreByHand } = await ask(app, 'backup.details', { backupId: first.backupId ?? (site.id as never) });
  expect(backup.artifacts.map(({ part }) => part)).toEqual(['config', 'database']);
  expect(restoreByHand).toContain('age -d');

  const kit = join(home, 'kit.html');
  await ask(app, 'key.save-kit', { file: kit });
  const page = readFileSync(kit, 'utf8');
  const keyFile = join(home, 'key.txt');
  writeFileSync(keyFile, /AGE-SECRET-KEY-\S{59}/.exec(page)?.[0] ?? '', { mode: 0o600 });
  const sealed = join(copies[0]?.copy.location ?? '', 'config.tar.age');
  const tar = execFileSync('age', ['-d', '-i', keyFile, sealed], { maxBuffer: 1 << 26 });
  expect(execFileSync('tar', ['-xOf', '-', '.env'], { input: tar, encoding: 'utf8' })).toBe(readFileSync(lab.site.envFile, 'utf8'));

  const env = readFileSync(lab.site.envFile, 'utf8');
  const fresh = `base64:${createHash('sha256').update('another').digest('base64')}`;
  writeFileSync(lab.site.envFile, env.replace(/^APP_KEY=.*$/m, `APP_KEY=${fresh}`));
  const second = await backUp();
  expect(second).toMatchObject({ state: 'warning', problem: { detail: expect.stringContaining('application key') } });
  // Neither key is anywhere Holdfast writes; the secret one of the seal only where it was asked to be kept.
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const telling = (secret: string) =>
    files.filter((path) => readFileSync(path).includes(secret)).map((path) => path.slice(home.length + 1));
  expect(telling(fresh)).toEqual([]);
  expect(telling(/^APP_KEY=(.*)$/m.exec(env)?.[1] ?? '')).toEqual([]);
  expect(telling('AGE-SECRET-KEY-').toSorted()).toEqual(['key.txt', 'kit.html', 'secrets.json']);
  expect(keeper.place.folder.startsWith(home)).toBe(true);
});
