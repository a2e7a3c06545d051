import type { Page } from '@playwright/test';
import { expect, test } from './app-test.ts';
import { makeHealth } from './world/health.ts';
import { siteId } from './world/ids.ts';
import { DRIVE, PLACES } from './world/places.ts';
import { fleetWorld } from './world/world.ts';

const driveName = PLACES.find(({ id }) => id === DRIVE)?.name ?? '';

const rowOf = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Sites, worst first' }).locator('tbody').getByRole('row').filter({ hasText: name });

test('shows the score with its word, and what the next action brings', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await expect(rowOf(page, 'saltmarsh-clinic')).toContainText('38Critical');
  await expect(rowOf(page, 'saltmarsh-clinic')).toContainText('38 → 79');
  await expect(rowOf(page, 'aurora-market')).toContainText('97Excellent');
  await expect(rowOf(page, 'harbor-books')).toContainText('74At risk');
});

test('the clock ticks by itself, and says by how much a site is over', async ({ open }) => {
  const { page } = await open(fleetWorld());
  const clock = rowOf(page, 'aurora-market').getByRole('timer');
  await expect(clock).toHaveText('7\u00a0h 41\u00a0minof 24\u00a0h');
  await expect(rowOf(page, 'saltmarsh-clinic').getByRole('timer')).toHaveText('3\u00a0d 7\u00a0h55\u00a0h over');
  await page.clock.setFixedTime(Date.parse('2026-11-20T08:42:00.000Z'));
  await expect(clock).toContainText('7\u00a0h 42\u00a0min');
});

test('tells each of the thirty days to the pointer and to the keyboard', async ({ open }) => {
  const { page } = await open(fleetWorld());
  const strip = rowOf(page, 'saltmarsh-clinic').getByRole('slider');
  await expect(strip).toHaveAttribute('aria-label', 'History of saltmarsh-clinic. 30 days: 27 with a backup, 3 failed');
  await strip.focus();
  await expect(strip).toHaveAttribute('aria-valuetext', 'Fri 20 Nov: the backup failed');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(strip).toContainText('Tue 17 Nov: intact, 238\u00a0MB');
  await page.keyboard.press('Home');
  await expect(strip).toHaveAttribute('aria-valuenow', '1');
  await rowOf(page, 'fern-and-fold')
    .getByRole('slider')
    .hover({ position: { x: 130, y: 12 } });
  await expect(rowOf(page, 'fern-and-fold').getByRole('slider')).toContainText("outside the site's own range");
});

test('has every field of the status read-out, the room with its line, and the alerts over the fleet', async ({ open }) => {
  const { page } = await open(fleetWorld());
  await page.getByRole('table', { name: 'Sites, worst first' }).getByRole('link', { name: 'aurora-market' }).focus();
  const status = page.getByRole('region', { name: 'Status of aurora-market' });
  for (const label of [
    'Last backup',
    'Status',
    'Size',
    'Total backups',
    'Oldest backup',
    'Retention',
    'Offsite',
    'Auto-prune',
    'Recommended',
    'Server cron',
    'Disk usage',
    'Measured RTO',
  ])
    await expect(status.getByText(label, { exact: true })).toBeVisible();
  await expect(status).toContainText('16.1\u00a0GB of 40.0\u00a0GB, 40\u00a0%');
  await expect(status.getByRole('img', { name: 'shared-07: 97 % used, the line is at 80 %' })).toBeVisible();
  await expect(status).toContainText('full in 40\u00a0d');
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await expect(alerts).toContainText('1 critical, 1 at risk');
  await expect(alerts.getByRole('listitem').first()).toContainText('APP_KEY is another one');
});

