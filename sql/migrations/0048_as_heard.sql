-- Shots that were stored by their place alone, for a row beside them could not be read: what follows from it is derived as
-- soon as it can be (derive_as_heard).
ALTER TABLE shots ADD COLUMN is_as_heard boolean NOT NULL DEFAULT false;
CREATE INDEX shots_as_heard ON shots (session_id, shot_at, seq) WHERE is_as_heard;
