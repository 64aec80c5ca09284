-- How many arrows an archer means to shoot in each day, week or month.
CREATE TABLE arrow_goals (
    archer_id uuid PRIMARY KEY REFERENCES archers ON DELETE CASCADE,
    arrows integer NOT NULL,
    period text NOT NULL CHECK (period IN ('day', 'week', 'month'))
);
SELECT bound_column('arrow_goals', 'arrows', '{"least": 1, "most": 100000}');
SELECT bound_column('arrow_goals', 'period');