test('opens from a line of the alerts what the line is about', async ({ open }) => {
  const world = fleetWorld();
  const ground = { severity: 'note', at: '2026-11-20T08:00:00.000Z', backupId: null, placeId: null, serverId: null } as const;
  const findings = [
    { ...ground, code: 'checklist-due', text: 'The monthly checklist of November 2026 is due: no step is confirmed.' },
    { ...ground, code: 'alerts-not-delivered', text: 'An alert waits to be sent by email.' },
  ];
  const { page } = await open({ ...world, fleet: { ...world.fleet, sites: world.fleet.sites.slice(-1), findings } });
  const line = (words: string) => page.getByRole('region', { name: 'Alerts' }).getByRole('listitem').filter({ hasText: words });
  await expect(line('An alert waits').getByRole('link', { name: 'Open' })).toHaveAttribute('href', '#/alerts');
  await line('monthly checklist').getByRole('link', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Monthly checklist');
});

test('says which backups leave retention by tomorrow, once something is deleted by itself', async ({ open }) => {
  const world = fleetWorld();
  const { page } = await open({ ...world, retention: { ...world.retention, policy: { ...world.retention.policy, enabled: true } } });
  await page.getByRole('table', { name: 'Sites, worst first' }).getByRole('link', { name: 'aurora-market' }).focus();
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await expect(alerts).toContainText(/backups? leaves? retention by tomorrow/);
  // And of the whole fleet, whichever site is chosen.
  await expect(alerts).toContainText('12 copies leave retention by tomorrow, over all sites');
});

test('says of a site with a perfect formula and no offsite copy that it is held at 79, and why', async ({ open }) => {
  const world = fleetWorld();
  const sites = world.fleet.sites.map((status) =>
    status.site.name === 'aurora-market'
      ? { ...status, health: makeHealth(status.site.id, 79, { action: 'add-place', text: 'No proved copy lies away.', from: 79, to: 94 }) }
      : status,
  );
  const { page } = await open({ ...world, fleet: { ...world.fleet, sites } }, `#/site/${siteId(4)}`);
  const panel = page.getByRole('region', { name: 'Health' });
  await expect(panel).toContainText('100 points, held at 79');
  await expect(panel.getByRole('list', { name: 'Ceilings' })).toContainText("No proved copy lies away from the server's provider.");
  await expect(panel.getByRole('list', { name: 'What to do next' })).toContainText('Add a place79 → 94');
  await expect(panel.getByRole('img', { name: /68 of 90 days are known/ })).toBeVisible();
  // It leads to where a place is added, not to the page it stands on.
  await panel.getByRole('button', { name: 'Add a place' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Places');
});

test('leads from a place that gets no copies to the policy, with that place proposed', async ({ open }) => {
  const world = fleetWorld();
  const step = { action: 'copy-to', text: 'No proved copy lies away.', from: 79, to: 94 } as const;
  const sites = world.fleet.sites.map((status) =>
    status.site.name === 'aurora-market'
      ? {
          ...status,
          policy: { ...status.policy, copyTo: [] },
          health: makeHealth(status.site.id, 79, step),
          board: { ...status.board, next: { action: 'copy-to' as const, placeId: DRIVE, backupId: null } },
        }
      : status,
  );
  const { page, fake } = await open({ ...world, fleet: { ...world.fleet, sites } }, `#/site/${siteId(4)}`);
  const policy = page.getByRole('region', { name: 'Policy' });
  for (const _ of ['once', 'again']) {
    await page.getByRole('region', { name: 'Health' }).getByRole('button', { name: 'Choose places' }).click();
    await expect(policy.getByRole('checkbox', { name: driveName })).toBeChecked();
    await expect(policy.getByRole('checkbox', { name: driveName })).toBeInViewport();
    await expect(policy).toContainText('Proposed: a copy there brings the site nearer to 3-2-1.');
    await policy.getByRole('button', { name: 'Close' }).click();
    await expect(policy.getByRole('checkbox')).toHaveCount(0);
  }
  await page.getByRole('region', { name: 'Health' }).getByRole('button', { name: 'Choose places' }).click();
  await policy.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'site.set-policy')?.input).toMatchObject({ policy: { copyTo: [DRIVE] } });
  await expect(policy.getByRole('checkbox')).toHaveCount(0);
});

test('saves one page for the owner', async ({ open }) => {
  const { page, fake } = await open(fleetWorld());
  const report = page.getByRole('region', { name: 'Status report' });
  await report.getByRole('button', { name: 'Save PDF' }).click();
  await expect(report).toContainText('Saved as /home/ada/backup-status.pdf');
  expect(fake.asked).toContainEqual({ name: 'report.save-status', input: { format: 'pdf', file: null } });
});
