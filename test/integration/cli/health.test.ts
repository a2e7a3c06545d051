import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DiskRow } from '../../../src/shared/model/disk.ts';
import type { FleetHealth, SiteHealthReport } from '../../../src/shared/model/health.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { holdfastIn, registerSite, type Holdfast } from './holdfast.ts';

let lab: Lab;
let holdfast: Holdfast;

beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  holdfast = await holdfastIn();
  await registerSite(holdfast, lab);
});
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

it('the exit status of health tells a script how the worst site is, and its words what is next', async () => {
  const before = await holdfast.run('health');
  expect(before.code).toBe(1);
  expect(before.stdout).toContain('The fleet is as well as its worst site: aurora, 0 of 100, Critical.');
  const none = await holdfast.json<SiteHealthReport>(1, 'health', 'aurora');
  expect(none.health.steps[0]).toMatchObject({ action: 'back-up', from: 0 });

  await holdfast.json(0, 'backup', 'run', 'aurora');
  const report = await holdfast.json<SiteHealthReport>(0, 'health', 'aurora');
  expect(report).toMatchObject({
    siteName: 'aurora',
    health: { level: 'good', caps: [{ id: 'no-drill', at: 94 }] },
    rpo: { level: 'within' },
    rto: { level: 'not-measured' },
  });
  expect(report.components.map(({ id, state }) => [id, state])).toEqual([
    ['backups', 'attention'],
    ['optimisation', 'not-set-up'],
    ['integrity', 'healthy'],
  ]);
  expect(report.checks.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['age', 'ok'],
    ['integrity', 'ok'],
    ['count', 'attention'],
    // The server was not asked yet: nobody knows how full it is.
    ['disk', expect.stringMatching(/not-known|failed/)],
    ['retention', 'attention'],
  ]);
  const fleet = await holdfast.json<FleetHealth>(0, 'health');
  expect(fleet).toMatchObject({ score: report.health.score, worst: { siteName: 'aurora' } });
});

it('one check is asked for by its name, and a name that is none is told', async () => {
  const integrity = await holdfast.run('health', 'aurora', '--check', 'integrity');
  expect(integrity).toMatchObject({ code: 0 });
  expect(integrity.stdout).toContain('ok: The one backup was re-read and found intact.');
  expect(integrity.stdout).not.toContain('Count');
  expect((await holdfast.run('health', 'aurora', '--check', 'backups,optimization')).code).toBe(4);
  const wrong = await holdfast.run('health', '--check', 'weather');
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('weather is none of');
  const detailed = await holdfast.run('health', '--detailed');
  expect(detailed.stdout).toContain('healthy: Integrity: The one backup was re-read and found intact.\n');
  expect(detailed.stdout).toContain('not measured: no drill has passed; no target is set');
  expect(detailed.stdout).toContain('age 30/30');
  expect(detailed.stdout).toContain('diversity 5/10');
});

it('room is read from the server when it is checked, and from this computer always', async () => {
  await holdfast.json(0, 'server', 'check', 'vps');
  const ended = await holdfast.run('disk', '--json');
  expect([0, 4]).toContain(ended.code);
  const disks = JSON.parse(ended.stdout) as DiskRow[];
  expect(disks.map(({ name }) => name)).toEqual(['vps', 'This computer']);
  for (const { newest } of disks) expect(newest?.totalBytes).toBeGreaterThan(0);
  expect(disks[1]?.backupBytes).toBeGreaterThan(0);
  expect(disks[0]?.forecast).toEqual({ state: 'not-known', readings: 1 });
});

it('the status report is one page for the owner, and tells the same as JSON', async () => {
  const file = join(holdfast.home, 'status.html');
  expect(await holdfast.json<unknown>(0, 'report', 'status', '--output', file)).toEqual({ file });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const page = readFileSync(file, 'utf8');
  for (const title of ['Are we safe?', 'How do we know?', 'The last week', 'Open findings', 'What is next?', 'Room'])
    expect(page).toContain(`<h2>${title}</h2>`);
  expect(page).toContain('YES. The site is protected.');
  const json = await holdfast.json<{ format: string; answer: string }>(0, 'report', 'status', '--format', 'json');
  expect(json).toMatchObject({ format: 'holdfast-status-report', answer: expect.stringContaining('YES.') });
  const saved = join(holdfast.home, 'with-health.json');
  expect((await holdfast.run('health', '--report', saved)).code).toBe(0);
  expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({ format: 'holdfast-status-report' });
});
