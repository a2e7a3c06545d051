import { join } from 'node:path';
import { expect, test } from '../ui/app-test.ts';
import { PICTURES, SCREENS } from '../ui/screens.ts';

// Pictures for people, not a test of pixels: `npm run screenshots` makes them, whoever changed a screen looks at them.
test.describe.configure({ mode: 'parallel' });

const SIZES = [
  { name: '1280x820', width: 1280, height: 820 },
  { name: '980x640', width: 980, height: 640 },
] as const;

const folder = process.env['HOLDFAST_SCREENSHOTS'] ?? 'screenshots';
const wanted = process.env['HOLDFAST_SCREENSHOTS_OF'] ?? '';

for (const screen of [...SCREENS, ...PICTURES].filter(({ name }) => name.includes(wanted))) {
  for (const theme of ['light', 'dark'] as const) {
    for (const { name: size, ...viewport } of SIZES) {
      test(`${screen.name}, ${theme}, ${size}`, async ({ open, page: sized }) => {
        await sized.setViewportSize(viewport);
        const world = screen.world();
        const { page } = await open({ ...world, info: { ...world.info, theme } }, screen.address);
        await expect(page.getByRole('heading', { level: 1, name: screen.heading })).toBeVisible();
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(folder, size, theme, `${screen.name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`) });
      });
    }
  }
}
