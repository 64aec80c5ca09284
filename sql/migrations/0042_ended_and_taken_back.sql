-- That a person ended the time may be taken back: what it was before, and what the end of the time closed since.
ALTER TABLE shooting_timer
    ADD COLUMN stopped_from text CHECK (stopped_from IN ('running', 'paused', 'emergency')),
    ADD COLUMN changed_by text,
    ADD COLUMN closed_end integer,
    ADD COLUMN closed_mark_id uuid REFERENCES turn_marks ON DELETE SET NULL,
    ADD CONSTRAINT shooting_timer_stopped CHECK (stopped_from IS NULL OR status = 'stopped');
SELECT bound_column('shooting_timer', 'stopped_from');
SELECT bound_column('shooting_timer', 'closed_end', '{"least": 1, "most": 1000000000}');
SELECT bound_column('shooting_timer', 'changed_by', '{"most": 60, "least": 1, "is_multiline": false}');
ALTER TABLE corrections DROP CONSTRAINT corrections_kind_check,
    ADD CONSTRAINT corrections_kind_check CHECK (kind IN (
        'entered', 'changed', 'deleted', 'restored', 'turn', 'undone', 'rescored', 'withdrawn', 'roster', 'time'));
