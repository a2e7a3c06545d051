import type { Migration } from '../migrate.ts';

/**
 * Places of all kinds, backups of several parts with the operator's notes, what to copy where, what to keep, and what was deleted. Backups recorded
 * before this held databases alone.
 */
export const mediaPlacesRetention: Migration = {
  version: 3,
  name: 'media and config, places of all kinds, copy and retention policies, deletions',
  up(db) {
    db.exec(PLACES);
    db.exec(BACKUPS);
    db.exec(POLICIES);
    db.exec(PROOF);
  },
};

const PLACES = `
  -- What a kind of place needs beyond its name; a secret never.
  CREATE TABLE place_new (
    id        TEXT PRIMARY KEY,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    settings  TEXT NOT NULL CHECK (json_valid(settings))
  ) STRICT;
  INSERT INTO place_new SELECT id, kind, name, json_object('folder', folder, 'offsite', json('true')) FROM place;
  DROP TABLE place;
  ALTER TABLE place_new RENAME TO place;
`;

const COUNT_COPIES = `
  UPDATE backup SET (copy_count, places, holding_copies, best_level) = (
    SELECT count(*), coalesce(group_concat(place_id, ' '), ''), count(*) FILTER (WHERE failure IS NULL),
      coalesce(max(CASE level WHEN 'proven' THEN 4 WHEN 'sound' THEN 3 WHEN 'intact' THEN 2 ELSE 1 END) FILTER (WHERE failure IS NULL), 0)
    FROM copy WHERE backup_id = backup.id)`;

const SET_SEARCH_TEXT = `
  UPDATE backup SET search_text = coalesce(label_now, label, '') || ' ' || note || ' ' || folder || ' ' || id || ' ' || site_name || ' ' || databases`;

const BACKUPS = `
  ALTER TABLE backup ADD COLUMN parts TEXT NOT NULL DEFAULT '["database"]' CHECK (json_valid(parts));
  ALTER TABLE backup ADD COLUMN media TEXT CHECK (json_valid(media));  -- NULL: none
  ALTER TABLE backup ADD COLUMN note TEXT NOT NULL DEFAULT '';
  ALTER TABLE backup ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
  -- The operator's name for it, apart from the manifest, which never changes. NULL: what the manifest says.
  ALTER TABLE backup ADD COLUMN label_now TEXT;
  -- Holds every database of the site whole: what a restore needs at the least.
  ALTER TABLE backup ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
  UPDATE backup SET whole = 1 WHERE kind = 'full';
  DROP INDEX backup_full;
  DROP INDEX backup_good;
  CREATE INDEX backup_whole ON backup (site_id, started_at, id) WHERE whole = 1;
  CREATE INDEX backup_good ON backup (site_id, started_at) WHERE whole = 1 AND holding_copies > 0;
  CREATE INDEX backup_held ON backup (held) WHERE held = 1;

  -- What the copies come to, kept by the triggers below: how many, in which places (ids with a blank between), and the best proof of those whose
  -- last check did not fail (0: there is none, 1: present, 2: intact, 3: sound, 4: proven).
  ALTER TABLE backup ADD COLUMN copy_count INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE backup ADD COLUMN places TEXT NOT NULL DEFAULT '';
  ALTER TABLE backup ADD COLUMN best_level INTEGER NOT NULL DEFAULT 0;
  ${COUNT_COPIES};
  DROP TRIGGER copy_added;
  DROP TRIGGER copy_changed;
  DROP TRIGGER copy_removed;
  CREATE TRIGGER copy_added AFTER INSERT ON copy BEGIN ${COUNT_COPIES} WHERE id = NEW.backup_id; END;
  CREATE TRIGGER copy_changed AFTER UPDATE OF failure, level ON copy BEGIN ${COUNT_COPIES} WHERE id = NEW.backup_id; END;
  CREATE TRIGGER copy_removed AFTER DELETE ON copy BEGIN ${COUNT_COPIES} WHERE id = OLD.backup_id; END;

  -- Everything a search looks at and every figure of a list, so that 100,000 backups are searched and counted in the index alone. A generated column
  -- would do without triggers, but is not read from an index that covers.
  ALTER TABLE backup ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
  ${SET_SEARCH_TEXT};
  CREATE TRIGGER backup_added AFTER INSERT ON backup BEGIN ${SET_SEARCH_TEXT} WHERE id = NEW.id; END;
  CREATE TRIGGER backup_noted AFTER UPDATE OF label_now, note ON backup BEGIN ${SET_SEARCH_TEXT} WHERE id = NEW.id; END;
  DROP INDEX backup_by_site;
  CREATE INDEX backup_by_site ON backup (site_id, started_at, id, bytes, copy_count);
  CREATE INDEX backup_search ON backup
    (started_at, id, copy_count, site_id, kind, occasion, held, best_level, holding_copies, bytes, places, parts, search_text);
  CREATE INDEX backup_nowhere ON backup (id) WHERE copy_count = 0;
  CREATE INDEX artifact_sizes ON artifact (backup_id, part, bytes, uncompressed_bytes);
  CREATE INDEX artifact_parts ON artifact (part, backup_id, bytes, uncompressed_bytes);
  DROP INDEX artifact_by_backup;

  -- Which backups' archives a media artifact needs: the edges of all chains.
  CREATE TABLE chain_link (
    backup_id  TEXT NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
    source_id  TEXT NOT NULL,
    needs_id   TEXT NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (backup_id, source_id, position)
  ) STRICT;
  CREATE INDEX chain_link_needed ON chain_link (needs_id);
  CREATE INDEX chain_link_source ON chain_link (source_id, backup_id);

  -- Server-made files that were adopted, so that none is pulled twice.
  CREATE TABLE adopted (
    site_id     TEXT NOT NULL,
    path        TEXT NOT NULL,
    bytes       INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    backup_id   TEXT NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
    PRIMARY KEY (site_id, path, bytes, modified_at)
  ) STRICT;
`;

