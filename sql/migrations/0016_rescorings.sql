-- Scoring a session again is a correction too.

ALTER TABLE corrections DROP CONSTRAINT corrections_kind_check,
    ADD CONSTRAINT corrections_kind_check
    CHECK (kind IN ('entered', 'changed', 'deleted', 'restored', 'turn', 'undone', 'rescored'));
