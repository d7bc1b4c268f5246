-- When the agent began to send the item, by its own clock (clock_offset is that clock's); 0: not told.
ALTER TABLE item ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;
