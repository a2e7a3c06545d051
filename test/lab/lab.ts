import { join } from 'node:path';
import { startMariadb, type Mariadb, type MariadbOptions } from './mariadb.ts';
import { createPracticeSite, type PracticeSite, type PracticeSiteOptions } from './practice-site/create-practice-site.ts';
import { startSshd, type Sshd, type SshdOptions } from './sshd.ts';

export interface LabOptions {
  readonly sshd?: SshdOptions;
  readonly mariadb?: MariadbOptions;
  readonly site?: Omit<PracticeSiteOptions, 'root' | 'mariadb' | 'owner'>;
}

/** A practice server: sign in over SSH, find a Laravel site in the home folder, reach its database. */
export interface Lab extends AsyncDisposable {
  readonly sshd: Sshd;
  readonly mariadb: Mariadb;
  readonly site: PracticeSite;
  stop(): Promise<void>;
}

export async function startLab(options: LabOptions = {}): Promise<Lab> {
  await using parts = new AsyncDisposableStack();
  const [sshd, mariadb] = await startBoth(parts, options);
  const site = await createPracticeSite({ ...options.site, root: join(sshd.home, 'aurora-market'), mariadb, owner: sshd.account });
  const owned = parts.move();
  const stop = () => owned.disposeAsync();
  return { sshd, mariadb, site, stop, [Symbol.asyncDispose]: stop };
}

/** Both at once; when one fails, the other is stopped by the stack. */
async function startBoth(parts: AsyncDisposableStack, options: LabOptions): Promise<readonly [Sshd, Mariadb]> {
  const [sshd, mariadb] = await Promise.allSettled([startSshd(options.sshd), startMariadb(options.mariadb)]);
  if (sshd.status === 'fulfilled') parts.use(sshd.value);
  if (mariadb.status === 'fulfilled') parts.use(mariadb.value);
  if (sshd.status === 'rejected') throw sshd.reason;
  if (mariadb.status === 'rejected') throw mariadb.reason;
  return [sshd.value, mariadb.value];
}
