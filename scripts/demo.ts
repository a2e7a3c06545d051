// `npm run demo`: a practice server on this computer, the main job on it, an account of what happened, then the app.
//
//   --headless   ends after the account
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab } from '../test/lab/lab.ts';
import { giveAccount } from './demo/account.ts';
import { bringFurtherCopies, tellOfCopies } from './demo/further-copies.ts';
import { doMainJob } from './demo/main-job.ts';
import { openForOperator } from './demo/open-app.ts';
import { untilInterrupted } from './demo/until-interrupted.ts';

const headless = process.argv.includes('--headless');
const interrupted = untilInterrupted();

console.log('Starting the practice server: OpenSSH, MariaDB and the site aurora-market, all on 127.0.0.1.');
await using lab = await startLab();
const home = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));

try {
  const done = await Promise.race([doMainJob(lab, home), interrupted.thrown]);
  console.log(giveAccount(lab, done));
  console.log(tellOfCopies(await Promise.race([bringFurtherCopies(lab, home), interrupted.thrown])));
  if (!headless) await openForOperator(home, interrupted);
} catch (error) {
  if (!interrupted.happened()) throw error;
  process.exitCode = 130;
}
if (interrupted.happened() || !headless) {
  await rm(home, { recursive: true, force: true });
  console.log('Stopped. The practice server and everything it made are gone.');
} else {
  console.log(`The practice server is stopped; the backup stays in ${home}. Remove that folder when you are done.`);
}
