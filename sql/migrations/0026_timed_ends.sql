-- The end that is timed, which the timer closes: null where it was closed already, or none is timed.
ALTER TABLE shooting_timer ADD COLUMN session_id uuid REFERENCES sessions ON DELETE SET NULL, ADD COLUMN end_number integer;
SELECT bound_column('shooting_timer', 'end_number', '{"least": 1, "most": 1000000000}');
