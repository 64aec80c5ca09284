-- Standard words for functions, columns and constraints: which shots are underived, when an event that is set aside was
-- received, the key of a request that may be repeated.
DROP FUNCTION IF EXISTS store_as_heard();
DROP FUNCTION IF EXISTS is_stored_as_heard();
DROP FUNCTION IF EXISTS derive_as_heard();
DROP FUNCTION IF EXISTS shot_as_said(jsonb);
DROP FUNCTION IF EXISTS goal_as_said(uuid);
DROP FUNCTION IF EXISTS board_as_said();
DROP FUNCTION IF EXISTS roster_as_said(uuid);
-- made anew with the other routines: a view does not follow a column that is renamed
DROP VIEW IF EXISTS shot_read;
ALTER TABLE shots RENAME COLUMN is_as_heard TO is_underived;
ALTER INDEX shots_as_heard RENAME TO shots_underived;
-- shots that were deleted before the column was added had no value for it, and could not be restored
UPDATE deleted_shots
   SET shot = (shot - 'is_as_heard')
              || jsonb_build_object('is_underived', coalesce(shot -> 'is_as_heard' = 'true', false))
 WHERE jsonb_typeof(shot) = 'object';
ALTER TABLE set_aside RENAME COLUMN heard_at TO received_at;
ALTER TABLE set_aside RENAME CONSTRAINT set_aside_heard_at_in_domain TO set_aside_received_at_in_domain;
ALTER TABLE answers RENAME COLUMN word TO key;
ALTER TABLE answers DROP CONSTRAINT answers_word_in_domain;
SELECT bound_column('answers', 'key', '{"most": 60, "least": 1, "is_multiline": false}');
ALTER TABLE detections RENAME CONSTRAINT detection_resolved_when_told TO detection_resolved_with_time;