const POLICIES = `
  CREATE TABLE site_policy (
    site_id   TEXT PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    document  TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;

  -- '' stands for "all" in the key, which must be unique.
  CREATE TABLE retention_policy (
    site_id   TEXT NOT NULL,
    place_id  TEXT NOT NULL,
    document  TEXT NOT NULL CHECK (json_valid(document)),
    PRIMARY KEY (site_id, place_id)
  ) STRICT;

  -- The history of deletions outlives what was deleted: no references, hence the names as they were.
  CREATE TABLE deletion (
    id          TEXT PRIMARY KEY,
    backup_id   TEXT NOT NULL,
    site_id     TEXT NOT NULL,
    site_name   TEXT NOT NULL,
    place_id    TEXT NOT NULL,
    place_name  TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    bytes       INTEGER NOT NULL,
    deleted_at  TEXT NOT NULL,
    reason      TEXT NOT NULL,
    state       TEXT NOT NULL,
    bin         TEXT,              -- where the place keeps it; NULL: gone for good
    gone_at     TEXT,
    copy        TEXT NOT NULL CHECK (json_valid(copy))  -- as the catalog had it, to be put back
  ) STRICT;
  CREATE INDEX deletion_by_time ON deletion (deleted_at);
  CREATE INDEX deletion_in_bin ON deletion (gone_at) WHERE state = 'bin';

  -- Last attempt to bring a backup to a place that did not succeed: when to try again.
  CREATE TABLE copy_attempt (
    backup_id   TEXT NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
    place_id    TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    failures    INTEGER NOT NULL,
    problem     TEXT NOT NULL CHECK (json_valid(problem)),
    tried_at    TEXT NOT NULL,
    next_at     TEXT NOT NULL,
    PRIMARY KEY (backup_id, place_id)
  ) STRICT;
`;

const PROOF = `
  -- Tells two application keys apart: the name and the fingerprint of the manifest. NULL: none is known.
  ALTER TABLE backup ADD COLUMN application_key TEXT;
  CREATE INDEX backup_application_key ON backup (site_id, started_at, id, application_key) WHERE application_key IS NOT NULL;
  CREATE INDEX backup_good_media ON backup (site_id, started_at) WHERE media IS NOT NULL AND holding_copies > 0;
  CREATE INDEX backup_good_config ON backup (site_id, started_at) WHERE instr(parts, '"config"') > 0 AND holding_copies > 0;

  -- As the backup has them, which never changes: so that what a place holds of a site is told by an index alone.
  ALTER TABLE copy ADD COLUMN site_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE copy ADD COLUMN started_at TEXT NOT NULL DEFAULT '';
  ALTER TABLE copy ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE copy ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
  UPDATE copy SET (site_id, started_at, bytes, whole) = (SELECT site_id, started_at, bytes, whole FROM backup WHERE id = copy.backup_id);
  CREATE INDEX copy_of_site ON copy (site_id, place_id, started_at, backup_id);
  CREATE INDEX copy_counting ON copy (site_id, place_id, intact_at) WHERE failure IS NULL AND level <> 'present' AND whole = 1;
  CREATE INDEX copy_failed ON copy (site_id, place_id, started_at) WHERE failure IS NOT NULL;

  -- How many copies of a site lie in a place and their bytes, kept by the triggers below: counting them takes too long for a dashboard.
  CREATE TABLE holding (
    site_id   TEXT NOT NULL,
    place_id  TEXT NOT NULL,
    copies    INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    PRIMARY KEY (site_id, place_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO holding SELECT site_id, place_id, count(*), sum(bytes) FROM copy GROUP BY site_id, place_id;
  CREATE TRIGGER copy_held AFTER INSERT ON copy BEGIN
    INSERT INTO holding VALUES (NEW.site_id, NEW.place_id, 1, NEW.bytes)
      ON CONFLICT DO UPDATE SET copies = copies + 1, bytes = bytes + NEW.bytes;
  END;
  CREATE TRIGGER copy_let_go AFTER DELETE ON copy BEGIN
    UPDATE holding SET copies = copies - 1, bytes = bytes - OLD.bytes WHERE site_id = OLD.site_id AND place_id = OLD.place_id;
    DELETE FROM holding WHERE site_id = OLD.site_id AND place_id = OLD.place_id AND copies = 0;
  END;
`;
