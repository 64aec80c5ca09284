-- A round of several distances is a session for each: `round_id` is the id of the first of them, null for that one and
-- for a session that goes on with none. No key: the others still belong together when the first is deleted.

ALTER TABLE sessions ADD COLUMN round_id uuid;
CREATE INDEX sessions_of_round ON sessions (coalesce(round_id, id));
