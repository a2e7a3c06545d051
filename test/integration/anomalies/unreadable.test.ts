import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { watchBackups } from '../../../src/main/app/anomalies/watch-backups.ts';
import { catalogFile, choosePlace, keepBackup, modulesIn } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';

it('looks at the backups behind one whose manifest cannot be read', async () => {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  const spoilt = await keepBackup(home, keeper, registered, '2026-11-20T020000Z-full');
  const good = await keepBackup(home, keeper, registered, '2026-11-21T020000Z-full');
  const db = new Database(catalogFile(home));
  db.prepare("UPDATE manifest SET document = '{}' WHERE backup_id = ?").run(spoilt.id);
  db.prepare("UPDATE backup SET started_at = '2026-11-19T02:00:00.000Z' WHERE id = ?").run(spoilt.id);
  db.close();
  const modules = modulesIn(home);
  watchBackups(modules);
  expect(modules.catalog.anomalies.watched(registered.site.id, 10).map(({ backupId }) => backupId)).toEqual([good.id]);
});
