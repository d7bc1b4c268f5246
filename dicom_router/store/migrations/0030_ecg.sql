-- Every electrocardiogram among the instances, the machine's readings of it, and what readers made of them.

-- state: 0 waits to be analysed, 1 analysed, 2 cannot be (a person must look). silent 1: it was there before the
-- router analysed anything, and alarms nobody. answered_at: first signed report or decision. alarmed_at: the watchdog
-- raised an alert for it.
CREATE TABLE ecg (
  instance_key INTEGER PRIMARY KEY REFERENCES instance (instance_key),
  study_key INTEGER NOT NULL REFERENCES study (study_key),
  sha256 TEXT NOT NULL,
  state SMALLINT NOT NULL DEFAULT 0,
  urgency SMALLINT NOT NULL,
  silent SMALLINT NOT NULL DEFAULT 0,
  stored_at BIGINT NOT NULL,
  opened_at BIGINT NOT NULL DEFAULT 0,
  answered_at BIGINT NOT NULL DEFAULT 0,
  alarmed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX ecg_waiting ON ecg (state, urgency, instance_key);
CREATE INDEX ecg_of_study ON ecg (study_key);
CREATE INDEX ecg_of_object ON ecg (sha256);
CREATE INDEX ecg_by_time ON ecg (stored_at);

INSERT INTO ecg (instance_key, study_key, sha256, urgency, silent, stored_at, answered_at, alarmed_at)
SELECT i.instance_key, i.study_key, o.sha256, 3, 1, o.stored_at,
       CASE WHEN s.report_status > 1 THEN o.stored_at ELSE 0 END, o.stored_at
FROM instance i JOIN object o ON o.object_key = i.object_key JOIN study s ON s.study_key = i.study_key
WHERE i.kind = 2 OR i.sop_class_uid LIKE '1.2.840.10008.5.1.4.1.1.9.1.%';

-- One row a rule version; never changed. content_sha256: the object that is rdc.v1.EcgAnalysis, serialized; '' when it
-- could not be read. tier: rdc.v1.EcgTier.
CREATE TABLE ecg_analysis (
  instance_key INTEGER NOT NULL REFERENCES ecg (instance_key),
  rule_version TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  analysed_at BIGINT NOT NULL,
  acquired_at BIGINT NOT NULL,
  tier SMALLINT NOT NULL,
  critical SMALLINT NOT NULL,
  batch_signable SMALLINT NOT NULL,
  unreadable_reason TEXT NOT NULL,
  headline_zh TEXT NOT NULL,
  headline_en TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  content_size BIGINT NOT NULL,
  PRIMARY KEY (instance_key, rule_version)
);
CREATE INDEX ecg_analysis_content ON ecg_analysis (content_sha256);
CREATE INDEX ecg_analysis_by_version ON ecg_analysis (rule_version, analysed_at);

-- content: rdc.v1.EcgOverread as JSON.
CREATE TABLE ecg_overread (
  overread_id TEXT PRIMARY KEY,
  instance_key INTEGER NOT NULL REFERENCES ecg (instance_key),
  ordinal INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (instance_key, ordinal)
);

-- What the newest signed report of a study says of an acute infarction: 1 there is one, 0 there is none.
CREATE TABLE ecg_reading (
  study_key INTEGER PRIMARY KEY REFERENCES study (study_key),
  revision_id TEXT NOT NULL,
  infarction SMALLINT NOT NULL,
  signed_at BIGINT NOT NULL
);

-- How exactly the sender's clock was known when the item began, milliseconds; -1: only by when its message came.
ALTER TABLE item ADD COLUMN clock_uncertainty BIGINT NOT NULL DEFAULT -1;
