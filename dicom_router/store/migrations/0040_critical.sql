-- Critical values of imaging and routine ECGs. A notice is never changed; what became of it is beside it.

-- content: rdc.v1.CriticalNotice as JSON, as it was sent. read_back: rdc.v1.CriticalReadBack as JSON, '' until there is
-- one. acted_at: when the first action was recorded. look_at: when the router asks whether a step is overdue, 0 never.
CREATE TABLE critical_notice (
  notice_id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL REFERENCES study (study_id),
  site_id TEXT NOT NULL REFERENCES site (site_id),
  notified_by TEXT NOT NULL,
  notified_at BIGINT NOT NULL,
  content TEXT NOT NULL,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  read_back_at BIGINT NOT NULL DEFAULT 0,
  read_back TEXT NOT NULL DEFAULT '',
  acted_at BIGINT NOT NULL DEFAULT 0,
  closed_at BIGINT NOT NULL DEFAULT 0,
  closed_by TEXT NOT NULL DEFAULT '',
  closed_by_name TEXT NOT NULL DEFAULT '',
  closing_note TEXT NOT NULL DEFAULT '',
  look_at BIGINT NOT NULL,
  change_sequence BIGINT NOT NULL UNIQUE
);
CREATE INDEX critical_notice_of_study ON critical_notice (study_id, notified_at);
CREATE INDEX critical_notice_by_time ON critical_notice (notified_at);
CREATE INDEX critical_notice_open ON critical_notice (closed_at, change_sequence);
CREATE INDEX critical_notice_look ON critical_notice (look_at);

-- One row: the last number given out.
CREATE TABLE critical_cursor (
  id INTEGER PRIMARY KEY,
  last_change BIGINT NOT NULL
);
INSERT INTO critical_cursor (id, last_change) VALUES (1, 0);

-- content: rdc.v1.CriticalAction as JSON.
CREATE TABLE critical_action (
  action_id TEXT PRIMARY KEY,
  notice_id TEXT NOT NULL REFERENCES critical_notice (notice_id),
  recorded_at BIGINT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX critical_action_of_notice ON critical_action (notice_id, recorded_at);
