-- What waits to be read: one row a study. status holds rdc.v1.WorklistStatus without CLAIMED, which is status UNREAD
-- with a lease. change_sequence is the feed's cursor: every change takes the next number, so a reader who remembers the
-- highest number seen misses nothing.

CREATE TABLE worklist_item (
  item_id TEXT PRIMARY KEY,
  study_key INTEGER NOT NULL UNIQUE REFERENCES study (study_key),
  change_sequence BIGINT NOT NULL UNIQUE,
  urgency SMALLINT NOT NULL,
  status SMALLINT NOT NULL,
  reading_group TEXT NOT NULL,
  sign_off SMALLINT NOT NULL,
  received_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  holder_user_id TEXT NOT NULL,
  holder_name TEXT NOT NULL,
  holder_machine TEXT NOT NULL,
  lease_until BIGINT NOT NULL
);
CREATE INDEX worklist_order ON worklist_item (status, urgency, due_at);
CREATE INDEX worklist_lease ON worklist_item (lease_until);

-- One row: the last number given out.
CREATE TABLE worklist_cursor (
  id INTEGER PRIMARY KEY,
  last_change BIGINT NOT NULL
);
INSERT INTO worklist_cursor (id, last_change) VALUES (1, 0);
