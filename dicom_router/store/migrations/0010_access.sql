-- Who may reach the router: machines by certificate, people by password, and the devices behind the agents.

-- name is the certificate's common name: "agent/<site_id>" or "station/<name>". site_id: agents only.
CREATE TABLE machine (
  machine_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  site_id TEXT REFERENCES site (site_id),
  created_at BIGINT NOT NULL
);

-- A machine has several while it renews. revoked is for good.
CREATE TABLE machine_certificate (
  fingerprint TEXT PRIMARY KEY,
  machine_id TEXT NOT NULL REFERENCES machine (machine_id),
  not_after BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX certificate_of_machine ON machine_certificate (machine_id);

-- charset_override: the DICOM defined term the device should have declared, or ''.
CREATE TABLE device (
  device_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES site (site_id),
  ae_title TEXT NOT NULL,
  name TEXT NOT NULL,
  charset_override TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (site_id, ae_title)
);

-- user_name is lower case. password_hash is libsodium's Argon2id string.
CREATE TABLE account (
  user_id TEXT PRIMARY KEY,
  user_name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change_password SMALLINT NOT NULL,
  disabled SMALLINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

CREATE TABLE account_role (
  user_id TEXT NOT NULL REFERENCES account (user_id),
  role SMALLINT NOT NULL,
  PRIMARY KEY (user_id, role)
);

-- Failures in a row, by the name that was typed, whether or not anyone has it: a lock does not tell which names exist.
CREATE TABLE login_failure (
  user_name TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
);

-- token_hash is the SHA-256 of the token; the token itself is nowhere. ended_at 0: alive.
CREATE TABLE login_session (
  session_id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES account (user_id),
  machine_id TEXT NOT NULL REFERENCES machine (machine_id),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX session_of_user ON login_session (user_id, ended_at);

-- replaced_at 0: the one the person signs with now. Old ones stay, to verify what they signed.
CREATE TABLE signer_certificate (
  fingerprint TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account (user_id),
  certificate_pem TEXT NOT NULL,
  key_envelope TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  replaced_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX signer_of_user ON signer_certificate (user_id, replaced_at);
