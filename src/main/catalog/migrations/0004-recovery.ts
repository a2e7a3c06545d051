import type { Migration } from '../migrate.ts';

/** Incidents, restores with their journal, drills, and how each site is taken through a restore. */
export const recovery: Migration = {
  version: 4,
  name: 'incidents, restores, drills, recovery settings',
  up(db) {
    db.exec(RECOVERY);
  },
};

// Records of their own, not of their site: an incident is still read when its site was removed. Documents, because each is read and written whole.
const RECOVERY = `
  CREATE TABLE incident (
    id         TEXT PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE,
    site_id    TEXT NOT NULL,
    opened_at  TEXT NOT NULL,
    closed_at  TEXT,
    document   TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE INDEX incident_by_time ON incident (opened_at);
  CREATE INDEX incident_of_site ON incident (site_id, opened_at);

  CREATE TABLE restore (
    id              TEXT PRIMARY KEY,
    incident_id     TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    site_id         TEXT NOT NULL,
    target_site_id  TEXT NOT NULL,
    state           TEXT NOT NULL,
    undo            TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    document        TEXT NOT NULL CHECK (json_valid(document)),
    -- What each step must know to be undone or gone on with after a crash, by step id: written before the step changes anything.
    memo            TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(memo))
  ) STRICT;
  CREATE INDEX restore_by_time ON restore (created_at);
  CREATE INDEX restore_of_target ON restore (target_site_id, created_at);
  CREATE INDEX restore_open ON restore (state) WHERE state IN ('running', 'interrupted', 'stuck');

  CREATE TABLE drill (
    id          TEXT PRIMARY KEY,
    site_id     TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    document    TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE INDEX drill_of_site ON drill (site_id, started_at, outcome);

  CREATE TABLE site_recovery (
    site_id   TEXT PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    recovery  TEXT CHECK (json_valid(recovery)),
    drill     TEXT CHECK (json_valid(drill))
  ) STRICT;
`;
