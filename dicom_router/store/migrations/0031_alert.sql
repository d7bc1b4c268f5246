-- Emergencies: cases, why somebody is alarmed, who is alarmed next and when, and the timeline. Everything the alarms
-- depend on is here: whatever dies, the next step is due at the time that is written.

-- state, tier, treatment: rdc.v1.AlertState, EcgTier, TreatmentPlan. patient_key NULL: not known yet. merged_into '':
-- stands for itself. watch_at: when the watchdog asks whether it was decided, 0 never. last_ecg_at: for joining.
CREATE TABLE alert_case (
  case_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES site (site_id),
  patient_key INTEGER REFERENCES patient (patient_key),
  patient_id TEXT NOT NULL,
  patient_name TEXT NOT NULL,
  patient_sex TEXT NOT NULL,
  patient_birth_date TEXT NOT NULL,
  patient_age TEXT NOT NULL,
  state SMALLINT NOT NULL,
  opened_at BIGINT NOT NULL,
  last_ecg_at BIGINT NOT NULL,
  answer_due_at BIGINT NOT NULL,
  watch_at BIGINT NOT NULL,
  change_sequence BIGINT NOT NULL UNIQUE,
  holder_user_id TEXT NOT NULL DEFAULT '',
  holder_name TEXT NOT NULL DEFAULT '',
  closed_at BIGINT NOT NULL DEFAULT 0,
  closed_by TEXT NOT NULL DEFAULT '',
  closed_by_name TEXT NOT NULL DEFAULT '',
  treatment SMALLINT NOT NULL DEFAULT 0,
  closing_note TEXT NOT NULL DEFAULT '',
  merged_into TEXT NOT NULL DEFAULT ''
);
CREATE INDEX alert_case_of_patient ON alert_case (patient_key, closed_at);
CREATE INDEX alert_case_open ON alert_case (closed_at, opened_at);
CREATE INDEX alert_case_watched ON alert_case (watch_at);
CREATE INDEX alert_case_merged ON alert_case (merged_into);

-- One row: the last number given out.
CREATE TABLE alert_cursor (
  id INTEGER PRIMARY KEY,
  last_change BIGINT NOT NULL
);
INSERT INTO alert_cursor (id, last_change) VALUES (1, 0);

-- The sites that take part: the first, and where the same person was recorded afterwards.
CREATE TABLE alert_case_site (
  case_id TEXT NOT NULL REFERENCES alert_case (case_id),
  site_id TEXT NOT NULL REFERENCES site (site_id),
  PRIMARY KEY (case_id, site_id)
);

CREATE TABLE alert (
  alert_id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES alert_case (case_id),
  cause SMALLINT NOT NULL,
  tier SMALLINT NOT NULL,
  reason_zh TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  rule_version TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  state SMALLINT NOT NULL,
  raised_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  acknowledged_at BIGINT NOT NULL DEFAULT 0,
  acknowledged_by TEXT NOT NULL DEFAULT '',
  repeats INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX alert_of_case ON alert (case_id, raised_at);

-- pending 1: still to be fired. fired_at 0 and pending 0: cancelled.
CREATE TABLE alert_step (
  alert_id TEXT NOT NULL REFERENCES alert (alert_id),
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  fired_at BIGINT NOT NULL DEFAULT 0,
  pending SMALLINT NOT NULL DEFAULT 1,
  PRIMARY KEY (alert_id, ordinal)
);
CREATE INDEX alert_step_due ON alert_step (pending, due_at);

CREATE TABLE alert_step_person (
  alert_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  position INTEGER NOT NULL,
  user_id TEXT NOT NULL REFERENCES account (user_id),
  display_name TEXT NOT NULL,
  PRIMARY KEY (alert_id, ordinal, position),
  FOREIGN KEY (alert_id, ordinal) REFERENCES alert_step (alert_id, ordinal)
);

-- agent_tier and the headline: the agent's own reading, 0 and '' when it told none.
CREATE TABLE alert_ecg (
  case_id TEXT NOT NULL REFERENCES alert_case (case_id),
  sha256 TEXT NOT NULL,
  instance_key INTEGER REFERENCES ecg (instance_key),
  item_id TEXT NOT NULL,
  agent_tier SMALLINT NOT NULL,
  agent_rule_version TEXT NOT NULL,
  agent_headline_zh TEXT NOT NULL,
  agent_headline_en TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, sha256)
);
CREATE INDEX alert_ecg_object ON alert_ecg (sha256);

-- at, measured_at: source's clock. offset_ms, clock_uncertainty: -1 in the latter means never measured.
-- centre_at and centre_uncertainty (-1: unknown): corrected once, when it was recorded.
CREATE TABLE alert_point (
  point_id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES alert_case (case_id),
  kind SMALLINT NOT NULL,
  at BIGINT NOT NULL,
  source SMALLINT NOT NULL,
  offset_ms BIGINT NOT NULL,
  clock_uncertainty BIGINT NOT NULL,
  measured_at BIGINT NOT NULL,
  centre_at BIGINT NOT NULL,
  centre_uncertainty BIGINT NOT NULL,
  replaces TEXT NOT NULL,
  edit_reason TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  note TEXT NOT NULL,
  subject TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  machine TEXT NOT NULL,
  user_id TEXT NOT NULL
);
CREATE INDEX alert_point_of_case ON alert_point (case_id, centre_at);
CREATE INDEX alert_point_replaced ON alert_point (replaces);

-- What people did, once each. kind: 'acknowledge', 'decide', 'close', 'advise'. content: rdc.v1.Decision as JSON for a
-- decision, '' otherwise.
CREATE TABLE alert_action (
  action_id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES alert_case (case_id),
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX alert_action_of_case ON alert_action (case_id, kind, at);

CREATE TABLE alert_answer (
  answer_id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES alert_case (case_id),
  written_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  read_back_at BIGINT NOT NULL DEFAULT 0,
  read_back_by TEXT NOT NULL DEFAULT '',
  read_back_text TEXT NOT NULL DEFAULT ''
);
CREATE INDEX alert_answer_of_case ON alert_answer (case_id, written_at);

-- content: rdc.v1.Rota as JSON. Versions are never changed; the highest counts.
CREATE TABLE rota (
  version INTEGER PRIMARY KEY,
  set_at BIGINT NOT NULL,
  content TEXT NOT NULL
);

-- Notices to the world outside (SMS gateways, the 120 centre): each endpoint gets each once at least.
-- content: the JSON body. next_at 0: done, given up (failed 1) or delivered.
CREATE TABLE webhook_notice (
  notice_id TEXT PRIMARY KEY,
  endpoint TEXT NOT NULL,
  event TEXT NOT NULL,
  case_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  content TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  failed SMALLINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX webhook_waiting ON webhook_notice (next_at);
