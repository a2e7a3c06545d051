import { expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { catalogFile, withCatalog } from '../app/app-folder.ts';
import { waitFor } from '../../lab/tools.ts';
import { holdfastIn } from './holdfast.ts';

it('says on its output what goes wrong while it runs, instead of standing still in silence', { timeout: 120_000 }, async () => {
  await using holdfast = await holdfastIn();
  withCatalog(holdfast.home, () => {});
  const db = new Database(catalogFile(holdfast.home));
  db.exec("INSERT INTO slot (site_id, work, due_at, state, document) VALUES ('x', 'backup', '2026-11-01T00:00:00.000Z', 'waiting', '{}')");
  db.close();
  const { child, ended } = holdfast.start('agent');
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  await waitFor('the fault', 90_000, async () => (said.includes('schedule.tick-failed') ? true : undefined));
  child.kill('SIGTERM');
  expect((await ended).stderr).toContain('agent.stopping');
});
