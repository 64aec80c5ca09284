-- A goal of arrows and the chosen board are corrected as shots are: each change is kept, with who made it and when.
ALTER TABLE corrections
    ALTER COLUMN session_id DROP NOT NULL,
    ADD COLUMN archer_id uuid REFERENCES archers ON DELETE CASCADE,
    DROP CONSTRAINT corrections_kind_check,
    ADD CONSTRAINT corrections_kind_check
    CHECK (kind IN ('entered', 'changed', 'deleted', 'restored', 'turn', 'undone', 'rescored', 'withdrawn', 'roster', 'time',
                    'goal', 'board')),
    ADD CONSTRAINT corrections_of_one
    CHECK ((session_id IS NULL) = (kind IN ('goal', 'board')) AND (archer_id IS NULL) = (kind <> 'goal'));
DROP INDEX corrections_newest_first;
-- of a session, of an archer, or of the box
CREATE INDEX corrections_newest_first
    ON corrections (coalesce(session_id, archer_id, '00000000-0000-0000-0000-000000000000'), made_at, id);
CREATE INDEX corrections_of_session ON corrections (session_id, shot_id);
CREATE INDEX corrections_of_archer ON corrections (archer_id) WHERE archer_id IS NOT NULL;
INSERT INTO corrections (archer_id, made_at, clock_id, made_by, kind, after)
SELECT archer_id, set_at, NULL, set_by, 'goal', jsonb_build_object('arrows', arrows, 'period', period)
  FROM arrow_goals WHERE set_at IS NOT NULL;
INSERT INTO corrections (made_at, clock_id, made_by, kind, after)
SELECT chosen_at, NULL, chosen_by, 'board',
       jsonb_build_object('url', url, 'protocol', protocol, 'baud', baud, 'board_name', board_name)
  FROM node_connections;
ALTER TABLE arrow_goals DROP COLUMN set_at, DROP COLUMN set_by;
ALTER TABLE node_connections DROP COLUMN chosen_at, DROP COLUMN chosen_by;
