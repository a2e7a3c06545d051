import { expect, it, onTestFinished, vi } from 'vitest';
import { pruneAudit } from '../../../src/main/app/chores.ts';
import { NOT_YET } from '../../../src/main/app/housekeeping.ts';
import { keepHouse } from '../../../src/main/app/keep-house.ts';
import { NO_SITE_CRON } from '../../../src/main/catalog/site-crons.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { choosePlace, modulesIn } from './app-folder.ts';

const MINUTE = 60_000;

it('looks for what is to be told, and sends it, while a server hangs and while the look fails', async () => {
  const home = scratchFolder();
  const registered = register();
  await choosePlace(home, registered);
  const modules = modulesIn(home);
  modules.catalog.siteCrons.put(registered.site.id, { ...NO_SITE_CRON, plan: DEFAULT_CRON_PLAN, installedAt: '2026-11-01T00:00:00.000Z' });
  const told: string[] = [];
  const hanging = {
    ...modules,
    connections: {
      ...modules.connections,
      withShell: (_: unknown, signal: AbortSignal) =>
        new Promise<never>((__, reject) => signal.addEventListener('abort', () => reject(new Error('the end')))),
    },
    alerting: {
      ...modules.alerting,
      look: () => (told.push('look'), Promise.reject(new Error('a row that cannot be read'))),
      send: () => void told.push('send'),
    },
  };
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const house = keepHouse(hanging, { notice: () => {} }, systemClock, silentLogger);
  for (let minute = 0; minute < 3; minute += 1) {
    vi.advanceTimersByTime(MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await house.close();
  expect(told).toEqual(['look', 'send', 'look', 'send', 'look', 'send']);
});

it('lets nothing of the record go by a clock that is in doubt', async () => {
  const modules = modulesIn(scratchFolder());
  modules.auditing.log.record({ ...modules.auditing.ownEvent('bin.purge', {}), at: '2001-01-01T00:00:00.000Z' });
  expect(await pruneAudit(modules, false)).toBe(NOT_YET);
  expect(modules.catalog.audit.rowsAfter(0, 10)).toHaveLength(1);
  await pruneAudit(modules, true);
  expect(modules.catalog.audit.rowsAfter(0, 10).map(({ action }) => action)).toEqual(['audit.prune']);
});
