import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { afterCareTasks } from '../../../../src/main/restore/runbooks/after-care-tasks.ts';
import { bypassUrl } from '../../../../src/main/restore/runbooks/maintenance-memo.ts';
import { runbookSteps } from '../../../../src/main/restore/runbooks/runbook-steps.ts';
import type { SiteWork } from '../../../../src/main/restore/runbooks/site-work.ts';
import { PlanStep, RunbookId } from '../../../../src/shared/model/runbook.ts';
import { DEFAULT_SITE_RECOVERY } from '../../../../src/shared/model/site-recovery.ts';
import { NOON } from '../../model-samples.ts';

const work = (change: Partial<SiteWork> = {}): SiteWork => ({
  restoreId: randomUUID() as SiteWork['restoreId'],
  site: {
    id: randomUUID() as SiteWork['site']['id'],
    serverId: randomUUID() as SiteWork['site']['serverId'],
    name: 'shop',
    root: '/var/www/shop',
    profile: 'laravel',
    url: null,
    framework: null,
    createdAt: NOON,
  },
  recovery: DEFAULT_SITE_RECOVERY,
  runbook: 'data',
  maintenance: true,
  migrate: false,
  paused: null,
  evidenceFolder: '/evidence',
  situation: null,
  programs: null,
  ...change,
});
const all = (steps: ReturnType<typeof runbookSteps>) =>
  [
    ...steps.guideBefore,
    steps.keepEvidence,
    steps.maintenanceOn,
    steps.clearCaches,
    steps.migrate,
    steps.smoke,
    steps.maintenanceOff,
    ...steps.guideAfter,
  ].flatMap((step) => (step === null ? [] : [step.plan]));

test.each(RunbookId.options)(
  'the steps of the runbook %s tell what they do, what changes and how it is undone, each under a name of its own',
  (runbook) => {
    const plans = all(
      runbookSteps(work({ runbook, migrate: true, recovery: { ...DEFAULT_SITE_RECOVERY, smokeUrls: ['https://shop.example'] } })),
    );
    for (const plan of plans) {
      expect(PlanStep.parse(plan)).toEqual(plan);
      for (const text of [plan.title, plan.changes, plan.undo]) expect(text).not.toBe('');
    }
    expect(new Set(plans.map(({ id }) => id)).size).toBe(plans.length);
  },
);

test('evidence is kept for a break-in alone, and a new server has its list of what a person does', () => {
  const ids = (runbook: RunbookId) => all(runbookSteps(work({ runbook }))).map(({ id }) => id);
  expect(ids('hacked')).toContain('keep-evidence');
  expect(ids('data')).toEqual(['maintenance-on', 'clear-caches', 'migrate', 'maintenance-off']);
  expect(ids('media')).toEqual(['maintenance-on', 'clear-caches', 'maintenance-off']);
  expect(ids('new-server').filter((id) => id.startsWith('guide:'))).toEqual([
    'guide:dependencies',
    'guide:code',
    'guide:settings',
    'guide:permissions',
    'guide:cron',
    'guide:dns',
    'guide:certificate',
  ]);
  expect(ids('undo-update')[0]).toBe('guide:old-code');
});

test('what a plan shows is what was found on the server, and never the word of the link', () => {
  const php = { path: '/opt/plesk/php/8.2/bin/php', version: '8.2.1' };
  const { maintenanceOn } = runbookSteps(work({ programs: { php, python: null } }));
  expect(maintenanceOn?.plan.commands).toEqual([
    `${php.path} artisan down --retry=60 --secret=RANDOM`,
    `${php.path} artisan queue:restart`,
  ]);
});

test('what a new server leaves to a person comes again as a task with a time', () => {
  const tasks = afterCareTasks('server-gone', NOON, { profile: 'laravel', sideRows: 0, undoArmed: false, rights: [] });
  expect(tasks.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['dependencies', 'code', 'settings', 'permissions', 'cron', 'dns', 'certificate']),
  );
  expect(
    afterCareTasks('hacked', NOON, { profile: 'laravel', sideRows: 0, undoArmed: false, rights: [] }).map(({ id }) => id),
  ).not.toContain('dns');
});

test.each([
  ['https://shop.example', 'https://shop.example/abc'],
  ['https://shop.example/de/', 'https://shop.example/de/abc'],
  ['http://127.0.0.1:8000/?x=1#y', 'http://127.0.0.1:8000/abc'],
  ['', null],
  ['shop.example', null],
  ['javascript:alert(1)', null],
  [null, null],
])('the link that passes the page of %s is %s', (address, link) => {
  expect(bypassUrl(address, 'abc')).toBe(link);
});
