-- Reports: a chain of revisions, never overwritten. The files are objects.
CREATE TABLE report (
  report_id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL UNIQUE REFERENCES study (study_id),
  created_at BIGINT NOT NULL
);

-- status: rdc.v1.ReportStatus. A draft has no signature and no PDF: their digests are '' and sizes 0.
CREATE TABLE report_revision (
  revision_id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES report (report_id),
  ordinal INTEGER NOT NULL,
  status SMALLINT NOT NULL,
  previous_revision_id TEXT NOT NULL,
  author_user_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  stored_at BIGINT NOT NULL,
  document_sha256 TEXT NOT NULL,
  document_size BIGINT NOT NULL,
  pdf_sha256 TEXT NOT NULL,
  pdf_size BIGINT NOT NULL,
  signature_sha256 TEXT NOT NULL,
  signature_size BIGINT NOT NULL,
  UNIQUE (report_id, ordinal)
);
