import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Incident, IncidentSummary } from '../../../src/shared/model/incident.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
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

it('an incident is opened once, noted, given tasks, reported and closed; the next one gets the next number', async () => {
  const opened = await holdfast.json<Incident>(0, 'incident', 'open', 'aurora');
  expect(opened).toMatchObject({ siteName: 'aurora', closedAt: null, tasks: [] });
  expect(opened.number).toMatch(/^\d{4}-\d\d-\d\d-1$/);
  expect(await holdfast.json<Incident>(0, 'incident', 'open', 'aurora')).toEqual(opened);

  const { number } = opened;
  await holdfast.json(0, 'incident', 'note', number, '--text', 'Orders of <b>yesterday</b> are gone.');
  await holdfast.json(0, 'incident', 'task', number, '--add', 'Rotate the password', '--due', '2026-12-01T09:00:00Z');
  const { tasks } = await holdfast.json<Incident>(0, 'incident', 'show', number);
  const missing = await holdfast.json<{ problem: Problem }>(1, 'incident', 'task', number, '--done', 'nothing');
  expect(missing.problem.code).toBe('incident.task-not-found');
  await holdfast.json(0, 'incident', 'task', number, '--done', tasks[0]?.id ?? '', '--note', 'by Ada');

  const report = join(holdfast.home, 'report.html');
  expect(await holdfast.json<unknown>(0, 'incident', 'report', number, '--output', report)).toEqual({ file: report });
  expect(statSync(report).mode & 0o777).toBe(0o600);
  expect(readFileSync(report, 'utf8')).toContain('Orders of &lt;b&gt;yesterday&lt;/b&gt; are gone.');
  expect(readFileSync(report, 'utf8')).toContain('Rotate the password');

  const closed = await holdfast.json<Incident>(0, 'incident', 'close', number);
  expect(closed.closedAt).not.toBeNull();
  expect(closed.timeline.map(({ text }) => text)).toEqual([
    'Incident opened.',
    'Note changed.',
    'Added: Rotate the password',
    'Done: Rotate the password',
    'Incident closed.',
  ]);
  const next = await holdfast.json<Incident>(0, 'incident', 'open', 'aurora');
  expect(next.number).toMatch(/-2$/);
  expect(await holdfast.json<IncidentSummary[]>(0, 'incident', 'list', 'aurora')).toMatchObject([
    { number: next.number, openTasks: 0, closedAt: null },
    { number, openTasks: 0, closedAt: closed.closedAt },
  ]);
  const unknown = await holdfast.json<{ problem: Problem }>(1, 'incident', 'show', '2000-01-01-1');
  expect(unknown.problem.code).toBe('incident.not-found');
});
