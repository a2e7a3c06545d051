import { expect, test } from 'vitest';
import { afterCareTasks, type AfterCareFacts } from '../../../../src/main/restore/runbooks/after-care-tasks.ts';
import { AfterCareTask } from '../../../../src/shared/model/incident.ts';
import { Branch } from '../../../../src/shared/model/situation.ts';
import { hoursBefore, NOON } from '../../model-samples.ts';

const facts: AfterCareFacts = { profile: 'laravel', sideRows: 0, undoArmed: false, rights: [] };
const ids = (branch: Branch, more: Partial<AfterCareFacts> = {}) => afterCareTasks(branch, NOON, { ...facts, ...more }).map(({ id }) => id);

test.each(Branch.options.filter((branch) => branch !== 'practice'))(
  'after %s a backup and dated looks are due, in order, each with a hint',
  (branch) => {
    const tasks = afterCareTasks(branch, NOON, facts).map((task) => AfterCareTask.parse(task));
    expect(tasks[0]).toMatchObject({ id: 'backup-after', automatic: true, dueAt: NOON });
    expect(tasks.find(({ id }) => id === 'watch-24')?.dueAt).toBe(hoursBefore(-24));
    expect(tasks.map(({ dueAt }) => dueAt)).toEqual(tasks.map(({ dueAt }) => dueAt).toSorted());
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    for (const { hint } of tasks) expect(hint).not.toBe('');
  },
);

test('passwords, keys and sessions are due after a break-in, and after nothing else', () => {
  const secrets = ['database-password', 'application-key', 'admin-sessions', 'api-keys', 'server-access'];
  expect(ids('hacked')).toEqual(expect.arrayContaining(secrets));
  for (const branch of Branch.options.filter((other) => other !== 'hacked'))
    expect(ids(branch).filter((id) => secrets.includes(id))).toEqual([]);
});

test('the caveat of a new application key is that of the framework', () => {
  const hint = (profile: AfterCareFacts['profile']) =>
    afterCareTasks('hacked', NOON, { ...facts, profile }).find(({ id }) => id === 'application-key')?.hint;
  expect(hint('laravel')).toContain('APP_PREVIOUS_KEYS');
  expect(hint('django')).toContain('SECRET_KEY_FALLBACKS');
});

test('rows kept aside and old data beside the live data are tasks only where there are any', () => {
  expect(ids('data-damaged')).not.toContain('side-rows');
  expect(ids('data-damaged', { sideRows: 3, undoArmed: true })).toEqual(expect.arrayContaining(['side-rows', 'let-go']));
});

test('practice leaves nothing to do', () => {
  expect(ids('practice')).toEqual([]);
});

test('rights that the account of the site may not give back are a task with the statements that do', () => {
  const line = 'GRANT EXECUTE ON PROCEDURE `shop`.`tidy` TO `report`@`%`';
  expect(ids('data-damaged')).not.toContain('routine-rights');
  const task = afterCareTasks('data-damaged', NOON, { ...facts, rights: [line] }).find(({ id }) => id === 'routine-rights');
  expect(task).toMatchObject({ dueAt: hoursBefore(-1), hint: expect.stringContaining(`${line};`) });
});
