import type { Migration } from '../migrate.ts';

/** Schedules and what became of each slot, cron on servers, alerts, the audit, anomalies, health over time, checklists. */
export const runningAlone: Migration = {
  version: 5,
  name: 'schedules, cron, alerts, audit, anomalies, health, checklists',
  up(db) {
    db.exec(SCHEDULE);
    db.exec(ALERTS);
    db.exec(WATCH);
    db.exec(RITUAL);
    db.exec(FIND);
  },
};

const SCHEDULE = `
  CREATE TABLE schedule (
    site_id   TEXT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    work      TEXT NOT NULL,
    document  TEXT NOT NULL CHECK (json_valid(document)),
    PRIMARY KEY (site_id, work)
  ) STRICT, WITHOUT ROWID;

  -- One row for each time at which something was due, whatever became of it.
  CREATE TABLE slot (
    site_id     TEXT NOT NULL,
    work        TEXT NOT NULL,
    due_at      TEXT NOT NULL,
    state       TEXT NOT NULL,
    settled_at  TEXT,
    document    TEXT NOT NULL CHECK (json_valid(document)),
    PRIMARY KEY (site_id, work, due_at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX slot_by_time ON slot (due_at);
  CREATE INDEX slot_open ON slot (due_at) WHERE state IN ('waiting', 'running');

  CREATE TABLE site_cron (
    site_id   TEXT PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    document  TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
`;

const ALERTS = `
  -- Conditions that hold or held; one open row for each key.
  CREATE TABLE alert_condition (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL,
    site_id      TEXT,
    opened_at    TEXT NOT NULL,
    resolved_at  TEXT,
    document     TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE UNIQUE INDEX alert_condition_open ON alert_condition (key) WHERE resolved_at IS NULL;
  CREATE INDEX alert_condition_by_time ON alert_condition (opened_at);

  CREATE TABLE alert_message (
    id            TEXT PRIMARY KEY,
    channel       TEXT NOT NULL,
    condition_id  TEXT,
    state         TEXT NOT NULL,
    created_at    TEXT NOT NULL,
    settled_at    TEXT,
    document      TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE INDEX alert_message_unsettled ON alert_message (created_at) WHERE settled_at IS NULL;
  CREATE INDEX alert_message_settled ON alert_message (settled_at) WHERE settled_at IS NOT NULL;
  CREATE INDEX alert_message_of_condition ON alert_message (condition_id) WHERE condition_id IS NOT NULL;

  -- What the next daily report tells of single events.
  CREATE TABLE alert_digest_line (
    id        TEXT PRIMARY KEY,
    at        TEXT NOT NULL,
    document  TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;

  -- Ended jobs whose outcome has become messages, so that none is told twice and none is left out.
  CREATE TABLE alert_job (
    job_id  TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID;
`;

