import type { Migration } from '../migrate.ts';

/** Times are UTC ISO 8601 with milliseconds, so their order as text is their order in time. Ids are lower-case UUIDs. */
export const firstCatalog: Migration = {
  version: 1,
  name: 'servers, sites, sources, backups with artifacts and copies, places, jobs, settings',
  up(db) {
    db.exec(REGISTER);
    db.exec(BACKUPS);
    db.exec(WORK);
  },
};

const REGISTER = `
  CREATE TABLE server (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE COLLATE NOCASE,
    address         TEXT NOT NULL,
    port            INTEGER NOT NULL,
    user            TEXT NOT NULL,
    authentication  TEXT NOT NULL CHECK (json_valid(authentication)),
    jump_server_id  TEXT REFERENCES server (id),
    host_key        TEXT CHECK (json_valid(host_key)),  -- NULL: no person has accepted a key
    created_at      TEXT NOT NULL
  ) STRICT;
  CREATE INDEX server_by_jump ON server (jump_server_id) WHERE jump_server_id IS NOT NULL;

  CREATE TABLE site (
    id          TEXT PRIMARY KEY,
    server_id   TEXT NOT NULL REFERENCES server (id),
    -- Also a folder name: two that differ only in case would meet on Windows and macOS.
    name        TEXT NOT NULL UNIQUE COLLATE NOCASE,
    root        TEXT NOT NULL,
    profile     TEXT NOT NULL,
    url         TEXT,
    framework   TEXT,
    created_at  TEXT NOT NULL
  ) STRICT;
  CREATE INDEX site_by_server ON site (server_id);

  CREATE TABLE source (
    id        TEXT PRIMARY KEY,
    site_id   TEXT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    settings  TEXT NOT NULL CHECK (json_valid(settings))  -- what this kind of source needs beyond the columns
  ) STRICT;
  CREATE INDEX source_by_site ON source (site_id);

  CREATE TABLE place (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    folder  TEXT NOT NULL
  ) STRICT;
`;

const BACKUPS = `
  -- No reference to site and server: backups outlive both, hence the names as they were.
  CREATE TABLE backup (
    id              TEXT PRIMARY KEY,
    site_id         TEXT NOT NULL,
    server_id       TEXT NOT NULL,
    site_name       TEXT NOT NULL,
    server_name     TEXT NOT NULL,
    occasion        TEXT NOT NULL,  -- the model's trigger, which is a word of SQL
    label           TEXT,
    kind            TEXT NOT NULL,
    folder          TEXT NOT NULL,
    started_at      TEXT NOT NULL,
    completed_at    TEXT NOT NULL,
    bytes           INTEGER NOT NULL,
    databases       TEXT NOT NULL CHECK (json_valid(databases)),
    warnings        TEXT NOT NULL CHECK (json_valid(warnings)),
    -- Copies whose last check did not fail; kept by the triggers below.
    holding_copies  INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX backup_by_time ON backup (started_at, id);
  CREATE INDEX backup_by_folder ON backup (folder);
  -- With bytes, so that a site's totals are read from the index alone.
  CREATE INDEX backup_by_site ON backup (site_id, started_at, id, bytes);
  CREATE INDEX backup_full ON backup (site_id, started_at, id) WHERE kind = 'full';
  CREATE INDEX backup_good ON backup (site_id, started_at) WHERE kind = 'full' AND holding_copies > 0;

  -- Apart from backup: inventories are large and lists never need them.
  CREATE TABLE manifest (
    backup_id  TEXT PRIMARY KEY REFERENCES backup (id) ON DELETE CASCADE,
    document   TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;

  CREATE TABLE artifact (
    id                  TEXT PRIMARY KEY,
    backup_id           TEXT NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
    source_id           TEXT NOT NULL,
    part                TEXT NOT NULL,
    kind                TEXT NOT NULL,
    compression         TEXT NOT NULL,
    file                TEXT NOT NULL,
    bytes               INTEGER NOT NULL,
    uncompressed_bytes  INTEGER NOT NULL,
    sha256              TEXT NOT NULL,
    captured_from       TEXT NOT NULL
  ) STRICT;
  CREATE INDEX artifact_by_backup ON artifact (backup_id);
  CREATE INDEX artifact_by_source ON artifact (source_id, kind, compression, captured_from);

  CREATE TABLE copy (
    backup_id   TEXT NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
    place_id    TEXT NOT NULL REFERENCES place (id),
    location    TEXT NOT NULL,
    level       TEXT NOT NULL,
    present_at  TEXT NOT NULL,
    intact_at   TEXT,
    sound_at    TEXT,
    proven_at   TEXT,
    failure     TEXT CHECK (json_valid(failure)),  -- NULL: the proof holds
    PRIMARY KEY (backup_id, place_id)
  ) STRICT;
  CREATE INDEX copy_by_place ON copy (place_id);

  CREATE TRIGGER copy_added AFTER INSERT ON copy BEGIN
    UPDATE backup SET holding_copies = (SELECT count(*) FROM copy WHERE backup_id = NEW.backup_id AND failure IS NULL) WHERE id = NEW.backup_id;
  END;
  CREATE TRIGGER copy_changed AFTER UPDATE OF failure ON copy BEGIN
    UPDATE backup SET holding_copies = (SELECT count(*) FROM copy WHERE backup_id = NEW.backup_id AND failure IS NULL) WHERE id = NEW.backup_id;
  END;
  CREATE TRIGGER copy_removed AFTER DELETE ON copy BEGIN
    UPDATE backup SET holding_copies = (SELECT count(*) FROM copy WHERE backup_id = OLD.backup_id AND failure IS NULL) WHERE id = OLD.backup_id;
  END;
`;

const WORK = `
  -- The history of work outlives servers, sites and backups: no references.
  CREATE TABLE job (
    id                TEXT PRIMARY KEY,
    kind              TEXT NOT NULL,
    title             TEXT NOT NULL,
    server_id         TEXT,
    site_id           TEXT,
    state             TEXT NOT NULL,
    cancel_requested  INTEGER NOT NULL DEFAULT 0,
    progress          TEXT CHECK (json_valid(progress)),
    problem           TEXT CHECK (json_valid(problem)),
    backup_id         TEXT,
    created_at        TEXT NOT NULL,
    started_at        TEXT,
    ended_at          TEXT,
    params            TEXT NOT NULL CHECK (json_valid(params))  -- what "again" starts the same work with
  ) STRICT;
  CREATE INDEX job_by_time ON job (created_at);
  CREATE INDEX job_by_site ON job (site_id, created_at);
  CREATE INDEX job_outcome ON job (site_id, kind, created_at) WHERE state IN ('succeeded', 'warning', 'failed', 'interrupted');
  CREATE INDEX job_active ON job (site_id) WHERE state IN ('queued', 'running');

  CREATE TABLE setting (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL CHECK (json_valid(value))
  ) STRICT;
`;
