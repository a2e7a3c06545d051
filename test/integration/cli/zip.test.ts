import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Drill } from '../../../src/shared/model/drill.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { FOLDER, spatieBackup } from '../app/recovery/spatie.ts';
import { holdfastIn, registerSite, type Holdfast } from './holdfast.ts';

const PASSWORD = 'p4ss-0f-the-z1p';

let lab: Lab;
let holdfast: Holdfast;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  holdfast = await holdfastIn({ HOLDFAST_ARCHIVE_PASSWORD: PASSWORD });
  await registerSite(holdfast, lab);
});
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

it('adopts, tries and restores an encrypted zip of the server whose password is given in the environment', async () => {
  const uploads = join(lab.site.root, 'public/uploads');
  const photo = join(uploads, '2026/photo.jpg');
  mkdirSync(dirname(photo), { recursive: true });
  writeFileSync(photo, 'the photo');
  execFileSync('chown', ['-R', `${lab.sshd.account.uid}:${lab.sshd.account.gid}`, uploads]);
  spatieBackup({ lab }, '2026-11-20-02-00-00.zip', { password: PASSWORD });
  await holdfast.json(0, 'source', 'add', 'server-backups', 'aurora', '--folders', FOLDER, '--patterns', '*.zip');
  await holdfast.json(0, 'backup', 'adopt', 'aurora');
  const { drill } = await holdfast.json<{ job: Job; drill: Drill }>(0, 'drill', 'run', 'aurora');
  expect(drill).toMatchObject({ outcome: 'passed', databases: [{ differences: [] }], media: { differences: [] } });
  await lab.mariadb.sql('DELETE FROM order_items', { database: lab.site.database });
  const plan = await holdfast.run('restore', 'plan', 'aurora', '--branch', 'data-damaged', '--media', 'nothing');
  expect([plan.code, plan.stdout + plan.stderr]).toEqual([0, expect.stringContaining('2026-11-20-02-00-00.zip/db-dumps/mysql-')]);
  expect(plan.stdout + plan.stderr).toContain('A zip the server made itself, encrypted');
  const run = await holdfast.run('restore', 'run', 'aurora', '--branch', 'data-damaged', '--media', 'nothing', '--confirm', 'aurora');
  expect([run.code, run.stderr]).toEqual([0, expect.any(String)]);
  const [row] = await lab.mariadb.sql('SELECT COUNT(*) AS n FROM order_items', { database: lab.site.database });
  expect(Number(row?.['n'])).toBeGreaterThan(0);

  rmSync(dirname(photo), { recursive: true });
  writeFileSync(join(uploads, 'new.jpg'), 'new');
  const strange = await holdfast.run('restore', 'plan', 'aurora', '--branch', 'media-broken');
  expect([strange.code, strange.stdout + strange.stderr]).toEqual([
    expect.any(Number),
    expect.stringContaining('where its files belong is not known'),
  ]);
  await holdfast.json(0, 'source', 'add', 'media', 'aurora', '--folders', 'public/uploads');
  const files = await holdfast.run(
    'restore',
    'run',
    'aurora',
    '--branch',
    'media-broken',
    '--paths',
    'public/uploads/2026',
    '--confirm',
    'aurora',
  );
  expect([files.code, files.stdout + files.stderr]).toEqual([0, expect.stringContaining('in media folders of the site')]);
  expect([readFileSync(photo, 'utf8'), readFileSync(join(uploads, 'new.jpg'), 'utf8')]).toEqual(['the photo', 'new']);
  expect(spawnSync('grep', ['-rlaF', PASSWORD, holdfast.home], { encoding: 'utf8' }).stdout).toBe('');
  expect(plan.stdout + plan.stderr + run.stdout + run.stderr + files.stdout + files.stderr).not.toContain(PASSWORD);
}, 180_000);
