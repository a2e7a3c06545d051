import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { SCREENS } from './screens.ts';

// None of them knows of another.
test.describe.configure({ mode: 'parallel' });

for (const screen of SCREENS) {
  test.describe(screen.name, () => {
    for (const theme of ['light', 'dark'] as const) {
      test(`can be read and used by everybody, ${theme}`, async ({ open }) => {
        const world = screen.world();
        const { page } = await open({ ...world, info: { ...world.info, theme } }, screen.address);
        await expect(page.getByRole('heading', { level: 1, name: screen.heading })).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        await expectAccessible(page);
      });
    }

    for (const [what, size] of [
      ['in the smallest window', { width: 980, height: 640 }],
      ['at 200 % zoom', { width: 640, height: 410 }],
    ] as const) {
      test(`scrolls only downwards ${what}`, async ({ open, page: sized }) => {
        await sized.setViewportSize(size);
        const { page } = await open(screen.world(), screen.address);
        await expect(page.getByRole('heading', { level: 1, name: screen.heading })).toBeVisible();
        await expectNoSidewaysScroll(page);
      });
    }

    test('says something while the other side has not answered yet', async ({ open }) => {
      const { page } = await open(screen.world(), screen.address, (fake) => {
        for (const name of [
          'fleet.status',
          'site.status',
          'backup.list',
          'backup.details',
          'backup.search',
          'backup.statistics',
          'backup.diff',
          'job.list',
          'job.log',
          'server.list',
          'place.list',
          'transfer.settings',
          'retention.get',
          'retention.plan',
          'retention.leaving',
          'retention.deletions',
          'incident.list',
          'incident.get',
          'incident.propose',
          'restore.get',
          'restore.list',
          'drill.list',
          'audit.list',
          'audit.verify',
          'anomaly.list',
          'anomaly.key-changes',
          'anomaly.trend',
          'drill.status',
          'recovery.settings',
          'schedule.list',
          'schedule.get',
          'schedule.slots',
          'schedule.settings',
          'cron.list',
          'cron.state',
          'alerts.settings',
          'alerts.conditions',
          'alerts.outbox',
          'checklist.show',
          'checklist.history',
          'checklist.settings',
          'documents.get',
          'documents.card',
          'documents.cards',
          'learning.path',
        ] as const)
          fake.hold(name);
      });
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
    });
  });
}
