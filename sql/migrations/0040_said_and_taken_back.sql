-- Who shoots, how many arrows are meant to be shot, where the board is: who said so, and when.
ALTER TABLE corrections DROP CONSTRAINT corrections_kind_check,
    ADD CONSTRAINT corrections_kind_check
    CHECK (kind IN ('entered', 'changed', 'deleted', 'restored', 'turn', 'undone', 'rescored', 'withdrawn', 'roster'));
ALTER TABLE arrow_goals ADD COLUMN set_at timestamptz, ADD COLUMN set_by text;
SELECT bound_column('arrow_goals', 'set_at');
SELECT bound_column('arrow_goals', 'set_by', '{"most": 60, "least": 1, "is_multiline": false}');
ALTER TABLE node_connections ADD COLUMN chosen_by text;
SELECT bound_column('node_connections', 'chosen_by', '{"most": 60, "least": 1, "is_multiline": false}');
