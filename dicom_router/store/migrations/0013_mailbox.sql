-- What flows to a site: letters numbered 1, 2, 3 … within it.
CREATE TABLE mailbox (
  site_id TEXT PRIMARY KEY REFERENCES site (site_id),
  last_sequence BIGINT NOT NULL
);

-- content: rdc.v1.Letter as JSON. verdict: rdc.v1.AcknowledgeRequest.Verdict, 0 until acknowledged.
CREATE TABLE letter (
  letter_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES mailbox (site_id),
  sequence BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  acknowledged_at BIGINT NOT NULL DEFAULT 0,
  verdict SMALLINT NOT NULL DEFAULT 0,
  verdict_detail TEXT NOT NULL DEFAULT '',
  UNIQUE (site_id, sequence)
);
CREATE INDEX letter_unacknowledged ON letter (acknowledged_at, site_id);

CREATE TABLE letter_attachment (
  letter_id TEXT NOT NULL REFERENCES letter (letter_id),
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (letter_id, sha256)
);
