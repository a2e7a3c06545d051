import type { Page } from '@playwright/test';
import { NO_STEP } from '../../src/shared/model/proof-board.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './app-test.ts';
import { boardOf } from './world/board.ts';
import { backupId, siteId } from './world/ids.ts';
import { makeBackup, makeCopy, makeProof } from './world/models.ts';
import { DRIVE, HOME } from './world/places.ts';
import { ago } from './world/times.ts';
import type { World } from './world/world.ts';
import { fleetWorld } from './world/world.ts';

const MARKET = `#/site/${siteId(4)}`;

const board = (page: Page) => page.getByRole('region', { name: 'Proof board' });

function worldWith(change: (status: World['fleet']['sites'][number]) => Partial<World['fleet']['sites'][number]>): World {
  const world = fleetWorld();
  return {
    ...world,
    fleet: {
      ...world.fleet,
      sites: world.fleet.sites.map((status) => (status.site.id === siteId(4) ? { ...status, ...change(status) } : status)),
    },
  };
}

test('shows for every place of a site how far its newest copy is proved, when, and what it holds', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  const cells = board(page).getByRole('list', { name: 'Places' }).getByRole('listitem');
  const drive = cells.filter({ hasText: 'Vault-A' });
  await expect(drive).toContainText('sound');
  await expect(drive).toContainText('Wed 18 Nov 18:05 · structure read');
  await expect(drive).toContainText('holds 2\u00a0backups, 2.09\u00a0GB');
  await expect(drive).toContainText('offsite');
  await expect(cells.filter({ hasText: 'Storage box' })).toContainText('no copy yet');
});

test('tells calmly that a drive is unplugged, without calling it a failure', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  const drive = board(page).getByRole('list', { name: 'Places' }).getByRole('listitem').filter({ hasText: 'Vault-A' });
  await expect(drive).toContainText('unplugged, absent since Wed 18 Nov 18:05');
  await expect(drive).not.toContainText(/fail|error|problem/i);
});

test('says with a word which figure of 3-2-1-1-0 is not held, and what is missing', async ({ open }) => {
  const world = worldWith(({ site }) => ({ board: boardOf([makeBackup(1, site, 7)]) }));
  const { page } = await open(world, MARKET);
  const rules = board(page).getByRole('list', { name: '3-2-1-1-0' });
  await expect(rules.getByRole('listitem')).toHaveText(['2 of 3 copies', '2 media', '1 offsite', '0 of 1 offline', '0 errors']);
  await expect(board(page)).toContainText('No proved copy lies on a drive that can be unplugged.');
});

test('puts findings before everything else, worst first, each with the way to its backup', async ({ open }) => {
  const { page } = await open(fleetWorld(), MARKET);
  const findings = page.getByRole('region', { name: 'Findings' });
  await expect(findings.getByRole('listitem')).toContainText([/^Critical.*APP_KEY is another one/, /^At risk/, /^To know/]);
  await findings.getByRole('link', { name: 'Open the backup' }).first().click();
  await expect(page).toHaveURL(new RegExp(backupId(2)));
});

test('offers to heal the newest copy of a place when its check failed', async ({ open }) => {
  const world = worldWith(({ site }) => ({
    board: boardOf([
      makeBackup(1, site, 7, {
        proof: makeProof('intact', ago(5), { at: ago(3), step: 'intact', code: 'verify.hash-differs', text: 'changed' }),
        elsewhere: [makeCopy(1, DRIVE, makeProof('sound', ago(5)))],
      }),
    ]),
    findings: [
      {
        code: 'copy-failed',
        severity: 'critical',
        text: 'The copy on this computer failed its check.',
        at: ago(3),
        backupId: backupId(1),
        placeId: HOME,
        serverId: null,
      },
    ],
  }));
  const { page, fake } = await open(world, MARKET);
  await expect(board(page).getByRole('list', { name: 'Places' }).getByRole('listitem').filter({ hasText: 'This computer' })).toContainText(
    'failed',
  );
  await expect(board(page)).toContainText('1 error');
  await page.getByRole('button', { name: 'Heal it' }).click();
  await expect.poll(() => fake.asked.find(({ name }) => name === 'copy.heal')?.input).toEqual({ backupId: backupId(1), placeId: HOME });
});

test('shows a failed copy in the fleet even where a newer one is well', async ({ open }) => {
  const world = worldWith(({ site }) => {
    const failure = { at: ago(3), step: 'intact', code: 'verify.hash-differs', text: 'changed' } as const;
    return { board: boardOf([makeBackup(1, site, 7, { elsewhere: [makeCopy(1, DRIVE, makeProof('intact', ago(5), failure))] })]) };
  });
  const { page } = await open(world);
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'aurora-market' }) });
  await expect(row.getByRole('cell', { name: /failed/ })).toHaveCount(1);
});

test('leads to the places when there is none', async ({ open }) => {
  const { page } = await open(
    worldWith(() => ({ board: { cells: [], rules: [], held: false, next: NO_STEP } })),
    MARKET,
  );
  await expectAccessible(page);
  await board(page).getByRole('button', { name: 'Add a place' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Places' })).toBeVisible();
});

test('keeps long names of places inside their cell', async ({ open, page: sized }) => {
  const long = 'a-drive-with-a-very-long-name-that-somebody-typed-on-a-monday-morning';
  const world = worldWith(({ board: known }) => ({
    board: { ...known, cells: known.cells.map((cell) => ({ ...cell, placeName: long })) },
  }));
  await sized.setViewportSize({ width: 980, height: 640 });
  const { page } = await open(world, MARKET);
  await expect(board(page).getByTitle(long).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});
