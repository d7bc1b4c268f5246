-- Each restoration from a backup begins a new life of the archive: what came after the backup is gone here, so every
-- site gives its whole account again when it hears a life_id it does not know. No row: the first life.
CREATE TABLE archive_life (
  life_id TEXT PRIMARY KEY,
  begun_at BIGINT NOT NULL
);
