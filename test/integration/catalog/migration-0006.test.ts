import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src/main/catalog/migrations/all.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { scratchFolder } from './catalog-folder.ts';

it('0006 keeps messages that wait and entries of the record, and makes room for claims and for words on changed keys', () => {
  const file = join(scratchFolder(), 'catalog.sqlite');
  openCatalog(file, { migrations: MIGRATIONS.slice(0, 5) })[Symbol.dispose]();
  {
    const before = new Database(file);
    before.exec(`
      INSERT INTO alert_message (id, channel, state, created_at, document) VALUES ('m-1', 'email', 'waiting', '2026-11-20T10:00:00.000Z', '{}');
      -- Entries of before have no name in the inbox: many of them must not count as one.
      INSERT INTO audit_entry (at, action, outcome, document, hash) VALUES ('2026-11-20T10:00:00.000Z', 'backup.start', 'done', '{}', 'a');
      INSERT INTO audit_entry (at, action, outcome, document, hash) VALUES ('2026-11-20T11:00:00.000Z', 'backup.start', 'done', '{}', 'b');
    `);
    before.close();
  }

  openCatalog(file)[Symbol.dispose]();

  const after = new Database(file, { readonly: true });
  const column = (sql: string): unknown => after.prepare(sql).pluck().get();
  expect(after.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  expect(after.prepare('SELECT id, claimed_by, claimed_until FROM alert_message').all()).toEqual([
    { id: 'm-1', claimed_by: null, claimed_until: null },
  ]);
  expect([column('SELECT count(*) FROM audit_entry'), column('SELECT count(*) FROM key_change_word')]).toEqual([2, 0]);
  after.close();
});
