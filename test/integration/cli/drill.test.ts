import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf } from '../../../src/main/drills/folder-processes.ts';
import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import type { Drill, DrillStatus } from '../../../src/shared/model/drill.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
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

describe('drills on the command line', () => {
  it('say that there is nothing to try before there is a backup', async () => {
    const { problem } = await holdfast.json<{ problem: Problem }>(1, 'drill', 'run', 'aurora');
    expect(problem.code).toBe('drill.no-backup');
    expect(await holdfast.run('drill', 'list')).toMatchObject({ code: 0, stdout: 'No drill yet.\n' });
    await holdfast.json(0, 'backup', 'run', 'aurora');
  });

  it('are set up with conditions from a file, and refuse one that writes', async () => {
    const file = join(holdfast.home, 'conditions.json');
    const order = { title: 'orders', sql: 'SELECT COUNT(*) FROM orders', comparison: 'above', expected: '10' };
    await writeFile(file, JSON.stringify([order]));
    const status = await holdfast.json<DrillStatus>(
      0,
      'drill',
      'settings',
      'aurora',
      '--rhythm',
      'quarterly',
      '--sample',
      '5',
      '--conditions',
      file,
    );
    expect(status.settings).toMatchObject({ rhythm: 'quarterly', sampleFiles: 5, assertions: [{ ...order, database: null }] });
    await writeFile(file, JSON.stringify([{ ...order, sql: 'DELETE FROM orders' }]));
    const { problem } = await holdfast.json<{ problem: Problem }>(1, 'drill', 'settings', 'aurora', '--conditions', file);
    expect(problem.code).toBe('drill.assertion-refused');
    expect((await holdfast.run('drill', 'settings', 'aurora', '--rhythm', 'daily')).code).toBe(2);
    expect((await holdfast.run('drill', 'settings', 'aurora')).stdout).toContain('quarterly');
  });

  it('run to their end, prove the copy, and print their evidence', async () => {
    const { job, drill } = await holdfast.json<{ job: Job; drill: Drill }>(0, 'drill', 'run', 'aurora');
    expect(job.state).toBe('succeeded');
    expect(drill).toMatchObject({ outcome: 'passed', assertions: [{ ok: true }] });
    const [backup] = await holdfast.json<BackupSummary[]>(0, 'backup', 'list', 'aurora');
    expect(backup?.copies[0]?.proof.level).toBe('proven');
    expect((await holdfast.run('drill', 'list', 'aurora')).stdout).toMatch(/aurora +passed/);

    const html = await holdfast.run('drill', 'report', drill.id.slice(0, 8));
    expect(html.stdout).toMatch(/^<!doctype html>[\s\S]*PASSED[\s\S]*<\/html>\n$/);
    const json = await holdfast.json<{ drill: Drill }>(0, 'drill', 'report', drill.id, '--format', 'json');
    expect(json).toMatchObject({ format: 'holdfast-drill-report', drill: { id: drill.id } });
    const file = join(holdfast.home, 'drill.html');
    expect(await holdfast.json(0, 'drill', 'report', drill.id, '--output', file)).toEqual({ file });
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').includes('PASSED')]).toEqual([0o600, true]);
    const taken = await holdfast.json<{ problem: Problem }>(1, 'drill', 'report', drill.id, '--output', file);
    expect(taken.problem.code).toBe('report.not-written');
    const pdf = ['drill', 'report', drill.id, '--format', 'pdf'];
    expect((await holdfast.run(...pdf)).code).toBe(2);
    const needs = await holdfast.json<{ problem: Problem }>(1, ...pdf, '--output', join(holdfast.home, 'drill.pdf'));
    expect(needs.problem.code).toBe('report.needs-window');
    expect(existsSync(join(holdfast.home, 'drill.pdf'))).toBe(false);
    const unknown = await holdfast.json<{ problem: Problem }>(1, 'drill', 'report', 'ffffffff');
    expect(unknown.problem.code).toBe('drill.not-found');
  });

  it('that are killed half way leave neither server nor folder after the next start', async () => {
    const notes = join(holdfast.home, 'drill-scratch');
    const { child, ended } = holdfast.start('drill', 'run', 'aurora');
    const folder = await waitFor('the server of the drill', 30_000, async () => {
      const [note] = existsSync(notes) ? readdirSync(notes).filter((name) => name.endsWith('.json')) : [];
      if (note === undefined) return undefined;
      const { folder: path } = JSON.parse(readFileSync(join(notes, note), 'utf8')) as { folder: string };
      return (await processesOf(path)).length > 0 ? path : undefined;
    });
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(folder)).toBe(true);
    await holdfast.json(0, 'drill', 'settings', 'aurora');
    expect([existsSync(folder), await processesOf(folder), readdirSync(notes)]).toEqual([false, [], []]);
    const [backup] = await holdfast.json<BackupSummary[]>(0, 'backup', 'list', 'aurora');
    expect(backup?.copies[0]?.proof).toMatchObject({ level: 'proven', failure: null });
  });

  it('to a scratch database on a server are refused with the account of the site, and ask for a password', async () => {
    const { host, port } = lab.mariadb;
    const words = ['drill', 'settings', 'aurora', '--server', 'vps', '--db-host', host, '--db-port', String(port), '--db-user'];
    await holdfast.json(0, ...words, lab.site.user.name);
    const missing = await holdfast.json<{ problem: Problem }>(1, 'drill', 'run', 'aurora');
    expect(missing.problem.code).toBe('drill.secret-missing');
    await using armed = await holdfastIn({ HOLDFAST_HOME: holdfast.home, HOLDFAST_DRILL_PASSWORD: lab.site.user.password });
    const refused = await armed.json<{ problem: Problem }>(1, 'drill', 'run', 'aurora');
    expect(refused.problem.code).toBe('drill.target-is-live');
    const drills = await holdfast.json<Drill[]>(0, 'drill', 'list', 'aurora');
    expect(drills.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
  });
});
