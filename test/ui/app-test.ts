import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { test as base, expect } from '@playwright/test';
import type { FakeBridge } from './fake-bridge.ts';
import { installFakeBridge } from './fake-bridge.ts';
import type { PageServer } from './page-server.ts';
import { servePage } from './page-server.ts';
import { answersOf } from './world/answers.ts';
import { NOW } from './world/models.ts';
import type { World } from './world/world.ts';

export interface OpenedApp {
  readonly page: Page;
  readonly fake: FakeBridge;
}

interface Fixtures {
  /** Opens the built page joined to a fake bridge that plays this world, at a screen's address. */
  readonly open: (world: World, address?: string, before?: (fake: FakeBridge) => void) => Promise<OpenedApp>;
}

/**
 * Every test also fails on what no screen may ever do: break the content security policy, throw, write to the console,
 * or ask for something the contract does not know.
 */
export const test = base.extend<Fixtures, { readonly server: PageServer }>({
  // Wherever the tests run, the page believes it is in Berlin, and nothing moves by itself.
  timezoneId: 'Europe/Berlin',
  locale: 'en-GB',
  contextOptions: { reducedMotion: 'reduce' },
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, provide) => {
      const server = await servePage();
      await provide(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ page, server }, provide) => {
    const complaints: string[] = [];
    const fakes: FakeBridge[] = [];
    page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console ${message.type()}: ${message.text()}`);
    });
    await provide(async (world, address = '', before) => {
      await page.clock.setFixedTime(NOW);
      const fake = await installFakeBridge(page, answersOf(world));
      fakes.push(fake);
      before?.(fake);
      await page.goto(`${server.origin}/${address}`);
      return { page, fake };
    });
    expect([...complaints, ...fakes.flatMap((fake) => fake.breaches)]).toEqual([]);
  },
});

export { expect };

/** No serious or critical fault, after WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(({ id, impact, nodes }) => `${impact ?? ''} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ).toEqual([]);
}

/** Neither the window nor the main region scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = await page.evaluate(() =>
    [document.documentElement, document.querySelector('main')]
      .filter((element) => element !== null)
      .map((element) => element.scrollWidth - element.clientWidth),
  );
  expect(excess).toEqual(excess.map(() => 0));
}
