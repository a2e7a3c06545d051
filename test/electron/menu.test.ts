import { expect } from '@playwright/test';
import { test } from './holdfast-window.ts';

test('leads from the menu to a screen, without loading the page anew', async ({ launch }) => {
  const { electron, page } = await launch();
  await page.evaluate(() => {
    document.body.dataset['loaded'] = 'once';
  });
  const press = (label: string) =>
    electron.evaluate(({ Menu }, wanted) => {
      const go = Menu.getApplicationMenu()?.items.find((menu) => menu.label === '&Go');
      go?.submenu?.items.find((item) => item.label === wanted)?.click();
    }, label);
  await press('Audit');
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/audit');
  await press('Schedule');
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/schedule');
  expect(await page.evaluate(() => document.body.dataset['loaded'])).toBe('once');
});
