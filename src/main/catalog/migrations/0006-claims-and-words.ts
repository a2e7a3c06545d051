import type { Migration } from '../migrate.ts';

/** Who sends a message, entries of the inbox taken in once, words on changed keys, and indexes for what is looked at often. */
export const claimsAndWords: Migration = {
  version: 6,
  name: 'claims on messages, words on changed keys, indexes of copies',
  up(db) {
    db.exec(`
      -- Who sends it, and until when nobody else does.
      ALTER TABLE alert_message ADD COLUMN claimed_by TEXT;
      ALTER TABLE alert_message ADD COLUMN claimed_until TEXT;

      -- What a command left in the inbox is taken in once, wherever the process that takes it ends.
      CREATE UNIQUE INDEX audit_entry_left_as ON audit_entry (json_extract(document, '$.leftAs')) WHERE json_extract(document, '$.leftAs') IS NOT NULL;

      -- What the operator said of a changed application key, by the first backup that holds the new one. It is kept for a backup that a rebuild finds again.
      CREATE TABLE key_change_word (
        backup_id  TEXT PRIMARY KEY,
        document   TEXT NOT NULL CHECK (json_valid(document))
      ) STRICT, WITHOUT ROWID;

      -- What the list of places says of each is counted at every look: read longest ago, and never.
      CREATE INDEX copy_read ON copy (place_id, intact_at);
      CREATE INDEX copy_unread ON copy (place_id) WHERE failure IS NULL AND level = 'present';
      -- What an emergency card says was restored in a drill.
      CREATE INDEX copy_proven ON copy (site_id, started_at, backup_id, place_id) WHERE level = 'proven' AND failure IS NULL;
    `);
  },
};
