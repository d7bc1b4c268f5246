-- Who did what to what. hash chains each row to the one before (dicom_router/audit/audit_log.h).
CREATE TABLE audit_event (
  sequence BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  machine TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_of_subject ON audit_event (subject, sequence);
CREATE INDEX audit_of_user ON audit_event (user_id, sequence);

-- One row: where the chain ends. seal is keyed, so that a cut tail cannot be covered up.
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY,
  last_sequence BIGINT NOT NULL,
  hash TEXT NOT NULL,
  seal TEXT NOT NULL
);
INSERT INTO audit_head (id, last_sequence, hash, seal) VALUES (1, 0, '', '');
