import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import type { ChecklistHistory, ChecklistView } from '../../../src/shared/model/checklist.ts';
import type { LearningPath } from '../../../src/shared/model/learning.ts';
import type { CardStatus, Documents } from '../../../src/shared/model/operator-document.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { registerSite } from './holdfast.ts';
import { holdfastHere } from './holdfast-here.ts';

// Some thirty commands, with a backup and a drill of a real server among them.
vi.setConfig({ testTimeout: 300_000 });

let lab: Lab;
let holdfast: Awaited<ReturnType<typeof holdfastHere>>;
beforeAll(async () => {
  lab = await startLab({ site: { media: false } });
  holdfast = await holdfastHere();
  await registerSite(holdfast, lab);
});
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

const stateOf = (view: ChecklistView, id: string) => view.steps.find((step) => step.id === id)?.evidence?.state;

it('a person finishes the weekly ritual at the terminal alone', async () => {
  const before = await holdfast.json<ChecklistView>(0, 'checklist', 'show');
  expect(before.steps.map(({ id }) => id)).toEqual(['status', 'recent-backup', 'download', 'second-place', 'log', 'disk', 'documentation']);
  expect(stateOf(before, 'recent-backup')).toBe('problem');
  const needs = await holdfast.json<{ problem: Problem }>(1, 'checklist', 'confirm', 'recent-backup');
  expect(needs.problem.code).toBe('checklist.note-needed');
  expect((await holdfast.run('checklist', 'confirm', 'no-such-step')).code).toBe(2);

  // What the evidence asks for is done with the commands beside it.
  await holdfast.json(0, 'backup', 'run', 'aurora');
  const contacts = join(holdfast.home, 'contacts.json');
  await writeFile(contacts, JSON.stringify([{ name: 'Hosting support', phone: '+49 30 1234' }]));
  const words = ['--who-decides', 'Ada', '--hosting-panel', 'panel.example.org', '--dns', 'registrar.example.org', '--key-kit', 'safe'];
  const { documents, cards } = await holdfast.json<{ documents: Documents; cards: CardStatus[] }>(
    0,
    'documents',
    'set',
    ...words,
    '--contacts',
    contacts,
  );
  expect(documents.document).toMatchObject({ whoDecides: 'Ada', contacts: [{ name: 'Hosting support', role: '' }] });
  expect(cards[0]?.copies[0]).toMatchObject({ state: 'current', file: 'EMERGENCY-aurora.html' });
  const lying = readFileSync(join(holdfast.home, 'backups', 'EMERGENCY-aurora.html'), 'utf8');
  expect(lying).toContain('+49 30 1234');
  expect(lying).not.toContain(lab.site.user.password);
  const file = join(holdfast.home, 'card.html');
  await holdfast.json(0, 'card', 'aurora', '--output', file);
  expect(existsSync(file)).toBe(true);
  await holdfast.json(0, 'card', 'printed', 'aurora');

  const now = await holdfast.json<ChecklistView>(0, 'checklist', 'show');
  expect(stateOf(now, 'recent-backup')).toBe('in-order');
  expect(stateOf(now, 'download')).toBe('in-order');
  expect(stateOf(now, 'log')).toBe('in-order');
  expect(stateOf(now, 'documentation')).toBe('in-order');
  // No second place, and nobody asked the server how full it is: honest, and each asks for a line.
  expect(stateOf(now, 'second-place')).toBe('problem');

  for (const { id, evidence } of now.steps) {
    const open = evidence?.state !== 'in-order' && evidence?.state !== 'information';
    await holdfast.json(0, 'checklist', 'confirm', id, ...(open ? ['--note', 'known, a drive is ordered'] : []));
  }
  const done = await holdfast.json<ChecklistView>(0, 'checklist', 'show');
  expect(done.completedAt).not.toBeNull();
  expect(done.steps.find(({ id }) => id === 'second-place')?.confirmation).toMatchObject({
    note: 'known, a drive is ordered',
    evidence: { state: 'problem' },
  });
  const history = await holdfast.json<ChecklistHistory>(0, 'checklist', 'history');
  expect(history).toMatchObject({ streak: 1, complete: 1, missed: [] });
  const page = await holdfast.run('checklist', 'export');
  expect(page.stdout).toMatch(/^<!doctype html>[\s\S]*All 7 steps confirmed[\s\S]*a drive is ordered/);
  expect((await holdfast.json<{ checklist: ChecklistView }>(0, 'checklist', 'export', '--format', 'json')).checklist.period).toBe(
    done.period,
  );

  const reopened = await holdfast.json<ChecklistView>(0, 'checklist', 'withdraw', '7');
  expect(reopened.completedAt).toBeNull();
});

it('lists of other periods are closed, unknown, or those of the month and the quarter', async () => {
  const over = await holdfast.json<{ problem: Problem }>(1, 'checklist', 'confirm', 'status', '--period', '2020-W10');
  expect(over.problem.code).toBe('checklist.period-over');
  const future = await holdfast.json<{ problem: Problem }>(1, 'checklist', 'show', '--period', '2099-W10');
  expect(future.problem.code).toBe('checklist.period-unknown');
  expect((await holdfast.run('checklist', 'show', '--period', 'last week')).code).toBe(2);
  const monthly = await holdfast.json<ChecklistView>(0, 'checklist', 'show', '--list', 'monthly');
  expect(monthly.steps.map(({ id }) => id)).toEqual(['restore-test', 'cleanup', 'integrity']);
  const quarterly = await holdfast.json<ChecklistView>(0, 'checklist', 'show', '--list', 'quarterly');
  expect(stateOf(quarterly, 'recovery-test')).toBe('unknown');
});

it('the guide of the first weeks follows what was really done', async () => {
  const openOf = ({ steps }: LearningPath) => steps.filter(({ done }) => !done).map(({ id }) => id);
  expect(openOf(await holdfast.json<LearningPath>(0, 'learning'))).toEqual(['commands', 'alone', 'restore', 'protected']);
  const [backup] = await holdfast.json<BackupSummary[]>(0, 'backup', 'list', 'aurora');
  await holdfast.json(0, 'backup', 'verify', backup?.id ?? '');
  await holdfast.json(0, 'drill', 'run', 'aurora');
  const path = await holdfast.json<LearningPath>(0, 'learning', 'put-away');
  expect(openOf(path)).toEqual(['commands', 'alone', 'protected']);
  expect(path.putAway).toBe(true);
  expect(readFileSync(join(holdfast.home, 'backups', 'EMERGENCY-aurora.html'), 'utf8')).toContain(
    'none of them was restored for trial yet',
  );
  await holdfast.json(0, 'card', 'write');
  expect(readFileSync(join(holdfast.home, 'backups', 'EMERGENCY-aurora.html'), 'utf8')).toContain('was restored for trial on');
});