const WATCH = `
  -- Each entry's hash covers the hash before it, so that a removed or changed row shows. The document is the entry as it was hashed.
  CREATE TABLE audit_entry (
    seq       INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    action    TEXT NOT NULL,
    site_id   TEXT,
    outcome   TEXT NOT NULL,
    document  TEXT NOT NULL CHECK (json_valid(document)),
    hash      TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_entry_by_time ON audit_entry (at);
  CREATE INDEX audit_entry_by_action ON audit_entry (action);

  -- The last entry that the record's own retention let go; the oldest one that is left chains to its hash.
  CREATE TABLE audit_anchor (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    seq   INTEGER NOT NULL,
    hash  TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'an audit entry does not change'); END;
  CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    WHEN OLD.seq > coalesce((SELECT seq FROM audit_anchor), 0)
    BEGIN SELECT RAISE(ABORT, 'an audit entry goes only behind the anchor'); END;

  CREATE TABLE anomaly (
    id               TEXT PRIMARY KEY,
    site_id          TEXT NOT NULL,
    at               TEXT NOT NULL,
    acknowledged_at  TEXT,
    document         TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE INDEX anomaly_of_site ON anomaly (site_id, at);
  CREATE INDEX anomaly_open ON anomaly (site_id) WHERE acknowledged_at IS NULL;

  -- What is watched of each backup, read out of its manifest once: a backup without a row was not looked at yet.
  CREATE TABLE trend_point (
    backup_id   TEXT PRIMARY KEY REFERENCES backup (id) ON DELETE CASCADE,
    site_id     TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    document    TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE INDEX trend_point_of_site ON trend_point (site_id, started_at);

  -- The last score of each day of this computer's zone, and the lowest that was recorded on it.
  CREATE TABLE health_day (
    site_id   TEXT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    day       TEXT NOT NULL,
    score     INTEGER NOT NULL,
    lowest    INTEGER NOT NULL,
    PRIMARY KEY (site_id, day)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX health_day_by_day ON health_day (day, site_id, score, lowest);

  -- Of servers, accounts and places, the last reading of each day, in bytes. Without a total: there is no end to it that is known.
  CREATE TABLE disk_reading (
    subject      TEXT NOT NULL,
    day          TEXT NOT NULL,
    at           TEXT NOT NULL,
    used_bytes   INTEGER NOT NULL,
    total_bytes  INTEGER,
    PRIMARY KEY (subject, day)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX disk_reading_by_day ON disk_reading (day);

  -- For the dashboard: the last deletion and re-reading of all; backups no copy of which is shown to be intact.
  CREATE INDEX job_outcome_of_all ON job (kind, created_at) WHERE state IN ('succeeded', 'warning', 'failed', 'interrupted');
  CREATE INDEX backup_unproved ON backup (site_id, started_at, id) WHERE copy_count > 0 AND best_level < 2;

  -- Of each site the backups that lie anywhere, their bytes, and those no copy of which is shown to be intact, kept by the triggers below: counting
  -- 100,000 of them with every change takes longer than all the rest of the dashboard.
  CREATE TABLE site_sum (
    site_id   TEXT PRIMARY KEY,
    backups   INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    unproved  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO site_sum SELECT site_id, count(*), sum(bytes), sum(best_level < 2) FROM backup WHERE copy_count > 0 GROUP BY site_id;
  CREATE TRIGGER backup_summed AFTER UPDATE OF copy_count, best_level ON backup
    WHEN (OLD.copy_count > 0) <> (NEW.copy_count > 0) OR (OLD.best_level < 2) <> (NEW.best_level < 2) BEGIN
    INSERT INTO site_sum VALUES (NEW.site_id, 0, 0, 0) ON CONFLICT DO NOTHING;
    UPDATE site_sum SET
      backups = backups + (NEW.copy_count > 0) - (OLD.copy_count > 0),
      bytes = bytes + NEW.bytes * ((NEW.copy_count > 0) - (OLD.copy_count > 0)),
      unproved = unproved + (NEW.copy_count > 0 AND NEW.best_level < 2) - (OLD.copy_count > 0 AND OLD.best_level < 2)
    WHERE site_id = NEW.site_id;
  END;
  CREATE TRIGGER backup_unsummed AFTER DELETE ON backup WHEN OLD.copy_count > 0 BEGIN
    UPDATE site_sum SET backups = backups - 1, bytes = bytes - OLD.bytes, unproved = unproved - (OLD.best_level < 2) WHERE site_id = OLD.site_id;
  END;
`;

const RITUAL = `
  -- One row for each list and period (a week, a month, a quarter), with every step's evidence and confirmation.
  CREATE TABLE checklist_run (
    list          TEXT NOT NULL,
    period        TEXT NOT NULL,
    started_at    TEXT NOT NULL,
    completed_at  TEXT,
    document      TEXT NOT NULL CHECK (json_valid(document)),
    PRIMARY KEY (list, period)
  ) STRICT, WITHOUT ROWID;

  -- The operator's own papers: contacts, hosting panel, who decides. Of a site, or of all of them ('').
  CREATE TABLE operator_document (
    site_id   TEXT PRIMARY KEY,
    document  TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
  CREATE TRIGGER operator_document_of_gone_site AFTER DELETE ON site BEGIN
    DELETE FROM operator_document WHERE site_id = OLD.id;
  END;

  -- What was last written and printed of the emergency card of a site.
  CREATE TABLE emergency_card (
    site_id   TEXT PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    document  TEXT NOT NULL CHECK (json_valid(document))
  ) STRICT;
`;

const FIND = `
  -- Few of 100,000 backups have a name or a note; what is typed into the search looks at these alone, in the index.
  CREATE INDEX backup_named ON backup (started_at, id, copy_count, site_id, search_text) WHERE label IS NOT NULL OR label_now IS NOT NULL OR note <> '';
`;
