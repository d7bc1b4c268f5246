-- The archive: sites, the bytes they sent, and what those bytes are.
--
-- Keys that many rows carry are small integers counted upwards, so that their indexes grow at one end; the only index
-- that grows at random places is the digest's. Times are microseconds UTC. Where a text may be missing it is ''.

CREATE TABLE site (
  site_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  revoked SMALLINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

-- A file in the object store. Its name is its digest.
CREATE TABLE object (
  object_key INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  size BIGINT NOT NULL,
  stored_at BIGINT NOT NULL
);

-- What a site sent: one row an upload that came to an end. state: 'stored', 'duplicate', 'rejected'.
CREATE TABLE item (
  item_key INTEGER PRIMARY KEY,
  item_id TEXT NOT NULL UNIQUE,
  site_id TEXT NOT NULL REFERENCES site (site_id),
  object_key INTEGER REFERENCES object (object_key),
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  coding SMALLINT NOT NULL,
  coded_size BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  urgency SMALLINT NOT NULL,
  source TEXT NOT NULL,
  charset_override TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  clock_offset BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE INDEX item_of_site ON item (site_id, state);

-- A person as an issuer knows them. issuer: 'CN' for a valid identity-card number, 'site:ID' for a site's own numbers,
-- 'study:ID' where the device sent no number at all.
CREATE TABLE patient (
  patient_key INTEGER PRIMARY KEY,
  issuer TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  UNIQUE (issuer, patient_id)
);

-- A study of a site, with the patient as this study's device wrote them.
CREATE TABLE study (
  study_key INTEGER PRIMARY KEY,
  study_id TEXT NOT NULL UNIQUE,
  site_id TEXT NOT NULL REFERENCES site (site_id),
  study_instance_uid TEXT NOT NULL,
  patient_key INTEGER NOT NULL REFERENCES patient (patient_key),
  patient_id TEXT NOT NULL,
  patient_name TEXT NOT NULL,
  patient_sex TEXT NOT NULL,
  patient_birth_date TEXT NOT NULL,
  patient_age TEXT NOT NULL,
  accession_number TEXT NOT NULL,
  description TEXT NOT NULL,
  body_part TEXT NOT NULL,
  clinical_history TEXT NOT NULL,
  modalities TEXT NOT NULL,
  study_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  series_count INTEGER NOT NULL,
  instance_count INTEGER NOT NULL,
  has_conflict SMALLINT NOT NULL,
  report_id TEXT NOT NULL DEFAULT '',
  report_status SMALLINT NOT NULL DEFAULT 0,
  UNIQUE (site_id, study_instance_uid)
);
CREATE INDEX study_of_patient ON study (patient_key, study_at);

CREATE TABLE series (
  series_key INTEGER PRIMARY KEY,
  study_key INTEGER NOT NULL REFERENCES study (study_key),
  series_instance_uid TEXT NOT NULL,
  modality TEXT NOT NULL,
  series_number INTEGER NOT NULL,
  description TEXT NOT NULL,
  body_part TEXT NOT NULL,
  UNIQUE (study_key, series_instance_uid)
);

CREATE TABLE instance (
  instance_key INTEGER PRIMARY KEY,
  study_key INTEGER NOT NULL REFERENCES study (study_key),
  series_key INTEGER NOT NULL REFERENCES series (series_key),
  object_key INTEGER NOT NULL REFERENCES object (object_key),
  item_key INTEGER NOT NULL REFERENCES item (item_key),
  sop_instance_uid TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  instance_number INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  column_count INTEGER NOT NULL,
  frame_count INTEGER NOT NULL,
  kind SMALLINT NOT NULL,
  charset_override TEXT NOT NULL,
  conflict SMALLINT NOT NULL,
  unreadable_reason TEXT NOT NULL,
  UNIQUE (study_key, sop_instance_uid, object_key)
);
CREATE INDEX instance_of_object ON instance (object_key);

-- The agent's side of the no-loss ledger, as it last reported it.
CREATE TABLE agent_item (
  item_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES site (site_id),
  sha256 TEXT NOT NULL,
  state SMALLINT NOT NULL,
  received_at BIGINT NOT NULL,
  size BIGINT NOT NULL,
  bytes_sent BIGINT NOT NULL,
  reported_at BIGINT NOT NULL
);
CREATE INDEX agent_item_of_site ON agent_item (site_id, state);
