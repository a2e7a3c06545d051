import { join } from 'node:path';
import { tryLockHome } from '../../../src/main/catalog/home-lock.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { createJobRunner } from '../../../src/main/jobs/job-runner.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { SiteId } from '../../../src/shared/model/ids.ts';
import { everyKind } from './every-kind.ts';

/** Started as a process of its own by a test that kills it: runs one job without end and lets another wait behind it. */
const [home = '', site = ''] = process.argv.slice(2);
if (tryLockHome(home) === null) throw new Error('the folder is held by somebody else');
// Nobody refers to the lock any more: it must hold all the same.
gc?.();
const catalog = openCatalog(join(home, 'catalog.sqlite'));
const endless = (): Promise<never> => new Promise(() => {});
const runner = createJobRunner({
  jobs: catalog.jobs,
  clock: systemClock,
  logger: silentLogger,
  logFolder: join(home, 'jobs'),
  handlers: {
    ...everyKind(endless),
    backup: async (_params, job) => {
      job.step('Dumping aurora_shop', 1000);
      job.advance(400);
      return endless();
    },
  },
  onChanged: (job) => process.stdout.write(`${JSON.stringify(job)}\n`),
  lanesLimit: 4,
});
const siteId = SiteId.parse(site);
for (const n of [1, 2]) runner.start({ kind: 'backup', title: `Backup ${n}`, serverId: null, siteId, backupId: null, params: { n } });
