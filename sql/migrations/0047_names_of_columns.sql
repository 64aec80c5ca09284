-- Columns are called by what is in them: from when on a turn mark holds, who set it, when a loss came into the record.
ALTER TABLE turn_marks RENAME COLUMN said_at TO holds_from;
ALTER TABLE turn_marks RENAME COLUMN said_by TO set_by;
ALTER TABLE turn_marks DROP CONSTRAINT turn_marks_said_at_in_domain, DROP CONSTRAINT turn_marks_said_by_in_domain;
SELECT bound_column('turn_marks', 'holds_from');
SELECT bound_column('turn_marks', 'set_by', '{"most": 60, "least": 1, "is_multiline": false}');
ALTER TABLE losses RENAME COLUMN told_at TO recorded_at;
ALTER TABLE losses DROP CONSTRAINT losses_told_at_in_domain;
SELECT bound_column('losses', 'recorded_at');
