import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import type { Mariadb } from '../../../lab/mariadb.ts';
import { makeServerSite, type ServerSite, type Settings } from './server-site.ts';

export interface ShopOptions {
  readonly user: DatabaseUser;
  readonly settings?: Settings;
  readonly parent?: string;
}

/** A Laravel site whose .env names the database `shop` of this server. */
export async function makeShop(mariadb: Mariadb, { user, settings = {}, parent }: ShopOptions): Promise<ServerSite> {
  const site = await makeServerSite({ DATABASES: ['shop'], ...settings }, parent);
  const lines = ['DB_CONNECTION=mysql', 'DB_DATABASE=shop', 'DB_HOST=127.0.0.1', `DB_PORT=${mariadb.port}`, `DB_USERNAME=${user.name}`];
  await writeFile(join(site.root, '.env'), `${lines.join('\n')}\nDB_PASSWORD="${user.password}"\n`);
  return site;
}
